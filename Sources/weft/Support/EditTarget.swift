import Diagnostics
import Git
import Reconciliation

/// Where an edit of the repository goes: a branch, and whether it is pushed.
struct EditTarget: Sendable {
  let repository: Repository
  let branch: String
  /// The tip that the edit is made from.
  let base: ObjectID
  /// Where to push; `nil` leaves that to the reader.
  let remote: Remote?

  /// The branch that `--ref` names, or a new one from there where `--branch` says so. That it can be written, and
  /// pushed, is checked at once, before anything else is done.
  static func open(_ workspace: Workspace, _ options: CommonOptions, branch: String?) async throws -> EditTarget {
    let repository = workspace.repository
    let base = try await repository.resolve(options.ref)
    let name: String
    if let branch {
      name = branch
    } else if options.ref == "HEAD" {
      name = try await repository.currentBranch()
    } else {
      guard try await repository.reference("refs/heads/" + options.ref) != nil else {
        throw Failure(
          Diagnostic(
            code: "edit-no-branch", "\(options.ref) is not a branch, so there is nothing to commit onto",
            remedy: "Say which branch takes the commit: `--branch NAME`."))
      }
      name = options.ref
    }
    let remote = workspace.isURL || branch != nil ? workspace.remote : nil
    if let remote { try await repository.checkPush(to: remote) }
    let tip = try await repository.reference("refs/heads/" + name)
    return EditTarget(repository: repository, branch: name, base: tip ?? base, remote: remote)
  }

  /// Commits, and pushes where it should.
  /// - Returns: what was done, in a line or two.
  func commit(_ edits: [String: [UInt8]?], message: String) async throws -> String {
    let reference = "refs/heads/" + branch
    if try await repository.reference(reference) == nil {
      try await repository.updateReference(reference, to: base, from: nil, message: "weft: branch")
    }
    let author = try await repository.identity()
    let id = try await repository.commitEdits(edits, onto: branch, from: base, message: message, author: author)
    guard let remote else { return "Committed \(id.abbreviated) on \(branch). Next: git push, then weft plan.\n" }
    try await repository.push([ReferenceUpdate(reference, to: id, expecting: .fastForward)], to: remote)
    return "Committed \(id.abbreviated) on \(branch), and pushed it to \(remote).\n"
  }
}
