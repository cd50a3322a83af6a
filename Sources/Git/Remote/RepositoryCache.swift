internal import CLibgit2

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Clones of repositories that were named by a URL: one bare folder for each, a mirror that may be deleted any time.
package struct RepositoryCache: Sendable {
  /// An absolute path.
  package var folder: String
  private let environment: GitEnvironment

  /// In `$XDG_CACHE_HOME/weft/git`, else `~/.cache/weft/git`.
  package init(environment: GitEnvironment = .process) {
    // A relative path is to be ignored (XDG Base Directory Specification).
    let given = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let base = given ?? (environment["HOME"] ?? "/tmp") + "/.cache"
    folder = base + "/weft/git"
    self.environment = environment
  }

  /// Clones a repository, or brings the clone up to date. Two processes take turns.
  ///
  /// The mirror's references are the remote's afterwards, whatever they were.
  /// - `text`: A URL or a path.
  /// - `current`: What a relative path starts from; an absolute path.
  /// - `prefixes`: What to mirror.
  /// - Returns: The clone, and the remote that it mirrors.
  package func open(
    _ text: String,
    relativeTo current: String,
    prefixes: [String] = ["refs/heads/", "refs/tags/", "refs/weft/", "refs/notes/"],
    progress: ProgressHandler? = nil
  ) async throws -> (repository: Repository, remote: Remote) {
    let url = try RemoteURL(text, relativeTo: current)
    try Self.makeFolder(folder)
    let path = folder + "/" + Self.name(of: url)
    let lock = try await FileLock(path + ".lock")
    defer { lock.release() }
    let repository = try Repository(bareAt: path, environment: environment)
    let remote = if case .file = url.location { Remote(url) } else { try await repository.remote(text) }
    try await repository.mirror(remote, prefixes: prefixes, progress: progress)
    return (repository, remote)
  }

  /// Readable for people, unique by a hash of the URL without its user info.
  static func name(of url: RemoteURL) -> String {
    Library.start()
    let text = url.description
    var hash = git_oid()
    git_odb_hash(&hash, text, text.utf8.count, GIT_OBJECT_BLOB)
    let last = text.split(separator: "/").last.map { $0.hasSuffix(".git") ? $0.dropLast(4) : $0 } ?? ""
    let name = last.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
    }
    return String(String.UnicodeScalarView(name)).prefix(40) + "-" + String(ObjectID(hash).description.prefix(16))
  }

  private static func makeFolder(_ path: String) throws(GitError) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, errno != EEXIST, access(made, X_OK) != 0 {
        throw .system(what: "making \(made)", reason: Descriptors.reason(errno))
      }
    }
  }
}
