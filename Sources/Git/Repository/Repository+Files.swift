internal import CLibgit2

extension Repository {
  /// Larger files are refused rather than read: what a mesh declares is far smaller, and a pull request can hold anything.
  package static let largestFile = 16 << 20

  /// A file's bytes as a commit has them; the work tree is not looked at.
  /// - `path`: From the repository's root, with `/`.
  /// - Throws: ``GitError/missingPath(_:commit:)``, ``GitError/wrongKind(path:commit:expected:)``,
  ///   ``GitError/fileTooLarge(path:size:limit:)``.
  package func readFile(_ path: String, at commit: ObjectID) throws(GitError) -> [UInt8] {
    let tree = try lookUpTree(of: commit)
    let entry = try Owned(
      "reading \(path)", free: git_tree_entry_free, special: [Code.notFound: .missingPath(path, commit: commit)]
    ) { git_tree_entry_bypath(&$0, tree.pointer, path) }
    guard case .file = TreeEntry(entry.pointer)?.kind, let id = git_tree_entry_id(entry.pointer) else {
      throw .wrongKind(path: path, commit: commit, expected: "file")
    }
    return try readBlob(ObjectID(id.pointee), path: path)
  }

  /// What lies directly in a folder, in git's order; `""` is the root.
  /// - Throws: ``GitError/missingPath(_:commit:)``, ``GitError/wrongKind(path:commit:expected:)``.
  package func list(_ folder: String, at commit: ObjectID) throws(GitError) -> [TreeEntry] {
    entries(of: try lookUpFolder(folder, at: commit))
  }

  /// The regular files below a folder, by their paths from the repository's root.
  ///
  /// Symbolic links and submodules are left out: they lead outside the commit.
  /// - `including`: Which paths to read; others are not even loaded.
  package func readTree(
    _ folder: String = "",
    at commit: ObjectID,
    including: @Sendable (_ path: String) -> Bool = { _ in true }
  ) throws(GitError) -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    var folders = [folder]
    while let folder = folders.popLast() {
      for entry in try list(folder, at: commit) {
        let path = folder.isEmpty ? entry.name : folder + "/" + entry.name
        switch entry.kind {
        case .folder: folders.append(path)
        case .file where including(path): files[path] = try readBlob(entry.id, path: path)
        case .file, .symbolicLink, .submodule: break
        }
      }
    }
    return files
  }

  func readBlob(_ id: ObjectID, path: String) throws(GitError) -> [UInt8] {
    var oid = id.oid
    let blob = try Owned("reading \(path)", free: git_blob_free) { git_blob_lookup(&$0, handle, &oid) }
    let size = Int(git_blob_rawsize(blob.pointer))
    guard size <= Self.largestFile else { throw .fileTooLarge(path: path, size: size, limit: Self.largestFile) }
    return Array(UnsafeRawBufferPointer(start: git_blob_rawcontent(blob.pointer), count: size))
  }

  func treeID(of commit: ObjectID) throws(GitError) -> ObjectID? {
    let commit = try lookUpCommit(commit)
    return ObjectID(nonzero: git_commit_tree_id(commit.pointer)?.pointee)
  }

  func lookUpTree(of commit: ObjectID) throws(GitError) -> Owned {
    let commit = try lookUpCommit(commit)
    return try Owned("reading a commit's tree", free: git_tree_free) { git_commit_tree(&$0, commit.pointer) }
  }

  private func lookUpFolder(_ folder: String, at commit: ObjectID) throws(GitError) -> Owned {
    let tree = try lookUpTree(of: commit)
    if folder.isEmpty { return tree }
    let entry = try Owned(
      "reading \(folder)", free: git_tree_entry_free, special: [Code.notFound: .missingPath(folder, commit: commit)]
    ) { git_tree_entry_bypath(&$0, tree.pointer, folder) }
    guard git_tree_entry_type(entry.pointer) == GIT_OBJECT_TREE else {
      throw .wrongKind(path: folder, commit: commit, expected: "folder")
    }
    return try Owned("reading \(folder)", free: git_tree_free) {
      git_tree_entry_to_object(&$0, handle, entry.pointer)
    }
  }

  private func entries(of tree: borrowing Owned) -> [TreeEntry] {
    (0..<git_tree_entrycount(tree.pointer)).compactMap { index in
      git_tree_entry_byindex(tree.pointer, index).flatMap { TreeEntry($0) }
    }
  }
}

extension TreeEntry {
  /// `nil` for a mode that git does not have.
  init?(_ entry: OpaquePointer) {
    guard let name = git_tree_entry_name(entry), let id = git_tree_entry_id(entry) else { return nil }
    switch git_tree_entry_filemode(entry) {
    case GIT_FILEMODE_BLOB: kind = .file(executable: false)
    case GIT_FILEMODE_BLOB_EXECUTABLE: kind = .file(executable: true)
    case GIT_FILEMODE_TREE: kind = .folder
    case GIT_FILEMODE_LINK: kind = .symbolicLink
    case GIT_FILEMODE_COMMIT: kind = .submodule
    default: return nil
    }
    self.name = String(cString: name)
    self.id = ObjectID(id.pointee)
  }
}
