/// What a commit says of itself.
package struct Commit: Hashable, Sendable {
  package var id: ObjectID
  /// The first is the branch that was merged into.
  package var parents: [ObjectID]
  package var author: Signature
  package var committer: Signature
  /// The whole message.
  package var message: String
  /// Its first paragraph as one line.
  package var summary: String
}

/// Who did something in git, and when.
package struct Signature: Hashable, Sendable {
  package var name: String
  package var email: String
  /// Seconds since 1970 in UTC.
  package var time: Int64
  /// Minutes east of UTC, for display.
  package var offset: Int32

  package init(name: String, email: String, time: Int64, offset: Int32 = 0) {
    self.name = name
    self.email = email
    self.time = time
    self.offset = offset
  }
}

/// One name in a folder of a commit.
package struct TreeEntry: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case file(executable: Bool)
    case folder
    case symbolicLink
    case submodule
  }

  package var name: String
  package var kind: Kind
  package var id: ObjectID
}
