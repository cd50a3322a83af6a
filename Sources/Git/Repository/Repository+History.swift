internal import CLibgit2

extension Repository {
  /// Whether the clone was made without its older history.
  package var isShallow: Bool { git_repository_is_shallow(handle) == 1 }

  /// Whether a commit is in the history of another; every commit is in its own.
  /// - Throws: ``GitError/shallow(path:)`` where a shallow clone cannot tell.
  package func isAncestor(_ ancestor: ObjectID, of descendant: ObjectID) throws(GitError) -> Bool {
    if ancestor == descendant { return true }
    _ = try lookUpCommit(descendant)
    do {
      _ = try lookUpCommit(ancestor)
    } catch .missingRevision where isShallow {
      throw .shallow(path: gitFolder)
    }
    var (older, newer) = (ancestor.oid, descendant.oid)
    let result = git_graph_descendant_of(handle, &newer, &older)
    if result == 1 { return true }
    // Where history was cut off, neither "no" nor "not found" means that it is not an ancestor.
    if isShallow { throw .shallow(path: gitFolder) }
    try check(result, "comparing \(ancestor) with \(descendant)")
    return false
  }

  /// The branches, as full reference names, that have a commit in their history.
  /// - `prefix`: Which to look at: `refs/heads/`, or `refs/remotes/origin/` for those of a remote.
  package func branches(containing commit: ObjectID, under prefix: String) throws(GitError) -> [String] {
    var found: [String] = []
    for (name, tip) in try references(under: prefix).sorted(by: { $0.key < $1.key }) where try isCommit(tip) {
      if try isAncestor(commit, of: tip) { found.append(name) }
    }
    return found
  }

  func isCommit(_ id: ObjectID) throws(GitError) -> Bool {
    do {
      _ = try lookUpCommit(id)
      return true
    } catch .missingRevision {
      return false
    }
  }
}
