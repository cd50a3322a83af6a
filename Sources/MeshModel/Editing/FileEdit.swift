import Diagnostics

/// Writes single values into a YAML file, and leaves every other character as it is.
enum FileEdit {
  /// The file with one value replaced, or put in where its group is.
  static func setting(_ path: [String], to value: String, in text: String) throws(FileEditError) -> String {
    // Plain in YAML wherever it stands, also between brackets.
    guard !value.isEmpty, value.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+/=-_.@ ".contains($0)) })
    else { throw .unwritable(value) }
    let root = try read(text)
    let edited = try apply(path[...], value, root, SourceText(file: "", text: text)).text
    guard try YAMLPath.value(path, in: read(edited)) == value else { throw .unexpectedLayout(path) }
    return edited
  }

  /// The file without one of its keys, which stands with its value on one line.
  static func removing(_ key: String, from text: String) throws(FileEditError) -> String {
    guard case .mapping(let entries, _) = try read(text) else { throw .unexpectedLayout([key]) }
    guard let index = entries.firstIndex(where: { $0.key.text == key }) else { return text }
    var edited = SourceText(file: "", text: text)
    edited.remove(at: index, of: entries)
    var left = entries.map(\.key.text)
    left.remove(at: index)
    guard case .mapping(let rest, _) = try read(edited.text), rest.map(\.key.text) == left else {
      throw .unexpectedLayout([key])
    }
    return edited.text
  }

  static func read(_ text: String) throws(FileEditError) -> YAMLValue {
    var findings = Findings()
    let root = YAMLDocument.read(Array(text.utf8), file: "", findings: &findings)
    guard let root, !findings.hasErrors else { throw .unreadable(findings.sorted()) }
    return root
  }

  private static func apply(
    _ path: ArraySlice<String>, _ value: String, _ group: YAMLValue, _ source: SourceText
  ) throws(FileEditError) -> SourceText {
    guard let key = path.first, case .mapping(let entries, let place) = group else {
      throw .unexpectedLayout(Array(path))
    }
    var edited = source
    guard let entry = entries.first(where: { $0.key.text == key }) else {
      guard path.count == 1 else { throw .unexpectedLayout(Array(path)) }
      edited.insert("\(key): \(value)", intoGroupAt: place, first: entries.first?.key.place)
      return edited
    }
    if path.count > 1 { return try apply(path.dropFirst(), value, entry.value, source) }
    if entry.value.isNull {
      guard edited.put(value, after: entry.key.place) else { throw .unexpectedLayout(Array(path)) }
    } else {
      guard edited.replace(entry.value, with: value) else { throw .unexpectedLayout(Array(path)) }
    }
    return edited
  }
}

/// Reads one scalar.
enum YAMLPath {
  static func value(_ path: [String], in root: YAMLValue) -> String? {
    let value = path.reduce(Optional(root)) { value, key in
      guard case .mapping(let entries, _) = value else { return nil }
      return entries.first { $0.key.text == key }?.value
    }
    guard case .scalar(let scalar) = value else { return nil }
    return scalar.text
  }
}
