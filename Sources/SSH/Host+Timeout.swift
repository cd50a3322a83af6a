package import WireGuard

extension Host {
  /// Runs a script and gives up on the whole session when it takes too long: what the script did is then unknown.
  /// - Throws: ``HostError``.
  package func run(_ script: ShellText, within limit: Duration) async throws -> ScriptResult {
    try await withThrowingTaskGroup(of: ScriptResult?.self) { group in
      group.addTask { try await run(script) }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      guard let result = try await group.next() ?? nil else {
        throw HostError.sessionEnded(node: name, reason: "no answer within \(limit.components.seconds) s")
      }
      return result
    }
  }
}
