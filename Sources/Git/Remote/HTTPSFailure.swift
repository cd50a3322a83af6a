/// What libgit2 says of a request over https that failed.
struct HTTPSFailure {
  var error: LibraryError

  func error(for url: RemoteURL) -> GitError {
    let reason = error.reason
    if error.code == Code.certificate { return .certificateRefused(url: url, reason: reason) }
    if error.code == Code.authentication || reason.contains("status code: 401") || reason.contains("status code: 403") {
      return .authenticationRefused(url: url, reason: reason)
    }
    if reason.contains("status code: 404") || reason.contains("status code: 410") {
      return .remoteNotFound(url: url, reason: reason)
    }
    if reason.contains("redirect") { return .redirected(url: url) }
    return .network(url: url, reason: reason)
  }
}
