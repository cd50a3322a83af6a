/// What ssh, or git at the other end, wrote before it gave up.
struct ServiceFailure {
  var text: String
  var exitCode: Int32

  /// The error that the text stands for; the texts are OpenSSH's and git's, which have kept them for many years.
  func error(for url: RemoteURL, else reason: String) -> GitError {
    let said = said.isEmpty ? reason : said
    if text.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") { return .hostKeyChanged(url: url, reason: said) }
    if text.contains("Host key verification failed") { return .hostKeyUnknown(url: url, reason: said) }
    if text.contains("Permission denied (") || text.contains("Too many authentication failures") {
      return .authenticationRefused(url: url, reason: said)
    }
    if case .file(let path) = url.location, text.contains("dubious ownership") { return .ownedByAnother(path: path) }
    if text.contains("does not appear to be a git repository") || text.contains("epository not found")
      || text.contains("not be found")
    {
      return .remoteNotFound(url: url, reason: said)
    }
    return .network(url: url, reason: said)
  }

  /// Its last lines, without ssh's frame of at signs and git's closing advice.
  private var said: String {
    let advice = [
      "Could not read from remote", "Please make sure you have", "and the repository exists", "Warning: Permanently",
    ]
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.hasPrefix("fatal: ") ? String($0.dropFirst(7)) : String($0) }
      .filter { line in !line.hasPrefix("@") && !advice.contains { line.contains($0) } }
      .filter { !$0.allSatisfy(\.isWhitespace) }
    return lines.suffix(2).joined(separator: "; ")
  }
}
