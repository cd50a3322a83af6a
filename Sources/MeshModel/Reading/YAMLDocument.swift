import Diagnostics
import Yams

/// Reads one YAML file into a ``YAMLValue``.
enum YAMLDocument {
  /// Deeper than any mesh file, and far below what the parser's own recursion bears.
  private static let maximumDepth = 16
  private static let maximumDuplicates = 64
  /// Bytes: ten thousand times what a node needs.
  static let maximumSize = 4 << 20

  /// The root of the file, where an empty file is a group without keys; `nil` where it is not YAML, which is reported.
  static func read(_ bytes: [UInt8], file: String, findings: inout Findings) -> YAMLValue? {
    guard bytes.count <= maximumSize else {
      findings.report(
        Diagnostic(
          code: .fileSize, "has \(bytes.count) bytes; at most \(maximumSize) are read",
          at: .source(SourceRange(file: file))))
      return nil
    }
    // Some editors begin a file with it (Unicode 15, section 23.8): it is no part of the text.
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    guard let text = String(validating: bytes, as: UTF8.self) else {
      findings.report(
        Diagnostic(
          code: .notUTF8, "is not UTF-8 text", at: .source(SourceRange(file: file)),
          remedy: "Save the file as UTF-8."))
      return nil
    }
    var source = SourceText(file: file, text: text)
    if let alias = source.firstAlias {
      findings.report(aliasDiagnostic(alias))
      return nil
    }
    var masked: [MaskedKey] = []
    do {
      while masked.count <= maximumDuplicates {
        do {
          let parser = try Parser(yaml: source.text)
          var reader = YAMLNodeReader(source: SourceText(file: file, text: text), masked: masked)
          guard let root = try parser.singleRoot() else { return .mapping([], SourceRange(file: file)) }
          // Nodes hold their anchors weakly: they live as long as the parser.
          let value = withExtendedLifetime(parser) { reader.value(root, depth: maximumDepth) }
          findings.report(reader.diagnostics)
          return value
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
          guard let key = MaskedKey(keys.first, context.mark, masked.count, in: &source) else { throw YamlError.no }
          masked.append(key)
        }
      }
      throw YamlError.no
    } catch {
      findings.report(syntaxDiagnostic(error, source))
      return nil
    }
  }

  static func aliasDiagnostic(_ place: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .yamlAlias, "anchors and aliases are not part of the mesh language", at: .source(place),
      remedy: "Write the value out.")
  }

  private static func syntaxDiagnostic(_ error: any Error, _ source: SourceText) -> Diagnostic {
    let (problem, mark): (String, Mark?) =
      switch error {
      case YamlError.scanner(let context, let problem, let mark, _),
        YamlError.parser(let context, let problem, let mark, _),
        YamlError.composer(let context, let problem, let mark, _):
        (([context?.text, problem].compactMap(\.self)).joined(separator: ": "), mark)
      case YamlError.reader(let problem, _, _, _): (problem, nil)
      default: ("its keys cannot be told apart", nil)
      }
    let range =
      mark.map { source.range(line: $0.line, column: $0.column, plainLength: 1) } ?? SourceRange(file: source.file)
    return Diagnostic(
      code: .notYAML, "is not YAML: \(problem)", at: .source(range),
      remedy: "Look at the quotes, brackets and indentation from here upwards.")
  }
}
