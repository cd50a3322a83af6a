internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What must be true of a remote's reference for a change to it to happen.
package enum Expectation: Hashable, Sendable {
  /// It points here; `nil` is: it does not exist.
  case exactly(ObjectID?)
  /// What it points to is an ancestor of the new value, or it does not exist.
  case fastForward
}

extension Repository {
  /// What a reference points to, tags peeled no further; `nil` where there is none.
  /// - `name`: In full, such as `refs/weft/example/applied`.
  package func reference(_ name: String) throws(GitError) -> ObjectID? {
    var oid = git_oid()
    let code = git_reference_name_to_id(&oid, handle, name)
    if code == Code.notFound { return nil }
    try check(code, "reading \(name)", [Code.invalidSpec: .invalidReferenceName(name)])
    return ObjectID(oid)
  }

  /// Every reference below a prefix, by its full name; symbolic ones are left out.
  package func references(under prefix: String) throws(GitError) -> [String: ObjectID] {
    let iterator = try Owned("listing \(prefix)", free: git_reference_iterator_free) {
      git_reference_iterator_glob_new(&$0, handle, prefix + "*")
    }
    var found: [String: ObjectID] = [:]
    var reference: OpaquePointer?
    while git_reference_next(&reference, iterator.pointer) == 0 {
      defer { git_reference_free(reference) }
      if let name = git_reference_name(reference), let target = git_reference_target(reference) {
        found[String(cString: name)] = ObjectID(target.pointee)
      }
    }
    return found
  }

  /// Moves, makes or deletes a reference of this repository, by compare-and-swap.
  ///
  /// - `new`: `nil` deletes.
  /// - `expected`: What it points to now; `nil` is: it does not exist.
  /// - `message`: For the reflog.
  /// - Throws: ``GitError/lostRace(reference:expected:actual:)`` where it is not as expected.
  package func updateReference(
    _ name: String,
    to new: ObjectID?,
    from expected: ObjectID?,
    message: String
  ) throws(GitError) {
    var valid: Int32 = 0
    guard git_reference_name_is_valid(&valid, name) == 0, valid == 1 else { throw .invalidReferenceName(name) }
    // A transaction, since libgit2's other ways look whether a new reference is there before they lock it.
    let transaction = try Owned("updating \(name)", free: git_transaction_free) { git_transaction_new(&$0, handle) }
    try lock(name, in: transaction.pointer)
    let actual = try reference(name)
    guard actual == expected else { throw .lostRace(reference: name, expected: expected, actual: actual) }
    if var target = new?.oid {
      try check(git_transaction_set_target(transaction.pointer, name, &target, nil, message), "updating \(name)")
    } else if actual != nil {
      try check(git_transaction_remove(transaction.pointer, name), "deleting \(name)")
    } else {
      return
    }
    try check(git_transaction_commit(transaction.pointer), "updating \(name)")
  }

  /// Others hold a reference's lock for a moment only, so it is waited for, as git does (core.filesRefLockTimeout): ten
  /// seconds, since one of many on a busy machine may have to wait for all the others.
  private func lock(_ name: String, in transaction: OpaquePointer) throws(GitError) {
    for _ in 0..<1000 {
      let code = git_transaction_lock_ref(transaction, name)
      if code != Code.locked {
        try check(code, "locking \(name)")
        return
      }
      usleep(10_000)
    }
    throw .system(what: "locking \(name)", reason: "another process holds its lock")
  }
}
