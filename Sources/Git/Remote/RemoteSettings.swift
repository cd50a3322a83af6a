internal import CLibgit2

/// What git's configuration and environment say about reaching a remote.
struct RemoteSettings {
  /// A shell command in place of `ssh`; the user's own.
  var sshCommand: String?
  /// `http.<url>.extraHeader` (git-config(1)); a CI's checkout puts its token there.
  var headers: [String] = []
  /// Where git's helpers are asked from.
  var folder: String
}

extension Repository {
  func remoteSettings(for url: RemoteURL) throws(GitError) -> RemoteSettings {
    var settings = RemoteSettings(folder: gitFolder)
    if let command = environment["GIT_SSH_COMMAND"] {
      settings.sshCommand = command
    } else if let command = try configuration("core.sshcommand") {
      settings.sshCommand = command
    } else if let program = environment["GIT_SSH"] {
      settings.sshCommand =
        "'" + program.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    if case .https = url.location { settings.headers = try extraHeaders(for: url.description) }
    return settings
  }

  private func extraHeaders(for url: String) throws(GitError) -> [String] {
    let configuration = try Owned("reading git's configuration", free: git_config_free) {
      git_repository_config_snapshot(&$0, handle)
    }
    var iterator: OpaquePointer?
    try check(git_config_iterator_new(&iterator, configuration.pointer), "reading git's configuration")
    defer { git_config_iterator_free(iterator) }
    var headers: [String] = []
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator) == 0, let entry = entry?.pointee {
      let (name, value) = (String(cString: entry.name), entry.value.map { String(cString: $0) } ?? "")
      guard name.hasPrefix("http."), name.hasSuffix(".extraheader") else { continue }
      let scope = name.dropFirst("http.".count).dropLast(".extraheader".count)
      // A scope is a prefix that ends where a part of the URL does; the one without a scope is for every server.
      if name == "http.extraheader" || url == scope || url.hasPrefix(scope.hasSuffix("/") ? scope : scope + "/") {
        // An empty value forgets the ones before it.
        headers = value.isEmpty ? [] : headers + [value]
      }
    }
    return headers
  }
}
