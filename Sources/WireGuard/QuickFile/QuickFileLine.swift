import Diagnostics

/// One line of a wg-quick file, by bytes: the files of a large mesh have millions of lines.
struct QuickFileLine {
  let file: String
  let number: Int
  /// Without the end of the line.
  let bytes: ArraySlice<UInt8>

  /// The lines of a file, by every kind of end that excerpts of it are split by: else one might show another line.
  static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      let length = endLength(bytes, at: index)
      index += max(1, length)
      if length > 0 {
        lines.append(bytes[start..<index - length])
        start = index
      }
    }
    return lines + [bytes[start...]]
  }

  /// CR LF, LF, VT, FF, CR, and in UTF-8 NEL, LS and PS: what `Character.isNewline` says; 0 for anything else.
  private static func endLength(_ bytes: [UInt8], at index: Int) -> Int {
    func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
    switch byte(0) {
    case 13: return byte(1) == 10 ? 2 : 1
    case 10...12: return 1
    case 0xC2: return byte(1) == 0x85 ? 2 : 0
    case 0xE2: return byte(1) == 0x80 && (0xA8...0xA9).contains(byte(2)) ? 3 : 0
    default: return 0
    }
  }

  /// What stands before a `#`.
  var content: ArraySlice<UInt8> { Self.trimmed(bytes[..<(hash ?? bytes.endIndex)]) }

  /// What stands behind one, without more of them.
  var comment: String? {
    hash.map { Self.text(Self.trimmed(bytes[$0...].drop { $0 == UInt8(ascii: "#") })) }
  }

  private var hash: Int? { bytes.firstIndex(of: UInt8(ascii: "#")) }

  /// The key in lower case, and its value.
  var entry: (key: String, value: ArraySlice<UInt8>)? {
    let content = content
    guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let key = Self.trimmed(content[..<equals])
    return (Self.text(key).lowercased(), Self.trimmed(content[(equals + 1)...]))
  }

  /// The parts of a value between commas, without empty ones.
  static func list(_ value: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    value.split(separator: UInt8(ascii: ",")).map(trimmed).filter { !$0.isEmpty }
  }

  static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Where a part of the line stands; without an excerpt where the line may hold a secret.
  func place(_ part: ArraySlice<UInt8>) -> SourceRange {
    SourceRange(
      file: file, line: number, column: Self.scalars(bytes[bytes.startIndex..<part.startIndex]) + 1,
      length: mayHoldSecret ? 0 : max(1, Self.scalars(part)))
  }

  /// Private and pre-shared keys by their names, and what looks like a part of a key under another name.
  private var mayHoldSecret: Bool {
    let key = entry?.key ?? ""
    if key == "publickey" { return false }
    if ["privatekey", "presharedkey"].contains(key) { return true }
    var run = 0
    for byte in bytes {
      let isDigit = (48...57).contains(byte) || (97...122).contains(byte | 32) || byte == 43 || byte == 47
      run = isDigit ? run + 1 : 0
      if run >= 16 { return true }
    }
    return false
  }

  private static func scalars(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xC0 != 0x80 } }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, isSpace(first) { bytes.removeFirst() }
    while let last = bytes.last, isSpace(last) { bytes.removeLast() }
    return bytes
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}
