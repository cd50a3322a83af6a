/// Where a repository is, as git writes it, taken apart and checked.
///
/// `ssh://`, `git@host:path`, `https://`, `file://` and plain paths. A host, user or path that a program could take
/// for an option is refused (CVE-2017-1000117 was one), and so are control characters.
package struct RemoteURL: Hashable, Sendable {
  enum Location: Hashable, Sendable {
    case ssh(user: String?, host: String, port: UInt16?, path: String)
    case https(host: String, port: UInt16?, path: String)
    case file(path: String)
  }

  let location: Location
  /// The user info of an `https://` URL; never part of any text.
  let user: String?
  let password: String?

  /// - `folder`: What a relative path starts from; an absolute path.
  /// - Throws: ``GitError/unsupportedURL(_:reason:)``.
  package init(_ text: String, relativeTo folder: String) throws(GitError) {
    guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      throw .unsupportedURL(Self.withoutUserInfo(text), reason: "it is empty or has control characters")
    }
    if let separator = text.firstRange(of: "://") {
      let scheme = text[..<separator.lowerBound].lowercased()
      try self.init(scheme: scheme, rest: text[separator.upperBound...], text: text)
    } else if let (authority, path) = Self.scpStyle(text) {
      // `ext::command` and its like would have git run a program (gitremote-helpers(7)).
      guard !path.hasPrefix(":") else { throw .unsupportedURL(text, reason: "git's remote helpers are not used") }
      let parts = Authority(authority, decoding: false)
      guard parts.port == nil, !parts.isMalformed else { throw .unsupportedURL(text, reason: "its host is not one") }
      try self.init(sshTo: parts, path: String(path), text: text)
    } else {
      let path = text.hasPrefix("/") ? text : folder + "/" + text
      self.init(.file(path: path))
    }
  }

  private init(_ location: Location, user: String? = nil, password: String? = nil) {
    self.location = location
    self.user = user
    self.password = password
  }

  private init(scheme: String, rest: Substring, text: String) throws(GitError) {
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = Authority(rest[..<slash], decoding: true)
    let path = String(rest[slash...])
    guard !authority.isMalformed else {
      throw .unsupportedURL(Self.withoutUserInfo(text), reason: "its host or port is not one")
    }
    switch scheme {
    case "ssh", "git+ssh", "ssh+git":
      // As in git: ssh://host/~user/path is in that user's home.
      let decoded = PercentEncoding.decode(path)
      try self.init(sshTo: authority, path: decoded.hasPrefix("/~") ? String(decoded.dropFirst()) : decoded, text: text)
    case "https":
      guard !authority.host.isEmpty, !authority.host.hasPrefix("-"), path.utf8.count > 1 else {
        throw .unsupportedURL(Self.withoutUserInfo(text), reason: "it has no host or no path")
      }
      self.init(
        .https(host: authority.host.lowercased(), port: authority.port, path: path),
        user: authority.user, password: authority.password)
    case "file":
      guard path.hasPrefix("/"), authority.host.isEmpty || authority.host == "localhost" else {
        throw .unsupportedURL(text, reason: "a file:// URL names an absolute path on this machine")
      }
      self.init(.file(path: PercentEncoding.decode(path)))
    case "http":
      throw .unsupportedURL(
        Self.withoutUserInfo(text), reason: "http:// is neither private nor authentic; use https://")
    default:
      throw .unsupportedURL(Self.withoutUserInfo(text), reason: "\(scheme):// is not one of ssh, https, file")
    }
  }

  private init(sshTo authority: Authority, path: String, text: String) throws(GitError) {
    guard !authority.host.isEmpty, !authority.host.hasPrefix("-"), authority.user?.hasPrefix("-") != true,
      !path.isEmpty, path != "/", !path.hasPrefix("-"),
      (authority.host + (authority.user ?? "") + path).unicodeScalars.allSatisfy({ $0.value >= 0x20 })
    else {
      throw .unsupportedURL(
        Self.withoutUserInfo(text), reason: "its host, user or path is not one that ssh can be given")
    }
    self.init(.ssh(user: authority.user, host: authority.host, port: authority.port, path: path))
  }

  /// `host:path`: a colon before any slash, as git-clone(1) tells it from a path.
  private static func scpStyle(_ text: String) -> (authority: Substring, path: Substring)? {
    var start = text.startIndex
    if let bracket = text.firstIndex(of: "["), let end = text.firstIndex(of: "]"), bracket < end,
      !text[..<bracket].contains("/")
    {
      start = end
    }
    guard let colon = text[start...].firstIndex(of: ":"), !text[..<colon].contains("/") else { return nil }
    return (text[..<colon], text[text.index(after: colon)...])
  }

  private static func withoutUserInfo(_ text: String) -> String {
    guard let separator = text.firstRange(of: "://") else { return text }
    let rest = text[separator.upperBound...]
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let at = rest[..<slash].lastIndex(of: "@") else { return text }
    return String(text[..<separator.upperBound] + rest[rest.index(after: at)...])
  }
}

extension RemoteURL: CustomStringConvertible {
  /// The URL without a password, or a user of https: safe to print, and what libgit2 is given.
  package var description: String {
    switch location {
    case .ssh(let user, let host, let port, let path):
      let authority = (user.map { $0 + "@" } ?? "") + Authority.bracketed(host) + (port.map { ":\($0)" } ?? "")
      return "ssh://" + authority + (path.hasPrefix("/") ? path : "/" + path)
    case .https(let host, let port, let path):
      return "https://" + Authority.bracketed(host) + (port.map { ":\($0)" } ?? "") + path
    case .file(let path):
      return path
    }
  }
}
