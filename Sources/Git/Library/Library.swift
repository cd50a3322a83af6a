internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// libgit2 as a whole: its start, and the settings that it keeps for the process.
package enum Library {
  /// Once per process, before anything else is called.
  private static let started: Int32 = {
    // A server may close a connection that libgit2 writes to: that is an error to tell, and no reason to die.
    signal(SIGPIPE, SIG_IGN)
    let code = git_libgit2_init()
    // For the whole process, and so from its own environment alone. A file that cannot be read shows at the first
    // https connection, whose certificate nobody vouches for then.
    if let file = GitEnvironment.process["GIT_SSL_CAINFO"] { _ = weft_git_set_certificate_file(file) }
    return code
  }()

  static func start() { _ = started }

  /// Trusts the authorities in a PEM file for https, in place of the system's: git's `GIT_SSL_CAINFO`.
  package static func trust(certificateFile: String) throws(GitError) {
    start()
    try check(weft_git_set_certificate_file(certificateFile), "reading \(certificateFile)")
  }

  /// Reads the user's git configuration from a folder alone, and none of the system's; tests stand on this.
  package static func useConfiguration(folder: String) throws(GitError) {
    start()
    for level in [GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA]
    {
      try check(weft_git_set_search_path(level, folder), "setting the configuration's folder")
    }
  }
}

/// What libgit2 says after a call that failed.
///
/// It keeps that per thread, so it must be read in the same synchronous function as the call.
struct LibraryError {
  var code: Int32
  /// Which part of libgit2 it comes from, such as `GIT_ERROR_NET`.
  var origin: Int32
  var reason: String

  init(_ code: Int32) {
    self.code = code
    let last = git_error_last()?.pointee
    origin = last?.klass ?? 0
    reason = last.map { String(cString: $0.message) } ?? "libgit2 gives no reason (\(code))"
    git_error_clear()
  }

  /// Whether it is about the way to a remote, and not about what is here.
  var isOfConnection: Bool {
    let origins = [
      GIT_ERROR_NONE, GIT_ERROR_OS, GIT_ERROR_NET, GIT_ERROR_SSL, GIT_ERROR_CALLBACK, GIT_ERROR_SSH, GIT_ERROR_HTTP,
    ]
    return origins.contains { Int32($0.rawValue) == origin }
  }

  func error(_ what: String) -> GitError { .library(what: what, code: code, reason: reason) }
}

/// Throws what libgit2 says where a call failed.
/// - `special`: Codes that mean something to the caller.
func check(_ code: Int32, _ what: @autoclosure () -> String, _ special: [Int32: GitError] = [:]) throws(GitError) {
  guard code < 0 else { return }
  let failure = LibraryError(code)
  throw special[code] ?? failure.error(what())
}

/// The codes that callers tell apart, as plain integers: what every call returns.
enum Code {
  static let notFound = GIT_ENOTFOUND.rawValue
  static let exists = GIT_EEXISTS.rawValue
  static let ambiguous = GIT_EAMBIGUOUS.rawValue
  static let user = GIT_EUSER.rawValue
  static let unborn = GIT_EUNBORNBRANCH.rawValue
  static let notFastForward = GIT_ENONFASTFORWARD.rawValue
  static let invalidSpec = GIT_EINVALIDSPEC.rawValue
  static let conflict = GIT_ECONFLICT.rawValue
  static let locked = GIT_ELOCKED.rawValue
  static let modified = GIT_EMODIFIED.rawValue
  static let authentication = GIT_EAUTH.rawValue
  static let certificate = GIT_ECERTIFICATE.rawValue
}
