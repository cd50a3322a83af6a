internal import CLibgit2

extension Repository {
  /// Commits changes of files onto a branch, by compare-and-swap, from what the branch's tip holds.
  ///
  /// Where the branch is checked out here and the files are clean, index and work tree follow. No hook runs.
  /// - `changes`: By path from the root; `nil` deletes.
  /// - `branch`: Such as `main`; `nil` is the one that HEAD is on. It is made where it has no commit yet.
  /// - `tip`: The commit that the caller made the changes from; `nil` is the branch's tip, whatever it is.
  /// - Returns: The new commit; the branch's tip where the files are like that already.
  /// - Throws: ``GitError/dirtyFiles(_:)``, ``GitError/detachedHead``, ``GitError/checkedOutElsewhere(branch:)``,
  ///   ``GitError/lostRace(reference:expected:actual:)``.
  package func commitEdits(
    _ changes: [String: [UInt8]?],
    onto branch: String? = nil,
    from tip: ObjectID? = nil,
    message: String,
    author: Signature
  ) throws(GitError) -> ObjectID {
    let branch = if let branch { branch } else { try currentBranch() }
    let name = "refs/heads/" + branch
    let current = try reference(name)
    if let tip, tip != current { throw .lostRace(reference: name, expected: tip, actual: current) }
    try checkEditable(Array(changes.keys), branch: branch)
    let new = try writeCommit(changes, parents: current.map { [$0] } ?? [], message: message, author: author)
    // What changes nothing is no commit; the one just written is on no branch, and git's gc takes it.
    if let current, try treeID(of: current) == treeID(of: new) { return current }
    let summary = message.split(separator: "\n").first ?? ""
    try updateReference(name, to: new, from: current, message: "commit: \(summary)")
    if isCheckedOutHere(branch) { try follow(from: current, to: new, paths: Array(changes.keys)) }
    return new
  }

  /// Checks that files can be edited on a branch: where it is checked out, they must be as committed.
  ///
  /// What ``commitEdits(_:onto:from:message:author:)`` checks too; alone, for before anything is done.
  package func checkEditable(_ paths: [String], branch: String) throws(GitError) {
    if isCheckedOutHere(branch) {
      var dirty: [String] = []
      for path in paths where try !isClean(path) { dirty.append(path) }
      if !dirty.isEmpty { throw .dirtyFiles(dirty.sorted()) }
    } else if isCheckedOutElsewhere(branch) {
      throw .checkedOutElsewhere(branch: branch)
    }
  }

  private func isCheckedOutHere(_ branch: String) -> Bool {
    guard workTree != nil, let current = try? currentBranch() else { return false }
    return current == branch
  }

  private func isCheckedOutElsewhere(_ branch: String) -> Bool {
    var reference: OpaquePointer?
    defer { git_reference_free(reference) }
    guard git_reference_lookup(&reference, handle, "refs/heads/" + branch) == 0 else { return false }
    return git_branch_is_checked_out(reference) == 1
  }

  /// Whether HEAD, index and work tree agree on a file, or none of them has it.
  private func isClean(_ path: String) throws(GitError) -> Bool {
    var flags: UInt32 = 0
    let code = git_status_file(&flags, handle, path)
    switch code {
    case Code.notFound: return true
    // The path is a folder in the work tree.
    case Code.ambiguous: return false
    default:
      try check(code, "looking at \(path)")
      return flags == GIT_STATUS_CURRENT.rawValue
    }
  }

  /// Brings index and work tree of the given files, and only these, from one commit to the next.
  private func follow(from old: ObjectID?, to new: ObjectID, paths: [String]) throws(GitError) {
    let target = try lookUpTree(of: new)
    var baseline: OpaquePointer?
    defer { git_tree_free(baseline) }
    if let old {
      let commit = try lookUpCommit(old)
      try check(git_commit_tree(&baseline, commit.pointer), "reading a commit's tree")
    }
    var options = git_checkout_options()
    git_checkout_options_init(&options, UInt32(GIT_CHECKOUT_OPTIONS_VERSION))
    // SAFE: a file that changed since it was looked at is kept, and the error names what happened.
    options.checkout_strategy =
      GIT_CHECKOUT_SAFE.rawValue | GIT_CHECKOUT_RECREATE_MISSING.rawValue
      | GIT_CHECKOUT_DISABLE_PATHSPEC_MATCH.rawValue
    options.baseline = baseline
    let code = StringArray.with(paths) { list in
      options.paths = list
      return git_checkout_tree(handle, target.pointer, &options)
    }
    try check(code, "updating the work tree", [Code.conflict: .dirtyFiles(paths.sorted())])
  }
}
