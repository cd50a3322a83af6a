/// Base64 as `wg` uses it (RFC 4648, section 4), canonical only: unused bits are zero, padding is there.
///
/// Foundation's decoder accepts non-canonical text, and two spellings of one key must not look like two keys.
package enum Base64 {
  /// The digits by their values.
  static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The bytes; `nil` where the text is not canonical base64.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 4) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 4 * 3)
    for start in stride(from: 0, to: digits.count, by: 4) {
      let group = digits[start..<start + 4]
      let padding = start + 4 == digits.count ? group.reversed().prefix { $0 == UInt8(ascii: "=") }.count : 0
      guard padding <= 2 else { return nil }
      var word: UInt32 = 0
      for digit in group.dropLast(padding) {
        guard let value = value(of: digit) else { return nil }
        word = word << 6 | value
      }
      word <<= 6 * UInt32(padding)
      let unused = UInt32(1) << UInt32(8 * padding) - 1
      guard word & unused == 0 else { return nil }
      for index in 0..<3 - padding {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(16 - 8 * index)))
      }
    }
    return bytes
  }

  private static func value(of digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
