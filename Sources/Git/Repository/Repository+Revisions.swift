internal import CLibgit2

extension Repository {
  /// The commit that a revision names: `HEAD`, a branch, a tag, the first digits of an id, `main~2` (gitrevisions(7)).
  /// - Throws: ``GitError/missingRevision(_:)``, ``GitError/ambiguousRevision(_:)``.
  package func resolve(_ revision: String) throws(GitError) -> ObjectID {
    let special: [Int32: GitError] = [
      Code.notFound: .missingRevision(revision), Code.ambiguous: .ambiguousRevision(revision),
      Code.invalidSpec: .missingRevision(revision), Code.unborn: .missingRevision(revision),
    ]
    let object = try Owned("resolving \(revision)", free: git_object_free, special: special) {
      git_revparse_single(&$0, handle, revision)
    }
    let commit = try Owned(
      "resolving \(revision)", free: git_object_free,
      special: [GIT_EPEEL.rawValue: .missingRevision(revision), Code.invalidSpec: .missingRevision(revision)]
    ) {
      git_object_peel(&$0, object.pointer, GIT_OBJECT_COMMIT)
    }
    guard let oid = git_object_id(commit.pointer) else { throw .missingRevision(revision) }
    return ObjectID(oid.pointee)
  }

  /// Both ends of `BASE..HEAD`; an end left out is `HEAD`. With three dots the base is where the two parted.
  /// - Throws: ``GitError/missingRevision(_:)`` also for a text without dots.
  package func resolveRange(_ range: String) throws(GitError) -> (base: ObjectID, head: ObjectID) {
    guard let dots = range.firstRange(of: "...") ?? range.firstRange(of: "..") else { throw .missingRevision(range) }
    func end(_ text: Substring) throws(GitError) -> ObjectID { try resolve(text.isEmpty ? "HEAD" : String(text)) }
    let base = try end(range[..<dots.lowerBound])
    let head = try end(range[dots.upperBound...])
    guard range[dots].count == 3 else { return (base, head) }
    var (found, one, other) = (git_oid(), base.oid, head.oid)
    try check(
      git_merge_base(&found, handle, &one, &other), "comparing \(range)",
      [Code.notFound: isShallow ? .shallow(path: gitFolder) : .missingRevision(range)])
    return (ObjectID(found), head)
  }

  /// What a commit says of itself.
  /// - Throws: ``GitError/missingRevision(_:)``.
  package func commit(_ id: ObjectID) throws(GitError) -> Commit {
    let commit = try lookUpCommit(id)
    var parents: [ObjectID] = []
    for index in 0..<git_commit_parentcount(commit.pointer) {
      if let parent = git_commit_parent_id(commit.pointer, index) { parents.append(ObjectID(parent.pointee)) }
    }
    return Commit(
      id: id,
      parents: parents,
      author: Signature(git_commit_author(commit.pointer)),
      committer: Signature(git_commit_committer(commit.pointer)),
      message: git_commit_message(commit.pointer).map { String(cString: $0) } ?? "",
      summary: git_commit_summary(commit.pointer).map { String(cString: $0) } ?? "")
  }

  /// The name of the branch that HEAD is on, such as `main`, also where it has no commit yet.
  /// - Throws: ``GitError/detachedHead``.
  package func currentBranch() throws(GitError) -> String {
    let head = try Owned("reading HEAD", free: git_reference_free) { git_reference_lookup(&$0, handle, "HEAD") }
    guard let target = git_reference_symbolic_target(head.pointer).map({ String(cString: $0) }),
      target.hasPrefix("refs/heads/")
    else { throw .detachedHead }
    return String(target.dropFirst("refs/heads/".count))
  }

  func lookUpCommit(_ id: ObjectID) throws(GitError) -> Owned {
    var oid = id.oid
    return try Owned(
      "reading commit \(id)", free: git_commit_free, special: [Code.notFound: .missingRevision(id.description)]
    ) { git_commit_lookup(&$0, handle, &oid) }
  }
}

extension Signature {
  init(_ signature: UnsafePointer<git_signature>?) {
    guard let signature else {
      self.init(name: "", email: "", time: 0)
      return
    }
    let value = signature.pointee
    self.init(
      name: String(cString: value.name), email: String(cString: value.email), time: value.when.time,
      offset: value.when.offset)
  }
}
