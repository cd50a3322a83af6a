import Git

extension Record {
  package var revokedReference: String { "refs/weft/\(mesh)/revoked" }

  /// The list as it was last fetched; empty where nothing was ever revoked.
  /// - Throws: ``RevocationError/unreadable(line:)``, ``GitError``.
  package func revocations() async throws -> Revocations {
    guard let tip = try await repository.reference(revokedReference) else { return Revocations() }
    return try await revocations(at: tip)
  }

  private func revocations(at tip: ObjectID) async throws -> Revocations {
    let text = String(decoding: try await repository.readFile(Self.revokedFile, at: tip), as: UTF8.self)
    return try Revocations(text: text)
  }

  /// Puts events at the end of the list, by compare-and-swap: here and at the remote, beside whoever else does.
  /// - Returns: the list as it is then.
  @discardableResult
  package func append(_ events: [Revocations.Event]) async throws -> Revocations {
    if events.isEmpty { return try await revocations() }
    var tries = 0
    while true {
      try await fetch()
      let tip = try await repository.reference(revokedReference)
      let old = if let tip { try await revocations(at: tip) } else { Revocations() }
      let new = old.adding(events)
      if new == old { return old }
      let commit = try await repository.writeCommit(
        [Self.revokedFile: Array(new.text.utf8)], parents: tip.map { [$0] } ?? [],
        message: "weft: revoked keys of \(mesh)", author: await repository.signature())
      do {
        try await update(revokedReference, to: commit, expecting: tip)
        return new
      } catch GitError.lostRace {
        tries += 1
        guard tries < Self.mostTries else { throw RevocationError.contended }
      }
    }
  }

  private static let revokedFile = "revoked"
  private static let mostTries = 20
}
