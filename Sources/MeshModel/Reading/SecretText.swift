import Diagnostics
import WireGuard

/// Recognises secrets that must not be in a repository.
///
/// A private key looks like a public one: only where it stands gives it away.
enum SecretText {
  /// Whether an unknown key holds one: by its name, or since its value looks like a key and `publicKey` was not meant.
  static func isLikely(key: String, value: YAMLValue, known: [String]) -> Bool {
    guard case .scalar(let scalar) = value else { return false }
    let name = key.lowercased().filter(\.isLetter)
    let names = ["privatekey", "presharedkey", "secretkey", "psk", "password"]
    if names.contains(name) || isPrivateKeyFile(scalar.text) { return true }
    let publicKey = NodeKeys.publicKey.description.name
    return PublicKey(scalar.text) != nil && Suggestion.nearest(to: key, among: known) != publicKey
  }

  /// Whether a key of the language that takes no key has one: then it is likely to be secret, and an error that repeats
  /// the value would show it.
  static func isMisplaced(_ value: YAMLValue, behind key: String) -> Bool {
    guard case .scalar(let scalar) = value, key != NodeKeys.publicKey.description.name else { return false }
    return PublicKey(scalar.text) != nil
  }

  static func isPrivateKeyFile(_ text: String) -> Bool { text.contains("PRIVATE KEY") }

  static func diagnostic(at place: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .secretInRepository, "this looks like a secret key", at: .source(place),
      consequence: "Private and pre-shared keys are made on the hosts and stay there; git never forgets one.",
      remedy: "Take it out, and make a new key if it was ever pushed. The public half goes under `publicKey`.")
  }
}
