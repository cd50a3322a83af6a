import Crypto

extension PublicKey {
  /// The public half of a private key, which is not kept (RFC 7748, section 6.1).
  init?(ofPrivateKey text: String) {
    guard let bytes = Base64.decode(text), bytes.count == 32,
      let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
    else { return nil }
    self.init(bytes: Array(key.publicKey.rawRepresentation))
  }
}

/// What stands for a private key in a file without secrets (``BootFile/template``, ``OwnerFile/template``): `<…>`.
struct KeyPlaceholder {
  /// The public half, where the placeholder names it.
  let publicKey: PublicKey?

  init?(_ text: String) {
    guard text.first == "<", text.last == ">" else { return nil }
    let word = text.dropFirst().dropLast().split(separator: " ").last ?? ""
    publicKey = PublicKey(word) ?? word.split(separator: "/").last.flatMap { PublicKey(fileName: $0) }
  }
}

/// Decimal numbers as `wg` reads them.
enum QuickFileNumber {
  static func parse(_ text: String) -> Int? {
    guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(text)
  }
}

/// `10.10.0.1/24`: an address with the length of its network; without one, its own.
enum InterfaceAddressText {
  static func parse(_ text: String) -> (IPAddress, Int)? {
    guard let address = text.split(separator: "/", omittingEmptySubsequences: false).first.flatMap({ IPAddress($0) }),
      let prefix = Prefix(masking: text)
    else { return nil }
    return (address, prefix.length)
  }
}

/// What a hook of Weft's own boot files sets: an endpoint, an address, or forwarding (``BootFile``).
struct WeftHook {
  private let words: [Substring]

  /// Fails on hooks of the operator's own. A last good endpoint is Weft's, and nothing that anybody declared.
  init?(_ text: String) {
    guard text.hasSuffix("|| : weft") || text.hasSuffix("|| : weft-seen") else { return nil }
    words = text.hasSuffix("-seen") ? [] : text.split { $0 == " " || $0 == "(" || $0 == ")" }
  }

  var endpoint: (PublicKey, Endpoint)? {
    guard let key = value(after: "peer").flatMap({ PublicKey($0) }),
      let endpoint = value(after: "endpoint").flatMap({ Endpoint($0) })
    else { return nil }
    return (key, endpoint)
  }

  var address: IPAddress? {
    guard words.dropFirst(2).prefix(2).elementsEqual(["address", "replace"]) else { return nil }
    return value(after: "replace").flatMap { InterfaceAddressText.parse(String($0))?.0 }
  }

  /// What a file that has it switches forwarding on for.
  /// - Parameter others: What its other hooks do; `nil` where there is none.
  func adding(to others: Forwarding?) -> Forwarding {
    var forwarding = others ?? Forwarding(ipv4: false, ipv6: false)
    if sets("net.ipv4.conf.all.forwarding=1") { forwarding.ipv4 = true }
    if sets("net.ipv6.conf.all.forwarding=1") { forwarding.ipv6 = true }
    return forwarding
  }

  private func sets(_ variable: Substring) -> Bool { words.first == "sysctl" && words.contains(variable) }

  private func value(after word: Substring) -> Substring? {
    guard let index = words.firstIndex(of: word), index + 1 < words.count else { return nil }
    return words[index + 1]
  }
}

/// The name that a comment gives to a section.
enum NameComment {
  /// Words that generators put before a name: `Name = x`, `Client: x (id)`, `Client x`, `BEGIN_PEER x`.
  private static let labels = ["name", "client", "peer", "node", "host", "begin_peer"]

  /// A name that says that it is one.
  static func explicit(_ comment: String) -> String? {
    let words = comment.split(maxSplits: 1, whereSeparator: { " =:\t".contains($0) })
    guard words.count == 2, labels.contains(words[0].lowercased()) else { return nil }
    // An id in brackets behind it is none of the name.
    let name = words[1].drop { " =:\t".contains($0) }.prefix { $0 != "(" }
    return trimmed(name)
  }

  /// That of a file of Weft's: `Weft: hub-a of mesh office; …`.
  static func ofWeft(_ comment: String) -> String? {
    let words = comment.split(separator: " ")
    guard words.count > 3, words[0] == "Weft:", words[2] == "of", words[3] == "mesh" else { return nil }
    return String(words[1])
  }

  /// One that says so, or a comment of a single word.
  static func name(_ comment: String) -> String? {
    explicit(comment) ?? (comment.contains(where: { " =:\t".contains($0) }) ? nil : trimmed(comment[...]))
  }

  private static func trimmed(_ text: Substring) -> String? {
    var text = text
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return text.isEmpty ? nil : String(text)
  }
}
