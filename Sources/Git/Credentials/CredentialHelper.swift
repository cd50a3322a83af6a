/// git's credential helpers, asked through `git credential` (git-credential(1)): `fill`, `approve`, `reject`.
///
/// Secrets go over the pipe alone. Where git is not installed, or has nothing, there is no answer.
struct CredentialHelper {
  let url: RemoteURL
  let environment: GitEnvironment
  /// The repository's folder, whose configuration names the helpers.
  let folder: String

  func fill() -> HTTPSCredentials.Login? {
    guard let answer = ask("fill", question(user: url.user, password: nil)) else { return nil }
    var values: [String: String] = [:]
    for line in answer.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
    }
    guard let user = values["username"], let password = values["password"] else { return nil }
    return HTTPSCredentials.Login(user: user, password: password)
  }

  func approve(_ login: HTTPSCredentials.Login) {
    _ = ask("approve", question(user: login.user, password: login.password))
  }

  func reject(_ login: HTTPSCredentials.Login) {
    _ = ask("reject", question(user: login.user, password: login.password))
  }

  private func question(user: String?, password: String?) -> String {
    guard case .https(let host, let port, let path) = url.location else { return "\n" }
    var lines = [
      "protocol=https", "host=" + Authority.bracketed(host) + (port.map { ":\($0)" } ?? ""),
      "path=" + PercentEncoding.decode(String(path.dropFirst())),
    ]
    // A line break would start an attribute of its own (CVE-2020-5260).
    for (name, value) in [("username", user), ("password", password)] {
      if let value { lines.append("\(name)=\(value)") }
    }
    guard lines.allSatisfy({ !$0.unicodeScalars.contains("\n") && !$0.unicodeScalars.contains("\0") }) else {
      return "\n"
    }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private func ask(_ operation: String, _ question: String) -> String? {
    guard let child = try? ChildProcess(["git", "-C", folder, "credential", operation], environment: environment) else {
      return nil
    }
    guard Array(question.utf8).withUnsafeBytes({ child.write($0) }) else { return nil }
    child.closeInput()
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let ready = child.waitForOutput(seconds: 120)
      let count = ready == .ready ? buffer.withUnsafeMutableBytes { child.read(into: $0) } : -1
      if count <= 0 { break }
      answer += buffer[..<count]
    }
    return child.finish() == 0 ? String(decoding: answer, as: UTF8.self) : nil
  }
}
