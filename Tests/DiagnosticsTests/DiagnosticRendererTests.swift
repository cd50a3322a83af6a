import Diagnostics
import TestSupport
import Testing

/// The text that people read.
@Suite struct DiagnosticRendererTests {
  private static let files = [
    "nodes/fra-1.yaml": "addresses: [10.10.0.2]\nnetworks: [10.20.2.0/24]\ntags: [core]\n",
    "nodes/tab.yaml": "a:\tnonsense\n",
    "nodes/wide.yaml": "# größer → ✓: nonsense\n",
    "nodes/long.yaml": "a: [" + String(repeating: "b, ", count: 1_000) + "nonsense]\n",
    "nodes/cr.yaml": "a: 1\r\nb: nonsense\r\n",
  ]
  private static let renderer = DiagnosticRenderer { files[$0] }

  @Test func everyPartOfADiagnostic() {
    let whole = Diagnostic(
      code: "prefix-twice", "10.20.2.0/24 is already behind hub-b", at: Self.fra(line: 2, column: 12, length: 12),
      notes: [
        Diagnostic.Note(
          "first declared here", at: .source(SourceRange(file: "nodes/hub-b.yaml", line: 4, column: 12, length: 12))),
        Diagnostic.Note("ams-1 declares 10.20.0.0/16, which holds it"),
      ],
      consequence: "On every peer the last one set would take the prefix.\nThe other would lose it without a word.",
      remedy: "Give fra-1 a prefix of its own.")
    let others = [
      Diagnostic(
        .warning, code: "not-enrolled", "has no key yet", at: .node("ber-1"), remedy: "Run `weft enroll ber-1`."),
      Diagnostic(.note, code: "empty", "nothing is applied yet"),
      Diagnostic(code: "file", "is no mapping", at: .source(SourceRange(file: "mesh.yaml"))),
    ]
    Golden.expect(Self.renderer.render([whole] + others) + "\n", "diagnostics.txt")
  }

  struct Excerpt: CustomTestStringConvertible, Sendable {
    let what: String
    let range: SourceRange
    /// The lines below the head.
    let lines: [String]

    var testDescription: String { what }
  }

  @Test(arguments: [
    Excerpt(
      what: "one place without a length", range: SourceRange(file: "nodes/fra-1.yaml", line: 3, column: 7, length: 1),
      lines: ["  3 │ tags: [core]", "    │       ^"]),
    Excerpt(
      what: "the first column", range: SourceRange(file: "nodes/fra-1.yaml", line: 1, column: 1, length: 9),
      lines: ["  1 │ addresses: [10.10.0.2]", "    │ ^^^^^^^^^"]),
    Excerpt(
      what: "a range that goes on after its line",
      range: SourceRange(file: "nodes/fra-1.yaml", line: 3, column: 7, length: 99),
      lines: ["  3 │ tags: [core]", "    │       ^^^^^^"]),
    Excerpt(
      what: "just behind the line's end", range: SourceRange(file: "nodes/fra-1.yaml", line: 3, column: 13, length: 1),
      lines: ["  3 │ tags: [core]", "    │             ^"]),
    Excerpt(
      what: "the end of a long line", range: SourceRange(file: "nodes/long.yaml", line: 1, column: 3_005, length: 8),
      lines: [
        "  1 │ …" + String(repeating: " b,", count: 50) + " nonsense]",
        "    │ " + String(repeating: " ", count: 152) + "^^^^^^^^",
      ]),
    Excerpt(
      what: "the beginning of a long line",
      range: SourceRange(file: "nodes/long.yaml", line: 1, column: 4, length: 3_010),
      lines: [
        "  1 │ a: [" + String(repeating: "b, ", count: 52) + "…", "    │    " + String(repeating: "^", count: 158),
      ]),
    Excerpt(
      what: "a tab stays one", range: SourceRange(file: "nodes/tab.yaml", line: 1, column: 4, length: 8),
      lines: ["  1 │ a:\tnonsense", "    │   \t^^^^^^^^"]),
    Excerpt(
      what: "columns are scalars, not bytes",
      range: SourceRange(file: "nodes/wide.yaml", line: 1, column: 15, length: 8),
      lines: ["  1 │ # größer → ✓: nonsense", "    │               ^^^^^^^^"]),
    Excerpt(
      what: "a length of 0 keeps a secret", range: SourceRange(file: "nodes/fra-1.yaml", line: 1, column: 1, length: 0),
      lines: []),
    Excerpt(what: "the file as a whole", range: SourceRange(file: "nodes/fra-1.yaml"), lines: []),
    Excerpt(
      what: "a line that is not there", range: SourceRange(file: "nodes/fra-1.yaml", line: 9, column: 1, length: 1),
      lines: []),
    Excerpt(
      what: "a file that is not there", range: SourceRange(file: "nodes/gone.yaml", line: 1, column: 1, length: 1),
      lines: []),
  ])
  func theExcerptShowsWhereItIs(excerpt: Excerpt) {
    let text = Self.renderer.render(Diagnostic(code: "x", "is wrong", at: .source(excerpt.range)))
    #expect(text.split(separator: "\n").dropFirst().map(String.init) == excerpt.lines)
  }

  @Test func aLineThatEndsAsOnWindows() {
    let range = SourceRange(file: "nodes/cr.yaml", line: 2, column: 4, length: 8)
    let lines = Self.renderer.render(Diagnostic(code: "x", "is wrong", at: .source(range))).split(separator: "\n")
    #expect(lines.map(String.init).dropFirst() == ["  2 │ b: nonsense", "    │    ^^^^^^^^"])
  }

  @Test(arguments: [
    (Place.source(SourceRange(file: "nodes/a.yaml", line: 3, column: 5)), "work/nodes/a.yaml:3:5: error: is wrong"),
    (.source(SourceRange(file: "mesh.yaml")), "work/mesh.yaml: error: is wrong"), (.node("a"), "a: error: is wrong"),
    (.nowhere, "error: is wrong"),
  ])
  func theHeadNamesThePlace(place: Place, head: String) {
    let diagnostic = Diagnostic(code: "x", "is wrong", at: place, notes: [Diagnostic.Note("see here", at: place)])
    let note = head.replacing("error: is wrong", with: "see here")
    #expect(DiagnosticRenderer(pathPrefix: "work/").render(diagnostic) == "\(head)\n  note: \(note)")
  }

  private static func fra(line: Int, column: Int, length: Int) -> Place {
    .source(SourceRange(file: "nodes/fra-1.yaml", line: line, column: column, length: length))
  }
}
