internal import CLibgit2

/// Since when a value stands in the files of a history.
package struct ValueOrigin: Hashable, Sendable {
  package var commit: ObjectID
  /// The commit's committer date, in seconds since 1970.
  package var time: Int64
  /// Whether the value came with this commit; else it was there already, and is older still.
  package var isFirst: Bool

  package init(commit: ObjectID, time: Int64, isFirst: Bool) {
    self.commit = commit
    self.time = time
    self.isFirst = isFirst
  }
}

extension Repository {
  /// For each value, the oldest commit of the unbroken run of history, back from a tip, in which some file holds it.
  ///
  /// Followed as git-blame(1) does: to the first parent that has the value. So a merge hands on to the branch that the
  /// value came from, a renamed or copied file keeps its values, and a value that went and came back is as old as its
  /// return. The time is the committer's date: it grows along a history, as git's own walks assume, where an author's
  /// date may be of any time.
  ///
  /// One walk serves all values; a file is read only where it differs from the parent's, and each blob once.
  /// - `enough`: A value that a commit of before this time holds is not followed further.
  /// - `including`: Which paths to look at.
  /// - `reading`: The values that a file holds.
  /// - Throws: ``GitError/shallow(path:)`` where the history ends before a value's origin.
  package func origins<Value: Hashable & Sendable>(
    of values: Set<Value>,
    at tip: ObjectID,
    enough: Int64 = .min,
    including: @Sendable (_ path: String) -> Bool,
    reading: @Sendable (_ content: [UInt8]) -> Set<Value>
  ) throws(GitError) -> [Value: ValueOrigin] {
    var origins: [Value: ValueOrigin] = [:]
    var known: [ObjectID: Set<Value>] = [:]
    // Every value is on one path, so these are as many as the branches that are being followed.
    var heads = [tip: (time: try lookUpCommit(tip).committerTime, values: values)]
    while let (id, head) = heads.max(by: { ($0.value.time, $0.key) < ($1.value.time, $1.key) }) {
      heads[id] = nil
      var left = head.values
      if head.time < enough {
        for value in left { origins[value] = ValueOrigin(commit: id, time: head.time, isFirst: false) }
        continue
      }
      for parent in try parents(of: id) {
        if left.isEmpty { break }
        var new: Set<Value> = []
        var old: Set<Value> = []
        for change in try changedFiles(from: parent, to: id, including: including) {
          if let blob = change.new { new.formUnion(try self.values(of: blob, &known, reading)) }
          if let blob = change.old { old.formUnion(try self.values(of: blob, &known, reading)) }
        }
        let came = new.subtracting(old).intersection(left)
        let followed = left.subtracting(came)
        left = came
        if followed.isEmpty { continue }
        if heads[parent] == nil {
          heads[parent] = (try lookUpCommit(parent).committerTime, followed)
        } else {
          heads[parent]?.values.formUnion(followed)
        }
      }
      for value in left { origins[value] = ValueOrigin(commit: id, time: head.time, isFirst: true) }
    }
    return origins
  }

  private func values<Value>(
    of blob: ObjectID, _ known: inout [ObjectID: Set<Value>], _ reading: ([UInt8]) -> Set<Value>
  ) throws(GitError) -> Set<Value> {
    if let values = known[blob] { return values }
    let values = reading(try readBlob(blob, path: blob.description))
    known[blob] = values
    return values
  }

  /// - Throws: ``GitError/shallow(path:)`` where a clone has no parents and the commit does.
  private func parents(of id: ObjectID) throws(GitError) -> [ObjectID] {
    let commit = try lookUpCommit(id)
    var parents: [ObjectID] = []
    // A later libgit2 hides the parents that a shallow clone cut off; the commit itself still names them.
    let header = git_commit_raw_header(commit.pointer).map { String(cString: $0) } ?? ""
    for line in header.split(separator: "\n") {
      guard line.hasPrefix("parent "), let parent = ObjectID(String(line.dropFirst("parent ".count))) else { continue }
      if isShallow, try !isCommit(parent) { throw .shallow(path: gitFolder) }
      parents.append(parent)
    }
    return parents
  }
}

extension Owned {
  /// A commit's committer date.
  fileprivate var committerTime: Int64 { git_commit_time(pointer) }
}
