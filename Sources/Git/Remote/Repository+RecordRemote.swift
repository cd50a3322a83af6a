internal import CLibgit2

extension Repository {
  /// Where what was applied is recorded, so that everybody who works on the mesh sees it.
  ///
  /// The remote given (a URL, a path or a name), else `weft.remote` in git's configuration, else the branch's upstream,
  /// else `origin`, else `nil`: this repository itself.
  package func recordRemote(given: String? = nil) throws(GitError) -> Remote? {
    if let given { return try remote(given) }
    if let configured = try configuration("weft.remote"), !configured.isEmpty { return try remote(configured) }
    switch try upstreamRemote() {
    case "."?: return nil
    case let name?: return try remote(name)
    case nil: return try namedRemote("origin")
    }
  }

  /// A remote by its name in git's configuration, or by a URL or path, as `git fetch` would take it.
  ///
  /// Look it up once and keep it: libgit2 1.5 leaks 49 KiB each time it reads a remote's configuration.
  package func remote(_ text: String) throws(GitError) -> Remote {
    if let named = try namedRemote(text) { return named }
    // Only for `url.<base>.insteadOf`.
    var options = git_remote_create_options()
    git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
    options.repository = handle
    let remote = try Owned("reading \(text)", free: git_remote_free) {
      git_remote_create_with_opts(&$0, text, &options)
    }
    let rewritten = git_remote_url(remote.pointer).map { String(cString: $0) }
    return Remote(try RemoteURL(rewritten ?? text, relativeTo: baseFolder))
  }

  private func namedRemote(_ name: String) throws(GitError) -> Remote? {
    var found: OpaquePointer?
    defer { git_remote_free(found) }
    let code = git_remote_lookup(&found, handle, name)
    if code == Code.notFound || code == Code.invalidSpec { return nil }
    try check(code, "reading remote \(name)")
    guard let fetch = try url(git_remote_url(found)) else { return nil }
    return Remote(name: name, url: fetch, pushURL: try url(git_remote_pushurl(found)) ?? fetch)
  }

  private func upstreamRemote() throws(GitError) -> String? {
    let branch: String
    do {
      branch = try currentBranch()
    } catch .detachedHead {
      return nil
    }
    return try configuration("branch.\(branch).remote")
  }

  private func url(_ text: UnsafePointer<CChar>?) throws(GitError) -> RemoteURL? {
    guard let text else { return nil }
    return try RemoteURL(String(cString: text), relativeTo: baseFolder)
  }

  /// What a relative URL in the configuration starts from.
  private var baseFolder: String {
    let folder = workTree ?? gitFolder
    return folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }
}
