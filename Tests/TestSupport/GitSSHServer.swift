import Foundation
package import Git

/// A real sshd on the loopback interface, with keys of its own, that serves a sandbox's repositories.
package struct GitSSHServer: Sendable {
  package let sandbox: GitSandbox
  package let port: UInt16
  private let folder: String

  /// Runs a body with a server that is gone afterwards.
  package static func run(
    in sandbox: GitSandbox,
    _ body: (GitSSHServer) async throws -> Void
  ) async throws {
    let server = GitSSHServer(
      sandbox: sandbox, port: try LoopbackPort.unused(), folder: sandbox.path("sshd"))
    try await server.prepare()
    try await GitServerProcess.run(
      "/usr/sbin/sshd", ["-D", "-e", "-f", server.folder + "/sshd_config"], port: server.port
    ) { try await body(server) }
  }

  /// The URL of a repository by its absolute path.
  package func url(_ path: String) -> String { "ssh://127.0.0.1:\(port)\(path)" }

  /// For a client that the server lets in, and that knows its key.
  package func environment(knownHosts: String = "known_hosts", key: String = "client") -> GitEnvironment {
    var environment = sandbox.environment
    environment.variables["GIT_SSH_COMMAND"] =
      "ssh -F none -o IdentitiesOnly=yes -o IdentityAgent=none -o IdentityFile=\(folder)/\(key)"
      + " -o UserKnownHostsFile=\(folder)/\(knownHosts) -o GlobalKnownHostsFile=/dev/null -o BatchMode=yes"
    return environment
  }

  private func prepare() async throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for key in ["host", "client", "stranger"] {
      try await sandbox.command(
        "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder + "/" + key])
    }
    func known(_ key: String) throws -> String {
      "[127.0.0.1]:\(port) " + (try sandbox.read(folder + "/\(key).pub"))
    }
    try sandbox.write(try known("host"), to: folder + "/known_hosts")
    try sandbox.write(try known("stranger"), to: folder + "/changed_hosts")
    try sandbox.write("", to: folder + "/no_hosts")
    try sandbox.write(try sandbox.read(folder + "/client.pub"), to: folder + "/authorized_keys", mode: 0o600)
    try sandbox.write(
      """
      ListenAddress 127.0.0.1
      Port \(port)
      HostKey \(folder)/host
      AuthorizedKeysFile \(folder)/authorized_keys
      PidFile none
      UsePAM no
      StrictModes no
      PermitRootLogin prohibit-password
      PasswordAuthentication no
      KbdInteractiveAuthentication no
      MaxStartups 100

      """, to: folder + "/sshd_config")
    // sshd's own, for root alone; it refuses to start without it.
    if geteuid() == 0 { try await sandbox.command("mkdir", ["-p", "-m", "0755", "/run/sshd"]) }
  }
}
