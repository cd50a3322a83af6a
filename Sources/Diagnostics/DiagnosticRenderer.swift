/// Turns diagnostics into the text that people read.
///
/// ```
/// nodes/fra-1.yaml:4:14: error: 10.20.2.0/24 is already behind hub-b
///   4 │ networks: [10.20.2.0/24]
///     │            ^^^^^^^^^^^^
///   note: nodes/hub-b.yaml:4:12: first declared here
///   On every peer the last one set would take the prefix, and the other would lose it without a word.
///   Give fra-1 a prefix of its own.
/// ```
package struct DiagnosticRenderer: Sendable {
  /// Gives the text of a declared file, for the excerpt; `nil` leaves the excerpt out.
  package var source: @Sendable (_ file: String) -> String?
  /// Put before every file name, so that a path can be opened from where the reader stands.
  package var pathPrefix: String

  package init(pathPrefix: String = "", source: @escaping @Sendable (_ file: String) -> String? = { _ in nil }) {
    self.source = source
    self.pathPrefix = pathPrefix
  }

  /// With excerpts of files that were read: their bytes by path.
  package init(files: [String: [UInt8]]) {
    self.init { file in files[file].map { String(decoding: $0, as: UTF8.self) } }
  }

  /// One diagnostic as lines without a trailing newline.
  package func render(_ diagnostic: Diagnostic) -> String {
    var lines = [head(diagnostic.place) + "\(diagnostic.severity.rawValue): \(diagnostic.message)"]
    if case .source(let range) = diagnostic.place { lines += excerpt(range) }
    lines += diagnostic.notes.map { "  note: " + head($0.place) + $0.message }
    lines += [diagnostic.consequence, diagnostic.remedy].filter { !$0.isEmpty }.flatMap { text in
      text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
    }
    return lines.joined(separator: "\n")
  }

  /// All of them in the order given, with an empty line between.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map(render).joined(separator: "\n\n")
  }

  private func head(_ place: Place) -> String {
    switch place {
    case .source(let range): pathPrefix + range.description + ": "
    case .node(let name): name + ": "
    case .nowhere: ""
    }
  }

  private func excerpt(_ range: SourceRange) -> [String] {
    guard range.line > 0, range.length > 0, let text = source(range.file) else { return [] }
    // "\r\n" is one character, and not the same as "\n".
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard range.line <= lines.count else { return [] }
    let line = lines[range.line - 1]
    let number = String(range.line)
    let gutter = String(repeating: " ", count: number.count)
    let (shown, column) = Self.window(line.unicodeScalars, around: range.column - 1)
    // Tabs stay tabs under the line, so that the carets meet what they point at.
    let lead = shown.prefix(column).map { $0 == "\t" ? "\t" : " " }.joined()
    let room = max(1, shown.count - column)
    let carets = String(repeating: "^", count: min(max(1, range.length), room))
    return ["  \(number) │ \(String(String.UnicodeScalarView(shown)))", "  \(gutter) │ \(lead)\(carets)"]
  }

  /// How much of a line is shown, in characters.
  private static let widest = 160

  /// A long line's part around a place, with `…` for what is left out, and where the place is in it.
  private static func window(_ line: Substring.UnicodeScalarView, around place: Int) -> ([Unicode.Scalar], Int) {
    let start = max(0, min(place - widest / 4, line.count - widest))
    guard start > 0 || line.count > widest else { return (Array(line), place) }
    let shown = line.dropFirst(start).prefix(widest)
    let lead: [Unicode.Scalar] = start > 0 ? ["…"] : []
    let trail: [Unicode.Scalar] = start + shown.count < line.count ? ["…"] : []
    return (lead + shown + trail, place - start + lead.count)
  }
}
