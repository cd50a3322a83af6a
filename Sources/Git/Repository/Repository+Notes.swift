internal import CLibgit2

extension Repository {
  /// The note on a commit; `nil` where there is none.
  /// - `reference`: In full, such as `refs/notes/weft/example`.
  package func note(on commit: ObjectID, in reference: String) throws(GitError) -> String? {
    guard let tip = try self.reference(reference) else { return nil }
    let notes = try lookUpCommit(tip)
    var oid = commit.oid
    var note: OpaquePointer?
    let code = git_note_commit_read(&note, handle, notes.pointer, &oid)
    if code == Code.notFound { return nil }
    try check(code, "reading the note on \(commit)")
    defer { git_note_free(note) }
    return git_note_message(note).map { String(cString: $0) }
  }

  /// Writes the note on a commit in place of one that is there, by compare-and-swap on the notes' reference.
  /// - Returns: What the reference was and is: what a push of it expects and sends.
  /// - Throws: ``GitError/lostRace(reference:expected:actual:)``.
  @discardableResult
  package func writeNote(
    _ text: String,
    on commit: ObjectID,
    in reference: String,
    author: Signature
  ) throws(GitError) -> (old: ObjectID?, new: ObjectID) {
    let old = try self.reference(reference)
    var parent: OpaquePointer?
    defer { git_commit_free(parent) }
    if var tip = old?.oid { try check(git_commit_lookup(&parent, handle, &tip), "reading \(reference)") }
    var (noteCommit, blob, target) = (git_oid(), git_oid(), commit.oid)
    let code = try author.withPointer { signature in
      git_note_commit_create(&noteCommit, &blob, handle, parent, signature, signature, &target, text, 1)
    }
    try check(code, "writing the note on \(commit)")
    let new = ObjectID(noteCommit)
    try updateReference(reference, to: new, from: old, message: "notes: \(commit.abbreviated)")
    return (old, new)
  }
}
