package import WireGuard

/// Finds every `publicKey` of a file without reading the rest of it: for histories, whose files are many, and of
/// which some may be no YAML, or of another version of the language.
package enum KeyLine {
  /// The keys behind each `publicKey:` that is no comment; what is no key is left out.
  package static func publicKeys(in content: [UInt8]) -> [PublicKey] {
    var keys: [PublicKey] = []
    let word = Array(NodeKeys.publicKey.description.name.utf8)
    var isComment = false
    var index = content.startIndex
    while index < content.endIndex {
      let byte = content[index]
      if byte == newline { isComment = false }
      if byte == hash, index == content.startIndex || isSpace(content[index - 1]) { isComment = true }
      if !isComment, byte == word.first, content[index...].starts(with: word), isStart(index, content),
        let key = value(after: index + word.count, content)
      {
        keys.append(key)
      }
      index += 1
    }
    return keys
  }

  private static func value(after start: Int, _ content: [UInt8]) -> PublicKey? {
    var rest = content[start...]
    if let byte = rest.first, isQuote(byte) { rest = rest.dropFirst() }
    rest = rest.drop { $0 == UInt8(ascii: " ") }
    guard rest.first == UInt8(ascii: ":") else { return nil }
    rest = rest.dropFirst().drop { isSpace($0) || isQuote($0) }
    return PublicKey(String(decoding: rest.prefix(textLength), as: UTF8.self))
  }

  /// Whether a key of a group may begin here, and not in the middle of another word.
  private static func isStart(_ index: Int, _ content: [UInt8]) -> Bool {
    guard index > content.startIndex else { return true }
    let before = content[index - 1]
    return isSpace(before) || isQuote(before) || [UInt8(ascii: "{"), UInt8(ascii: ",")].contains(before)
  }

  /// 32 bytes in base64.
  private static let textLength = 44
  private static let newline = UInt8(ascii: "\n")
  private static let hash = UInt8(ascii: "#")

  private static func isSpace(_ byte: UInt8) -> Bool { [9, 10, 13, 32].contains(byte) }

  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
}
