package import WireGuard

/// A host behind an OpenSSH connection of its own.
package struct OpenSSHHost: Host {
  let address: HostAddress
  let session: ShellSession

  package var name: String { address.node }

  package func run(_ script: ShellText, secrets: [Secret]) async throws -> ScriptResult {
    do {
      return try await session.run(script, secrets: secrets)
    } catch let end as ShellSession.Ended {
      throw HostError.sessionEnded(node: name, reason: OpenSSHFailure.reason(end, target: address.target))
    }
  }

  package func close() async { await session.close() }
}
