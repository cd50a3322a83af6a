/// What can go wrong with git. Cases carry data; ``diagnostics`` turns them into text.
package enum GitError: Error, Hashable, Sendable {
  // A repository and what is in it.
  case notARepository(path: String)
  /// git's `safe.directory` rule: another user owns it.
  case ownedByAnother(path: String)
  case missingRevision(String)
  case ambiguousRevision(String)
  case missingReference(String)
  case invalidReferenceName(String)
  case missingPath(String, commit: ObjectID)
  /// It is there, and is not a regular file (or not a folder) as was asked for.
  case wrongKind(path: String, commit: ObjectID, expected: String)
  case fileTooLarge(path: String, size: Int, limit: Int)
  /// A bare repository has no files beside its commits.
  case missingWorkTree(path: String)
  /// The history that the answer needs was left out of a shallow clone.
  case shallow(path: String)

  // References.
  /// Another one changed the reference first. `nil` is: no such reference.
  case lostRace(reference: String, expected: ObjectID?, actual: ObjectID?)

  // Edits.
  case dirtyFiles([String])
  case checkedOutElsewhere(branch: String)
  case detachedHead
  case missingIdentity

  // Remotes.
  case unsupportedURL(String, reason: String)
  case network(url: RemoteURL, reason: String)
  case hostKeyUnknown(url: RemoteURL, reason: String)
  case hostKeyChanged(url: RemoteURL, reason: String)
  case certificateRefused(url: RemoteURL, reason: String)
  case authenticationRefused(url: RemoteURL, reason: String)
  case remoteNotFound(url: RemoteURL, reason: String)
  case redirected(url: RemoteURL)
  case missingRemoteReference(String, url: RemoteURL)
  case notFastForward(reference: String, url: RemoteURL)
  /// `output` is what the server said for people, such as a hook's words.
  case pushRejected([Rejection], url: RemoteURL, output: String)
  case missingProgram(String)

  case cancelled
  /// The operating system refused something; `reason` is its word.
  case system(what: String, reason: String)
  /// Anything else that libgit2 says, in its own words.
  case library(what: String, code: Int32, reason: String)

  /// A reference that a server did not accept.
  package struct Rejection: Hashable, Sendable {
    package var reference: String
    /// The server's own word, such as `pre-receive hook declined`.
    package var reason: String

    package init(reference: String, reason: String) {
      self.reference = reference
      self.reason = reason
    }
  }
}
