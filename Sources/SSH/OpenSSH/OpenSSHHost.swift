package import WireGuard

/// A host behind an OpenSSH connection of its own.
package struct OpenSSHHost: Host {
  package let name: String
  let session: ShellSession

  package func run(_ script: ShellText, secrets: [Secret]) async throws -> ScriptResult {
    do {
      return try await session.run(script, secrets: secrets)
    } catch let end as ShellSession.Ended {
      throw HostError.sessionEnded(node: name, reason: OpenSSHFailure.reason(end))
    }
  }

  package func close() async { await session.close() }
}
