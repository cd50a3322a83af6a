import Diagnostics
import WireGuard

extension Form where Value == String {
  /// A public host key as in known_hosts: type and base64 (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT); a comment is dropped.
  static var hostKey: Form {
    Form(
      expectation: "a public host key, such as `ssh-ed25519 AAAA…`", schema: .text(pattern: TextPattern.hostKey)
    ) { value, findings in
      guard case .scalar(let scalar) = value else {
        findings.report(.expected("a public host key, such as `ssh-ed25519 AAAA…`", found: value))
        return nil
      }
      if SecretText.isPrivateKeyFile(scalar.text) {
        findings.hide(scalar.place)
        findings.report(SecretText.diagnostic(at: scalar.place))
        return nil
      }
      if let key = HostKeyText.canonical(scalar.text) { return key }
      findings.report(
        Diagnostic(
          code: .hostKey, "not a public host key: a type and its base64, such as `ssh-ed25519 AAAA…`",
          at: .source(scalar.place), remedy: "`ssh-keyscan HOST` prints them; compare with the host's own console."))
      return nil
    }
  }
}

enum HostKeyText {
  private static let types: Set<String> = [
    "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
  ]

  /// `TYPE BASE64`, where the base64 begins with the type's own name (RFC 4253, section 6.6).
  static func canonical(_ text: String) -> String? {
    let words = text.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count >= 2, types.contains(String(words[0])), let blob = Base64.decode(words[1]) else { return nil }
    let name = Array(words[0].utf8)
    let length = blob.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard blob.count > 4 + name.count, length == name.count, Array(blob[4..<4 + name.count]) == name else { return nil }
    return "\(words[0]) \(words[1])"
  }
}
