internal import CLibgit2

extension Repository {
  /// What a remote has, without storing anything.
  package func list(_ remote: Remote) throws(GitError) -> RemoteListing {
    let session = try session(remote.url, store: false)
    try session.connect(GIT_DIRECTION_FETCH)
    return try session.listing()
  }

  /// Gets what references of a remote point to, and moves ours to the same.
  ///
  /// - `refspecs`: Such as `+refs/weft/example/*:refs/weft/example/*` (git-fetch(1)).
  /// - `prune`: Also deletes ours, within the refspecs, that the remote does not have: afterwards ours are the remote's.
  /// - Returns: What the remote has.
  /// - Throws: ``GitError/missingRemoteReference(_:url:)`` for one that is named without a star, unless it is pruned;
  ///   ``GitError/shallow(path:)``: libgit2 does not tell a server that history is cut off, and would get too little.
  @discardableResult
  package func fetch(
    _ refspecs: [String],
    from remote: Remote,
    prune: Bool = false,
    progress: ProgressHandler? = nil
  ) throws(GitError) -> RemoteListing {
    if isShallow { throw .shallow(path: gitFolder) }
    let session = try session(remote.url, progress: progress)
    try session.connect(GIT_DIRECTION_FETCH)
    let listing = try session.listing()
    var present: [String] = []
    for refspec in refspecs {
      let source = refspec.trimmingPrefix("+").prefix { $0 != ":" }
      if source.contains("*") || source == "HEAD" || listing.references[String(source)] != nil {
        present.append(refspec)
      } else if !prune {
        throw .missingRemoteReference(String(source), url: remote.url)
      }
    }
    if !present.isEmpty { try session.download(present) }
    if prune {
      for refspec in refspecs { try self.prune(refspec, keeping: listing) }
    }
    return listing
  }

  /// Makes this bare repository a mirror of a remote's branches, tags and further references.
  func mirror(_ remote: Remote, prefixes: [String], progress: ProgressHandler?) throws(GitError) {
    let refspecs = prefixes.map { "+\($0)*:\($0)*" }
    let listing = try fetch(refspecs, from: remote, prune: true, progress: progress)
    if let head = listing.head { try check(git_repository_set_head(handle, head), "setting HEAD") }
  }

  func session(
    _ url: RemoteURL,
    store: Bool = true,
    progress: ProgressHandler? = nil
  ) throws(GitError) -> RemoteSession {
    try RemoteSession(
      url, repository: store ? handle : nil, settings: try remoteSettings(for: url), environment: environment,
      progress: progress)
  }

  private func prune(_ text: String, keeping listing: RemoteListing) throws(GitError) {
    let refspec = try Owned("reading refspec \(text)", free: git_refspec_free) { git_refspec_parse(&$0, text, 1) }
    guard let destination = git_refspec_dst(refspec.pointer).map({ String(cString: $0) }) else { return }
    for (name, id) in try references(under: String(destination.prefix { $0 != "*" })) {
      var source = git_buf()
      defer { git_buf_dispose(&source) }
      guard git_refspec_dst_matches(refspec.pointer, name) == 1,
        git_refspec_rtransform(&source, refspec.pointer, name) == 0, let text = source.ptr,
        listing.references[String(cString: text)] == nil
      else { continue }
      try updateReference(name, to: nil, from: id, message: "fetch: pruned")
    }
  }
}

extension RemoteSession {
  func listing() throws(GitError) -> RemoteListing {
    var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
    var count = 0
    try check(git_remote_ls(&heads, &count, handle), "listing \(url)")
    var listing = RemoteListing(references: [:], head: nil)
    for head in UnsafeBufferPointer(start: heads, count: count).compactMap({ $0?.pointee }) {
      let name = String(cString: head.name)
      if name == "HEAD" {
        listing.head = head.symref_target.map { String(cString: $0) }
      } else if !name.hasSuffix("^{}") {
        // The rest are what annotated tags point to.
        listing.references[name] = ObjectID(head.oid)
      }
    }
    return listing
  }

  func download(_ refspecs: [String]) throws(GitError) {
    try withOptions { connection in
      var options = git_fetch_options()
      git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
      options.callbacks = connection.callbacks
      options.proxy_opts = connection.proxy_opts
      options.follow_redirects = connection.follow_redirects
      options.custom_headers = connection.custom_headers
      options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
      let code = StringArray.with(refspecs) { list in
        var list = list
        return git_remote_download(handle, &list, &options)
      }
      if code < 0 { return code }
      return git_remote_update_tips(handle, &connection.callbacks, 0, GIT_REMOTE_DOWNLOAD_TAGS_NONE, "fetch")
    }
  }
}
