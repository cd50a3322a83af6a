internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Repository {
  /// The value that git's configuration gives a key here, all files taken together; `nil` where there is none.
  package func configuration(_ key: String) throws(GitError) -> String? {
    let configuration = try Owned("reading git's configuration", free: git_config_free) {
      git_repository_config_snapshot(&$0, handle)
    }
    var text: UnsafePointer<CChar>?
    let code = git_config_get_string(&text, configuration.pointer, key)
    if code == Code.notFound { return nil }
    try check(code, "reading \(key)")
    return text.map { String(cString: $0) }
  }

  /// Who makes commits here, as git finds it: `GIT_AUTHOR_NAME` and `_EMAIL`, then `author.*`, then `user.*`.
  /// - Throws: ``GitError/missingIdentity``. Nothing is guessed from the host's name.
  package func identity() throws(GitError) -> Signature {
    let name = try identity("GIT_AUTHOR_NAME", keys: ["author.name", "user.name"])
    let email = try identity("GIT_AUTHOR_EMAIL", keys: ["author.email", "user.email"])
    return .now(name: name, email: email)
  }

  private func identity(_ variable: String, keys: [String]) throws(GitError) -> String {
    if let value = environment[variable] { return value }
    for key in keys {
      if let value = try configuration(key), !value.isEmpty { return value }
    }
    throw .missingIdentity
  }
}

extension Signature {
  /// With the time that it is, and this machine's offset.
  package static func now(name: String, email: String) -> Self {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    var (seconds, local) = (clock.tv_sec, tm())
    localtime_r(&seconds, &local)
    return Self(name: name, email: email, time: Int64(seconds), offset: Int32(local.tm_gmtoff / 60))
  }
}
