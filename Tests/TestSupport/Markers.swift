/// Texts with positions marked in them, `1️⃣` to `9️⃣` and `🔟`: a test then says where without counting columns.
package struct MarkedFiles: Sendable {
  package struct Position: Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// 1-based.
    package var line: Int
    /// 1-based, in Unicode scalars.
    package var column: Int

    package init(file: String, line: Int, column: Int) {
      self.file = file
      self.line = line
      self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
  }

  /// Bytes without markers, by path.
  package private(set) var files: [String: [UInt8]] = [:]
  /// Where each marker stood, by its number.
  package private(set) var positions: [Int: Position] = [:]

  package init(_ texts: [String: String]) {
    for (file, text) in texts { files[file] = Array(unmark(text, file).utf8) }
  }

  /// The text of a file without its markers.
  package func text(_ file: String) -> String? { files[file].map { String(decoding: $0, as: UTF8.self) } }

  private mutating func unmark(_ text: String, _ file: String) -> String {
    var plain = ""
    var line = 1
    var column = 1
    for character in text {
      if let number = Self.number(of: character) {
        positions[number] = Position(file: file, line: line, column: column)
        continue
      }
      plain.append(character)
      if character.isNewline {
        line += 1
        column = 1
      } else {
        column += character.unicodeScalars.count
      }
    }
    return plain
  }

  /// A keycap is a digit, a variation selector and U+20E3.
  private static func number(of character: Character) -> Int? {
    if character == "🔟" { return 10 }
    guard character.unicodeScalars.last == "\u{20E3}" else { return nil }
    return character.unicodeScalars.first.flatMap { Int(String($0)) }
  }
}
