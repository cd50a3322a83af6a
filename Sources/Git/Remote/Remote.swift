/// Another repository that this one fetches from and pushes to.
package struct Remote: Hashable, Sendable {
  /// Its name in git's configuration; `nil` for a bare URL.
  package var name: String?
  package var url: RemoteURL
  package var pushURL: RemoteURL

  package init(_ url: RemoteURL) {
    self.init(name: nil, url: url, pushURL: url)
  }

  init(name: String?, url: RemoteURL, pushURL: RemoteURL) {
    self.name = name
    self.url = url
    self.pushURL = pushURL
  }
}

extension Remote {
  /// Where its branches are kept here, apart from our own.
  package var trackingPrefix: String { "refs/remotes/\(name ?? "weft")/" }
}

extension Remote: CustomStringConvertible {
  /// As a reader knows it: by its name, else by its URL.
  package var description: String { name ?? url.description }
}

/// What a remote has.
package struct RemoteListing: Hashable, Sendable {
  /// By full name.
  package var references: [String: ObjectID]
  /// The branch that its HEAD is on, by its full name; `nil` where it does not say.
  package var head: String?
}

/// A change to a reference at a remote.
package struct ReferenceUpdate: Hashable, Sendable {
  /// In full.
  package var name: String
  /// `nil` deletes.
  package var new: ObjectID?
  package var expectation: Expectation

  package init(_ name: String, to new: ObjectID?, expecting expectation: Expectation) {
    self.name = name
    self.new = new
    self.expectation = expectation
  }
}
