import Foundation
package import SSH
import Subprocess

/// A real sshd on the loopback interface, with keys of its own, that ends with ``stop()``.
package final class SSHDServer: Sendable {
  package let port: UInt16
  /// As in known_hosts: `ssh-ed25519 AAAA…`.
  package let hostKey: String
  /// A client configuration that logs in here and knows no host.
  package let clientConfig: String
  private let folder: URL
  private let process: Task<Void, Never>

  /// - Parameters:
  ///   - settings: More lines for sshd_config.
  ///   - other: A server whose client is let in here too.
  package init(settings: [String] = [], trusting other: SSHDServer? = nil) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "weft-sshd-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    self.folder = folder
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    for key in ["host", "client"] {
      try await Self.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path(key)])
    }
    hostKey = try String(contentsOfFile: path("host.pub"), encoding: .utf8).trimmingCharacters(
      in: .whitespacesAndNewlines)
    try FileManager.default.copyItem(atPath: path("client.pub"), toPath: path("authorized_keys"))
    if let other {
      let known = try Data(contentsOf: folder.appendingPathComponent("authorized_keys"))
      let more = try Data(contentsOf: other.folder.appendingPathComponent("authorized_keys"))
      try (known + more).write(to: folder.appendingPathComponent("authorized_keys"))
    }
    port = try LoopbackPort.unused()
    let lines =
      [
        "ListenAddress 127.0.0.1", "Port \(port)", "HostKey \(path("host"))", "PidFile none", "UsePAM no",
        "AuthorizedKeysFile \(path("authorized_keys"))", "StrictModes no", "PermitRootLogin yes",
        "PasswordAuthentication no", "MaxStartups 200",
      ] + settings
    try (lines.joined(separator: "\n") + "\n").write(toFile: path("sshd_config"), atomically: true, encoding: .utf8)
    clientConfig = path("ssh_config")
    try """
    Host *
      IdentityFile \(path("client"))
      IdentitiesOnly yes
      IdentityAgent none
      UserKnownHostsFile \(path("known_hosts"))
      GlobalKnownHostsFile none

    """.write(toFile: clientConfig, atomically: true, encoding: .utf8)
    // sshd's own; it refuses to start without it, and refuses a folder that others may write.
    try await Self.run("sh", ["-c", "mkdir -p -m 0755 /run/sshd 2>/dev/null || test \"$(id -u)\" != 0"])
    // sshd runs itself again, by the name that it was called by.
    let arguments = ["-c", "exec /usr/sbin/sshd \"$@\"", "sh", "-D", "-f", path("sshd_config"), "-E", path("log")]
    process = Task {
      _ = try? await Subprocess.run(.name("sh"), arguments: Arguments(arguments), output: .discarded)
    }
    let log = path("log")
    try await until("sshd listens") {
      (try? String(contentsOfFile: log, encoding: .utf8))?.contains("Server listening") ?? false
    }
  }

  package func address(
    node: String, port: UInt16? = nil, hostKeys: [String]? = nil, jumps: [HostAddress] = []
  ) -> HostAddress {
    HostAddress(
      node: node, host: "127.0.0.1", port: port ?? self.port, hostKeys: hostKeys ?? [hostKey], jumps: jumps)
  }

  /// How many connections were let in so far.
  package var logins: Int {
    let log = try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)
    return (log ?? "").components(separatedBy: "Accepted publickey").count - 1
  }

  package func stop() {
    process.cancel()
    try? FileManager.default.removeItem(at: folder)
  }

  private static func run(_ program: String, _ arguments: [String]) async throws {
    let result = try await Subprocess.run(.name(program), arguments: Arguments(arguments), output: .discarded)
    guard result.terminationStatus.isSuccess else { throw HostTestError("\(program): \(result.terminationStatus)") }
  }
}
