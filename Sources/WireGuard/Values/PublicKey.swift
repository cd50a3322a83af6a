/// A WireGuard public key: a Curve25519 point, 32 bytes in place.
///
/// Private keys have no type here on purpose: no value of Weft's ever holds one.
package struct PublicKey: Hashable, Sendable {
  /// The 32 bytes as four big-endian words, so that comparing words compares bytes.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// Fails unless there are exactly 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    var words: [UInt64] = [0, 0, 0, 0]
    for (index, byte) in bytes.enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    self.words = (words[0], words[1], words[2], words[3])
  }

  /// Reads the form that `wg` prints: 44 characters of base64 (RFC 4648, section 4), canonical, one `=` at the end.
  package init?(_ text: some StringProtocol) {
    guard let bytes = Base64.decode(text), bytes.count == 32 else { return nil }
    self.init(bytes: bytes)
  }

  package var bytes: [UInt8] { (0..<32).map(byte) }

  /// Whether every bit is zero: the point that Curve25519 gives nothing for (RFC 7748, section 6.1).
  package var isZero: Bool { (words.0 | words.1 | words.2 | words.3) == 0 }

  package static func == (lhs: Self, rhs: Self) -> Bool { lhs.words == rhs.words }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

extension PublicKey: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.words < rhs.words }
}

extension PublicKey: CustomStringConvertible {
  /// The base64 form that `wg` prints and reads: 44 characters, made in place, since plans are full of them.
  package var description: String {
    String(unsafeUninitializedCapacity: 44) { text in
      for group in 0..<11 {
        let bits = (0..<3).reduce(UInt32(0)) { $0 << 8 | UInt32(byte(group * 3 + $1)) }
        for digit in 0..<4 { text[group * 4 + digit] = Base64.alphabet[Int(bits >> UInt32(18 - 6 * digit) & 63)] }
      }
      // 32 bytes leave one short of the last group.
      text[43] = UInt8(ascii: "=")
      return 44
    }
  }

  /// One byte, the first at 0; 0 behind the last.
  private func byte(_ index: Int) -> UInt8 {
    let word =
      switch index / 8 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      case 3: words.3
      default: UInt64(0)
      }
    return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index % 8)))
  }

  /// What a reader sees in a plan: the ends of the key, such as `Ab3x…Q=`.
  package var abbreviation: String {
    let text = description
    return text.prefix(4) + "…" + text.suffix(2)
  }

  /// A name that is safe for a file: base64url (RFC 4648, section 5) without padding.
  package var fileName: String {
    String(description.dropLast()).map { $0 == "+" ? "-" : $0 == "/" ? "_" : String($0) }.joined()
  }

  /// Reads ``fileName``.
  init?(fileName: some StringProtocol) {
    self.init(fileName.map { $0 == "-" ? "+" : $0 == "_" ? "/" : String($0) }.joined() + "=")
  }
}
