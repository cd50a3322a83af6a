internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Repository {
  /// Writes a commit, and moves no reference.
  ///
  /// - `changes`: By path from the root; `nil` deletes. A file that is there keeps its mode.
  /// - `base`: The commit whose files are changed; without one it is the first parent, and without parents the new
  ///   commit holds just these files: what Weft's own references (a lock's lease) point to.
  package func writeCommit(
    _ changes: [String: [UInt8]?],
    upon base: ObjectID? = nil,
    parents: [ObjectID] = [],
    message: String,
    author: Signature
  ) throws(GitError) -> ObjectID {
    let tree: ObjectID
    if let base = base ?? parents.first {
      let baseline = try lookUpTree(of: base)
      tree = try writeTree(changes, upon: baseline.pointer)
    } else {
      tree = try writeTree(changes, upon: nil)
    }
    var commits: [OpaquePointer?] = []
    defer { for commit in commits { git_commit_free(commit) } }
    for parent in parents {
      var (commit, oid): (OpaquePointer?, git_oid) = (nil, parent.oid)
      try check(git_commit_lookup(&commit, handle, &oid), "reading commit \(parent)")
      commits.append(commit)
    }
    return try writeCommit(tree: tree, parents: &commits, message: message, author: author)
  }

  private func writeCommit(
    tree: ObjectID,
    parents: inout [OpaquePointer?],
    message: String,
    author: Signature
  ) throws(GitError) -> ObjectID {
    var (id, treeID) = (git_oid(), tree.oid)
    let tree = try Owned("reading tree \(tree)", free: git_tree_free) { git_tree_lookup(&$0, handle, &treeID) }
    let count = parents.count
    let code = try author.withPointer { signature in
      git_commit_create(&id, handle, nil, signature, signature, nil, message, tree.pointer, count, &parents)
    }
    try check(code, "writing a commit")
    return ObjectID(id)
  }

  private func writeTree(_ changes: [String: [UInt8]?], upon baseline: OpaquePointer?) throws(GitError) -> ObjectID {
    var updates: [git_tree_update] = []
    defer { for update in updates { free(UnsafeMutablePointer(mutating: update.path)) } }
    for (path, content) in changes.sorted(by: { $0.key < $1.key }) {
      let mode = fileMode(of: path, in: baseline)
      var update = git_tree_update()
      if let content {
        update.action = GIT_TREE_UPDATE_UPSERT
        update.filemode = mode ?? GIT_FILEMODE_BLOB
        try check(git_blob_create_from_buffer(&update.id, handle, content, content.count), "writing \(path)")
      } else if mode != nil {
        update.action = GIT_TREE_UPDATE_REMOVE
      } else {
        continue
      }
      update.path = UnsafePointer(strdup(path))
      updates.append(update)
    }
    var oid = git_oid()
    try check(git_tree_create_updated(&oid, handle, baseline, updates.count, updates), "writing a tree")
    return ObjectID(oid)
  }

  /// The mode that a file has, which an edit keeps; `nil` where there is no such path.
  private func fileMode(of path: String, in tree: OpaquePointer?) -> git_filemode_t? {
    guard let tree else { return nil }
    var entry: OpaquePointer?
    defer { git_tree_entry_free(entry) }
    guard git_tree_entry_bypath(&entry, tree, path) == 0 else { return nil }
    let mode = git_tree_entry_filemode(entry)
    return mode == GIT_FILEMODE_BLOB_EXECUTABLE ? mode : GIT_FILEMODE_BLOB
  }
}

extension Signature {
  /// Lends libgit2's form of it.
  func withPointer(_ body: (UnsafePointer<git_signature>) -> Int32) throws(GitError) -> Int32 {
    var signature: UnsafeMutablePointer<git_signature>?
    // libgit2 refuses what git could not parse again: an empty name, or one with angle brackets.
    try check(git_signature_new(&signature, name, email, time, offset), "the author \(name) <\(email)>")
    defer { git_signature_free(signature) }
    guard let signature else { throw .missingIdentity }
    return body(signature)
  }
}
