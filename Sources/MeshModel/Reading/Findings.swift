import Diagnostics

/// Gathers what is wrong, so that one run tells everything.
struct Findings {
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var hasErrors = false
  /// Lines that hold what looks like a secret: no excerpt may show them.
  private var secretLines: Set<Line> = []

  private struct Line: Hashable {
    var file: String
    var line: Int
  }

  /// Whether something was found where a node is declared: then what follows from it need not be told.
  func tells(of node: NodeDeclaration) -> Bool {
    diagnostics.contains { diagnostic in
      guard case .source(let range) = diagnostic.place, range.file == node.file else { return false }
      return node.listing?.lines.contains(range.line) ?? true
    }
  }

  mutating func report(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
    if diagnostic.severity == .error { hasErrors = true }
  }

  mutating func report(_ more: [Diagnostic]) { for diagnostic in more { report(diagnostic) } }

  mutating func hide(_ place: SourceRange) { secretLines.insert(Line(file: place.file, line: place.line)) }

  /// Whether a line is known to hold a secret.
  func hides(_ place: SourceRange) -> Bool { secretLines.contains(Line(file: place.file, line: place.line)) }

  /// All of them by file, line and column, without an excerpt where a secret stands.
  func sorted() -> [Diagnostic] {
    diagnostics.map(withoutSecrets).enumerated().sorted { lhs, rhs in
      switch (lhs.element.place, rhs.element.place) {
      case (.source(let left), .source(let right)) where left != right: left < right
      default: lhs.offset < rhs.offset
      }
    }.map(\.element)
  }

  private func withoutSecrets(_ diagnostic: Diagnostic) -> Diagnostic {
    guard case .source(var range) = diagnostic.place, hides(range) else { return diagnostic }
    var hidden = diagnostic
    range.length = 0
    hidden.place = .source(range)
    return hidden
  }
}
