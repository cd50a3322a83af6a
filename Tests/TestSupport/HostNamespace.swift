import SSH
package import WireGuard

/// A host of its own on this machine: network, mount and process namespaces, with empty `/etc/wireguard` and `/run`,
/// that end with its shell. Needs root.
package struct HostNamespace: Sendable {
  /// The shells that hosts have.
  package enum Shell: String, Sendable, CaseIterable {
    case dash
    /// busybox's, with its own `ip`, `awk`, `sed` and the rest.
    case busybox

  }

  package struct Result: Sendable {
    package var exitCode: Int32
    package var output: String
    package var errorOutput: String
  }

  private let host: LocalHost

  package init(_ shell: Shell) async throws {
    let program = shell == .dash ? ["dash"] : ["busybox", "ash"]
    host = await LocalHost(
      name: "host", program: "unshare",
      arguments: ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"] + program)
    try await expect(
      """
      for folder in /etc/wireguard /etc/systemd/system /run; do mkdir -p $folder && mount -t tmpfs none $folder; done
      mkdir -p /run/bin && ip link set lo up
      """)
    guard shell == .busybox else { return }
    try await expect(
      """
      busybox --install -s /run/bin
      for program in wg wg-quick wireguard-go bash; do ln -s "$(command -v $program)" /run/bin/; done
      """)
    // Each script has a subshell of its own, so the path is set for all of them by a file.
    try await expect("echo 'PATH=/run/bin' >/run/profile")
  }

  /// Runs a script, whatever it answers.
  package func run(_ script: ShellText) async throws -> Result {
    let result = try await host.run("if [ -e /run/profile ]; then . /run/profile; fi\n\(script)")
    return Result(exitCode: result.exitCode, output: result.output, errorOutput: result.errorOutput)
  }

  /// Runs a script that must end with 0, and gives its output.
  @discardableResult
  package func expect(_ script: ShellText) async throws -> String {
    let result = try await run(script)
    guard result.exitCode == 0 else {
      throw HostTestError("\(script.text)\nended with \(result.exitCode): \(result.errorOutput)")
    }
    return result.output
  }

  package func close() async { await host.close() }

  /// Makes an interface by wireguard-go with a key of its own; gives the public key.
  package func addInterface(_ name: InterfaceName, listenPort: UInt16, mesh: String) async throws -> PublicKey {
    guard let key = KeyScript.parse(try await expect(KeyScript.make(mesh: mesh))) else {
      throw HostTestError("no key was made")
    }
    try await expect(
      """
      wireguard-go \(name) >/dev/null 2>&1
      wg set \(name) private-key \(HostFolder.keys(mesh: mesh) + "/" + key.fileName) listen-port \(listenPort)
      ip link set \(name) up
      """)
    return key
  }
}

/// Opens a host for the time of a test.
package func withHost(_ shell: HostNamespace.Shell, _ body: (HostNamespace) async throws -> Void) async throws {
  try await Turns.take {
    let host = try await HostNamespace(shell)
    do {
      try await body(host)
    } catch {
      await host.close()
      throw error
    }
    await host.close()
  }
}
