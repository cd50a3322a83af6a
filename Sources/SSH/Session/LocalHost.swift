package import WireGuard

/// A shell on this machine as a host: its own, or that of a namespace that a program such as `ip netns exec` enters.
package struct LocalHost: Host {
  package let name: String
  private let session: ShellSession

  /// - Parameter program: Runs a POSIX shell that reads its standard input, as root.
  package init(name: String, program: String = "sh", arguments: [String] = []) async {
    self.name = name
    session = await ShellSession.start(program, arguments)
  }

  package func run(_ script: ShellText, secrets: [Secret]) async throws -> ScriptResult {
    do {
      return try await session.run(script, secrets: secrets)
    } catch let end as ShellSession.Ended {
      throw HostError.sessionEnded(node: name, reason: OpenSSHFailure.reason(end, target: name))
    }
  }

  package func close() async { await session.close() }
}
