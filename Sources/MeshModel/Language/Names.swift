import WireGuard

/// The names that reach ref names, paths on hosts, and command lines: nothing in them ever needs quoting.
enum Names {
  /// `a-z 0-9` at both ends, `-` and `.` between them, at most 63: a file's name, and a DNS-like one.
  static func isNode(_ text: some StringProtocol) -> Bool {
    isPlain(text, between: "-.") && !text.contains("..")
  }

  /// Like a node's without dots: it is part of ref names and of paths on hosts.
  static func isMesh(_ text: some StringProtocol) -> Bool { isPlain(text, between: "-") }

  /// As useradd makes them.
  static func isUser(_ text: some StringProtocol) -> Bool {
    guard let first = text.utf8.first, (1...32).contains(text.utf8.count) else { return false }
    return (isLetter(first) || first == UInt8(ascii: "_"))
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "_-".utf8.contains($0) }
  }

  /// An address, or a DNS name: never an option of ssh, since both begin with neither a hyphen nor a space.
  static func isSSHHost(_ text: some StringProtocol) -> Bool {
    IPAddress(text) != nil || (DomainName.isValid(text) && !text.utf8.allSatisfy { isDigit($0) || $0 == 46 })
  }

  private static func isPlain(_ text: some StringProtocol, between: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (1...63).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
    let isEdge = { (byte: UInt8) in isLetter(byte) || isDigit(byte) }
    return isEdge(first) && isEdge(last) && bytes.allSatisfy { isEdge($0) || between.utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
