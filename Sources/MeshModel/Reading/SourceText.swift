import Diagnostics

/// A file's text by line and column, as marks count them: 1-based, in Unicode scalars.
struct SourceText: Sendable {
  let file: String
  private(set) var lines: [[Unicode.Scalar]]

  init(file: String, text: String) {
    self.file = file
    var lines: [[Unicode.Scalar]] = [[]]
    for scalar in text.unicodeScalars {
      if scalar == "\n" { lines.append([]) } else { lines[lines.count - 1].append(scalar) }
    }
    self.lines = lines
  }

  var text: String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: lines.joined(separator: ["\n"]))
    return String(scalars)
  }

  subscript(line: Int, column: Int) -> Unicode.Scalar? {
    get {
      guard lines.indices.contains(line - 1), lines[line - 1].indices.contains(column - 1) else { return nil }
      return lines[line - 1][column - 1]
    }
    set {
      guard let newValue, self[line, column] != nil else { return }
      lines[line - 1][column - 1] = newValue
    }
  }

  /// Replaces a stretch of one line; `false` where there is no such line.
  mutating func replace(_ range: SourceRange, with text: String) -> Bool {
    guard lines.indices.contains(range.line - 1) else { return false }
    let start = range.column - 1
    guard start <= lines[range.line - 1].count else { return false }
    let end = min(start + range.length, lines[range.line - 1].count)
    lines[range.line - 1].replaceSubrange(start..<end, with: text.unicodeScalars)
    return true
  }

  /// Puts a line before another, 1-based; it ends as the file's first line does.
  mutating func insertLine(_ text: String, before line: Int) {
    let isWindows = lines.count > 1 && lines.first?.last == "\r"
    let index = min(max(line - 1, 0), lines.count)
    lines.insert(Array((text + (isWindows ? "\r" : "")).unicodeScalars), at: index)
    if index == lines.count - 1 { lines.append([]) }
  }

  /// Takes a line away, 1-based, with its end.
  mutating func removeLine(_ line: Int) {
    if lines.indices.contains(line - 1) { lines.remove(at: line - 1) }
  }

  /// The first `*name` where a value may begin.
  ///
  /// The parser gives an alias as a copy of what it names; a few copies of copies would never end, even to compare
  /// keys. Nothing in the language has a star, so what only looks like an alias is wrong as well.
  var firstAlias: SourceRange? {
    for (index, line) in lines.enumerated() {
      for column in line.indices where line[column] == "*" {
        if line[..<column].indices.contains(where: { isComment($0, line) }) { break }
        let isStart = column == 0 || " \t,[{:?-".unicodeScalars.contains(line[column - 1])
        let isNamed = column + 1 < line.count && !" \t*".unicodeScalars.contains(line[column + 1])
        if isStart, isNamed { return range(line: index + 1, column: column + 1, plainLength: nil) }
      }
    }
    return nil
  }

  private func isComment(_ index: Int, _ line: [Unicode.Scalar]) -> Bool {
    line[index] == "#" && (index == 0 || Self.isSpace(line[index - 1]))
  }

  /// The value that starts at a mark: to its closing quote or bracket, else `plainLength`, never past the line.
  func range(line: Int, column: Int, plainLength: Int?) -> SourceRange {
    let rest = lines.indices.contains(line - 1) ? lines[line - 1].dropFirst(column - 1) : []
    let length =
      switch rest.first {
      case "\"", "'": Self.quotedLength(rest)
      case "[", "{": Self.bracketedLength(rest)
      default: min(plainLength ?? Self.trimmedLength(rest), Self.trimmedLength(rest))
      }
    return SourceRange(file: file, line: line, column: column, length: max(1, length))
  }

  private static func quotedLength(_ text: ArraySlice<Unicode.Scalar>) -> Int {
    guard let quote = text.first else { return 0 }
    var length = 1
    var isEscaped = false
    for scalar in text.dropFirst() {
      length += 1
      if isEscaped {
        isEscaped = false
      } else if scalar == "\\", quote == "\"" {
        isEscaped = true
      } else if scalar == quote {
        return length
      }
    }
    return trimmedLength(text)
  }

  private static func bracketedLength(_ text: ArraySlice<Unicode.Scalar>) -> Int {
    var depth = 0
    var index = text.startIndex
    while index < text.endIndex {
      switch text[index] {
      case "[", "{": depth += 1
      case "]", "}": depth -= 1
      case "\"", "'": index += quotedLength(text[index...]) - 1
      default: break
      }
      index += 1
      if depth == 0 { return index - text.startIndex }
    }
    return trimmedLength(text)
  }

  /// Length without a comment and the spaces before it.
  private static func trimmedLength(_ text: ArraySlice<Unicode.Scalar>) -> Int {
    var end = text.endIndex
    for index in text.indices.dropFirst() where text[index] == "#" && isSpace(text[index - 1]) {
      end = index
      break
    }
    while end > text.startIndex, isSpace(text[end - 1]) { end -= 1 }
    return end - text.startIndex
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || scalar == "\r" }
}
