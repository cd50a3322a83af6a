import Diagnostics
import Yams

/// Turns the parser's nodes into values with places.
struct YAMLNodeReader {
  let source: SourceText
  let masked: [MaskedKey]
  var diagnostics: [Diagnostic] = []

  mutating func value(_ node: Yams.Node, depth: Int) -> YAMLValue? {
    let place = range(node)
    if node.anchor != nil {
      diagnostics.append(YAMLDocument.aliasDiagnostic(place))
      return nil
    }
    guard depth > 0 else {
      diagnostics.append(Diagnostic(code: .yamlDepth, "is nested too deeply", at: .source(place)))
      return nil
    }
    switch node {
    case .scalar(let scalar): return .scalar(text(scalar, place))
    case .sequence(let sequence):
      return .sequence(sequence.compactMap { value($0, depth: depth - 1) }, place)
    case .mapping(let mapping):
      return .mapping(entries(mapping, depth: depth), place)
    case .alias: return nil
    }
  }

  private mutating func entries(_ mapping: Yams.Node.Mapping, depth: Int) -> [YAMLValue.Entry] {
    var entries: [YAMLValue.Entry] = []
    var first: [String: SourceRange] = [:]
    for (key, node) in mapping {
      guard case .scalar(let scalar) = key else {
        diagnostics.append(Diagnostic(code: .keyType, "a key must be a word", at: .source(range(key))))
        continue
      }
      let name = text(scalar, range(key))
      if let before = first[name.text] {
        diagnostics.append(
          Diagnostic(
            code: .keyDuplicate, "`\(name.text)` is given twice", at: .source(name.place),
            notes: [.init("first given here", at: .source(before))], remedy: "Keep one of them."))
        continue
      }
      first[name.text] = name.place
      guard let value = value(node, depth: depth - 1) else { continue }
      entries.append(YAMLValue.Entry(key: name, value: value))
    }
    return entries
  }

  private func text(_ scalar: Yams.Node.Scalar, _ place: SourceRange) -> YAMLValue.Scalar {
    let masked = masked.first { $0.line == place.line && $0.column == place.column }
    return YAMLValue.Scalar(text: masked?.text ?? scalar.string, isPlain: scalar.style == .plain, place: place)
  }

  private func range(_ node: Yams.Node) -> SourceRange {
    guard let mark = node.mark else { return SourceRange(file: source.file) }
    return source.range(line: mark.line, column: mark.column, plainLength: node.scalar?.string.unicodeScalars.count)
  }
}
