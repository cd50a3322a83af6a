extension Repository {
  /// The branches of a remote, as full reference names, that have a commit in their history.
  ///
  /// What is missing here to tell is fetched, into ``Remote/trackingPrefix``.
  package func branches(containing commit: ObjectID, at remote: Remote) throws(GitError) -> [String] {
    let heads = try list(remote).references.filter { $0.key.hasPrefix("refs/heads/") }.sorted { $0.key < $1.key }
    var complete = true
    for (_, tip) in heads where complete { complete = try isCommit(tip) }
    if !complete { try fetch(["+refs/heads/*:\(remote.trackingPrefix)*"], from: remote, prune: true) }
    var found: [String] = []
    for (name, tip) in heads where try isCommit(tip) {
      if try isAncestor(commit, of: tip) { found.append(name) }
    }
    return found
  }
}
