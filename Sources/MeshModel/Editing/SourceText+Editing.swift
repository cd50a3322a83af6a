import Diagnostics

extension SourceText {
  /// Puts a value in the place of another that ends on its own line; a plain one that goes on over lines, or a list
  /// over lines, is not touched.
  mutating func replace(_ value: YAMLValue, with text: String) -> Bool {
    let place = value.place
    switch value {
    case .scalar(let scalar):
      // A multi-line scalar is longer, or folded, or a block: what stands on the line is then not its text.
      guard !"|>".unicodeScalars.contains(self[place.line, place.column] ?? "|") else { return false }
      guard !scalar.isPlain || written(place) == scalar.text else { return false }
    case .sequence, .mapping:
      guard let open = self[place.line, place.column], let close = self[place.line, place.column + place.length - 1],
        [("[", "]"), ("{", "}")].contains(where: { $0 == (open, close) })
      else { return false }
    }
    return replace(place, with: text)
  }

  /// Puts a value behind a key that has none.
  mutating func put(_ text: String, after key: SourceRange) -> Bool {
    var column = key.column + key.length
    while let scalar = self[key.line, column], scalar != ":" {
      guard scalar == " " else { return false }
      column += 1
    }
    guard self[key.line, column] == ":" else { return false }
    var rest = column + 1
    while self[key.line, rest] == " " { rest += 1 }
    // `~` and `null` are nothing, written out.
    let nothing = ["~", "null"].first { word in
      word.unicodeScalars.enumerated().allSatisfy { self[key.line, rest + $0.offset] == $0.element }
    }
    let length = nothing.map { rest + $0.unicodeScalars.count - column - 1 } ?? 0
    return replace(SourceRange(file: file, line: key.line, column: column + 1, length: length), with: " " + text)
  }

  /// Puts an entry before the first of a group, on a line of its own or between brackets.
  mutating func insert(_ entry: String, intoGroupAt place: SourceRange, first: SourceRange?) {
    if self[place.line, place.column] == "{" {
      let at = SourceRange(file: file, line: place.line, column: place.column + 1, length: 0)
      _ = replace(at, with: first == nil ? entry : entry + ", ")
    } else if let first {
      let indentation = String(repeating: " ", count: first.column - 1)
      insertLine(indentation + entry, before: first.line)
    } else {
      // An empty file, or one of comments alone.
      insertLine(entry, before: lines.count + (lines.last?.isEmpty == true ? 0 : 1))
    }
  }

  /// Takes one of a group's entries away: the stretch that it has between brackets, else its line.
  mutating func remove(at index: Int, of entries: [YAMLValue.Entry], in group: SourceRange) {
    let (start, value) = (entries[index].key.place, entries[index].value.place)
    let end = value.line == start.line ? value.column + value.length : start.column + start.length + 1
    if index + 1 < entries.count, case let next = entries[index + 1].key.place, next.line == start.line {
      _ = replace(
        SourceRange(file: file, line: start.line, column: start.column, length: next.column - start.column), with: "")
    } else if index > 0, case let previous = entries[index - 1].value.place, previous.line == start.line {
      let from = previous.column + previous.length
      _ = replace(SourceRange(file: file, line: start.line, column: from, length: end - from), with: "")
    } else if self[group.line, group.column] == "{", group.line == start.line {
      _ = replace(SourceRange(file: file, line: start.line, column: start.column, length: end - start.column), with: "")
    } else {
      removeLine(start.line)
    }
  }

  private func written(_ place: SourceRange) -> String {
    let line = lines[place.line - 1].dropFirst(place.column - 1).prefix(place.length)
    return String(String.UnicodeScalarView(line))
  }
}
