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

  /// The file without one key, which stands with its value on one line; as it is where it has none.
  static func removing(_ path: [String], from text: String) throws(FileEditError) -> String {
    let root = try read(text)
    guard let key = path.last, case .mapping(let entries, let place) = YAMLPath.node(path.dropLast(), in: root) else {
      throw .unexpectedLayout(path)
    }
    guard let index = entries.firstIndex(where: { $0.key.text == key }) else { return text }
    var edited = SourceText(file: "", text: text)
    edited.remove(at: index, of: entries, in: place)
    guard try read(edited.text).isWritten(as: root.removing(path[...])) else { throw .unexpectedLayout(path) }
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

/// Finds what is under a path of keys.
enum YAMLPath {
  static func value(_ path: [String], in root: YAMLValue) -> String? {
    guard case .scalar(let scalar) = node(path[...], in: root) else { return nil }
    return scalar.text
  }

  static func node(_ path: ArraySlice<String>, in root: YAMLValue) -> YAMLValue? {
    path.reduce(Optional(root)) { value, key in
      guard case .mapping(let entries, _) = value else { return nil }
      return entries.first { $0.key.text == key }?.value
    }
  }
}

extension YAMLValue {
  /// Without the entry under a path of keys.
  fileprivate func removing(_ path: ArraySlice<String>) -> YAMLValue {
    guard let key = path.first, case .mapping(let entries, let place) = self else { return self }
    let left = entries.compactMap { entry -> Entry? in
      guard entry.key.text == key else { return entry }
      return path.count == 1 ? nil : Entry(key: entry.key, value: entry.value.removing(path.dropFirst()))
    }
    return .mapping(left, place)
  }

  /// Whether another says the same, wherever it stands.
  fileprivate func isWritten(as other: YAMLValue) -> Bool {
    switch (self, other) {
    case (.scalar(let one), .scalar(let two)): one.text == two.text
    case (.sequence(let ones, _), .sequence(let twos, _)):
      ones.count == twos.count && zip(ones, twos).allSatisfy { $0.isWritten(as: $1) }
    case (.mapping(let ones, _), .mapping(let twos, _)):
      ones.count == twos.count
        && zip(ones, twos).allSatisfy { $0.key.text == $1.key.text && $0.value.isWritten(as: $1.value) }
    default: false
    }
  }
}
