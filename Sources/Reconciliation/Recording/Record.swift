package import Git

/// What a mesh was brought to, in the repository: `refs/weft/MESH/applied`, and a note on its commit.
package struct Record: Sendable {
  package let repository: Repository
  /// Where others see it; `nil` keeps it in this repository.
  package let remote: Remote?
  package let mesh: String

  package init(repository: Repository, remote: Remote?, mesh: String) {
    self.repository = repository
    self.remote = remote
    self.mesh = mesh
  }

  package var appliedReference: String { "refs/weft/\(mesh)/applied" }
  package var notesReference: String { "refs/notes/weft/\(mesh)" }
  var lockReference: String { "refs/weft/\(mesh)/lock" }

  /// Brings this repository's idea of the record up to date.
  package func fetch() async throws {
    guard let remote else { return }
    let refspecs = ["+refs/weft/\(mesh)/*:refs/weft/\(mesh)/*", "+refs/notes/weft/*:refs/notes/weft/*"]
    try await repository.fetch(refspecs, from: remote, prune: true)
  }

  /// The commit that the mesh was last brought to; `nil` before the first apply.
  package func applied() async throws -> ObjectID? { try await repository.reference(appliedReference) }

  package func note(on commit: ObjectID) async throws -> String? {
    try await repository.note(on: commit, in: notesReference)
  }

  /// Moves the record, by compare-and-swap, here and at the remote.
  /// - Throws: ``GitError/lostRace(reference:expected:actual:)`` where another apply recorded something meanwhile.
  package func move(to commit: ObjectID, from old: ObjectID?, note: String) async throws {
    let author = await repository.signature()
    let notes = try await repository.writeNote(note, on: commit, in: notesReference, author: author)
    if let remote {
      let updates = [
        ReferenceUpdate(appliedReference, to: commit, expecting: .exactly(old)),
        ReferenceUpdate(notesReference, to: notes.new, expecting: .exactly(notes.old)),
      ]
      try await repository.push(updates, to: remote)
    }
    try await updateHere(
      appliedReference, to: commit, expecting: old, message: "weft: applied \(commit.abbreviated)")
  }

  /// Changes one reference of the record, at the remote first: that is where others look.
  func update(_ name: String, to new: ObjectID?, expecting old: ObjectID?) async throws {
    if let remote {
      try await repository.push([ReferenceUpdate(name, to: new, expecting: .exactly(old))], to: remote)
    }
    try await updateHere(name, to: new, expecting: old, message: "weft: \(name)")
  }

  /// Without a remote this is the record itself, and the compare-and-swap counts; else it is a copy, which a fetch beside
  /// us may have brought up to date already.
  private func updateHere(_ name: String, to new: ObjectID?, expecting old: ObjectID?, message: String) async throws {
    let local = try await repository.reference(name)
    guard remote != nil else {
      return try await repository.updateReference(name, to: new, from: old, message: message)
    }
    guard local != new else { return }
    do {
      try await repository.updateReference(name, to: new, from: local, message: message)
    } catch GitError.lostRace {
      return
    }
  }
}

extension Repository {
  /// Who records: git's own identity where there is one; in CI there often is none.
  func signature() -> Signature {
    (try? identity()) ?? .now(name: "weft", email: "weft@localhost")
  }
}
