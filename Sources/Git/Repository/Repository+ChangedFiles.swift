internal import CLibgit2

extension Repository {
  /// A regular file that differs between two commits; `nil` on the side that does not have it.
  struct ChangedFile {
    var old: ObjectID?
    var new: ObjectID?
  }

  /// The regular files that differ between two commits.
  ///
  /// Folders that are the same are not opened. `git_diff_tree_to_tree` makes strings of every path it passes, and a
  /// walk over a long history passes a great many.
  /// - `including`: Which paths to look at.
  func changedFiles(
    from old: ObjectID, to new: ObjectID, including: (_ path: String) -> Bool
  ) throws(GitError) -> [ChangedFile] {
    let before = try lookUpTree(of: old)
    let after = try lookUpTree(of: new)
    guard let one = git_tree_id(before.pointer), let other = git_tree_id(after.pointer) else { return [] }
    if git_oid_equal(one, other) == 1 { return [] }
    var changes: [ChangedFile] = []
    try compare(before.pointer, after.pointer, "", including, &changes)
    return changes
  }

  private func compare(
    _ old: OpaquePointer?, _ new: OpaquePointer?, _ folder: String, _ including: (String) -> Bool,
    _ changes: inout [ChangedFile]
  ) throws(GitError) {
    let (oldCount, newCount) = (old.map(git_tree_entrycount) ?? 0, new.map(git_tree_entrycount) ?? 0)
    var (oldIndex, newIndex) = (0, 0)
    while oldIndex < oldCount || newIndex < newCount {
      let before = oldIndex < oldCount ? git_tree_entry_byindex(old, oldIndex) : nil
      let after = newIndex < newCount ? git_tree_entry_byindex(new, newIndex) : nil
      // Both are in git's order, in which a file and a folder of one name are two.
      let order = before == nil ? 1 : after == nil ? -1 : git_tree_entry_cmp(before, after)
      if order <= 0 { oldIndex += 1 }
      if order >= 0 { newIndex += 1 }
      if order == 0, git_oid_equal(git_tree_entry_id(before), git_tree_entry_id(after)) == 1 { continue }
      try note(order <= 0 ? before : nil, order >= 0 ? after : nil, folder, including, &changes)
    }
  }

  private func note(
    _ old: OpaquePointer?, _ new: OpaquePointer?, _ folder: String, _ including: (String) -> Bool,
    _ changes: inout [ChangedFile]
  ) throws(GitError) {
    let (before, after) = (old.flatMap { TreeEntry($0) }, new.flatMap { TreeEntry($0) })
    guard let name = (after ?? before)?.name else { return }
    let path = folder.isEmpty ? name : folder + "/" + name
    let oldTree = try subtree(old, before)
    let newTree = try subtree(new, after)
    if oldTree.isThere || newTree.isThere {
      try compare(oldTree.pointer, newTree.pointer, path, including, &changes)
    }
    let change = ChangedFile(old: before?.blob, new: after?.blob)
    if change.old != nil || change.new != nil, including(path) { changes.append(change) }
  }

  /// The folder behind an entry, freed with its holder.
  private struct Subtree: ~Copyable {
    let pointer: OpaquePointer?
    var isThere: Bool { pointer != nil }

    deinit { git_tree_free(pointer) }
  }

  private func subtree(_ entry: OpaquePointer?, _ value: TreeEntry?) throws(GitError) -> Subtree {
    guard let entry, value?.kind == .folder else { return Subtree(pointer: nil) }
    var tree: OpaquePointer?
    try check(git_tree_entry_to_object(&tree, handle, entry), "reading a folder")
    return Subtree(pointer: tree)
  }
}

extension TreeEntry {
  /// The id of a regular file's content.
  fileprivate var blob: ObjectID? {
    if case .file = kind { id } else { nil }
  }
}
