internal import CLibgit2

/// One connection to a remote: libgit2's remote, its transport and what its callbacks gathered.
///
/// The remote has no name and no configuration: a named one leaks 262 KiB at every fetch (libgit2 1.5.1, fixed by its
/// pull request 6382), and would read settings that were looked at already.
final class RemoteSession {
  let url: RemoteURL
  let connection: ProcessConnection?
  let credentials: HTTPSCredentials
  private let headers: [String]
  let progress: ProgressHandler?
  private let remote: Owned
  /// Looks at what a push would do, once the server said what it has; an error stops it before anything is sent.
  var negotiation: (([PushStep]) -> GitError?)?
  var failure: GitError?
  /// What the server had of each reference of a push.
  var seen: [String: ObjectID] = [:]
  var rejections: [GitError.Rejection] = []
  /// What the server said for people, such as a hook's words.
  var serverText = ""

  /// One reference of a push: what the server has, and what it shall have.
  struct PushStep {
    var reference: String
    var old: ObjectID?
    var new: ObjectID?
  }

  /// - `repository`: `nil` where nothing is to be stored, for a listing.
  /// - `settings`: What git's configuration says about reaching it.
  init(
    _ url: RemoteURL,
    repository: OpaquePointer?,
    settings: RemoteSettings,
    environment: GitEnvironment,
    progress: ProgressHandler?
  ) throws(GitError) {
    Library.start()
    self.url = url
    self.progress = progress
    headers = settings.headers
    credentials = HTTPSCredentials(url: url, environment: environment, folder: settings.folder)
    if case .https = url.location {
      connection = nil
    } else {
      connection = ProcessConnection(url: url, environment: environment, sshCommand: settings.sshCommand)
    }
    var options = git_remote_create_options()
    git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
    options.repository = repository
    options.flags =
      GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
    remote = try Owned("preparing \(url)", free: git_remote_free) {
      git_remote_create_with_opts(&$0, url.description, &options)
    }
  }

  /// libgit2's handle, valid as long as the session.
  var handle: OpaquePointer { remote.pointer }

  /// Connects, and reads what references the server has.
  func connect(_ direction: git_direction) throws(GitError) {
    try withOptions { options in git_remote_connect_ext(handle, direction, &options) }
    credentials.accepted()
  }

  /// Calls libgit2 with this session's callbacks, and finds out what a failure was.
  func withOptions(_ body: (inout git_remote_connect_options) -> Int32) throws(GitError) {
    // Our callbacks fail without a word of libgit2: what an earlier call left must not be taken for it.
    git_error_clear()
    let code = StringArray.with(headers) { headers in
      var options = git_remote_connect_options()
      git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
      options.callbacks = callbacks()
      options.custom_headers = headers
      options.proxy_opts.type = GIT_PROXY_AUTO
      // Another path of the same host is still followed; another host would get the login.
      options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
      return withExtendedLifetime(self) { body(&options) }
    }
    guard code < 0 else { return }
    throw diagnosis(LibraryError(code))
  }

  private func diagnosis(_ error: LibraryError) -> GitError {
    if let failure = failure ?? connection?.failure { return failure }
    guard error.isOfConnection else { return error.error("working with \(url)") }
    if let connection { return connection.diagnosis(else: error.reason) }
    return HTTPSFailure(error: error).error(for: url)
  }
}
