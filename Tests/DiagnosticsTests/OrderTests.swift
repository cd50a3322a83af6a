import Diagnostics
import Testing

/// The orders that findings are sorted by.
@Suite struct OrderTests {
  @Test func severitiesRise() {
    #expect(Diagnostic.Severity.allCases.reversed().sorted() == [.note, .warning, .error])
  }

  @Test func placesAreInTheOrderOfReading() {
    let read = [
      SourceRange(file: "mesh.yaml"), SourceRange(file: "mesh.yaml", line: 1, column: 9),
      SourceRange(file: "mesh.yaml", line: 2, column: 1, length: 3),
      SourceRange(file: "mesh.yaml", line: 2, column: 1, length: 4), SourceRange(file: "mesh.yaml", line: 10),
      SourceRange(file: "nodes/a.yaml", line: 1),
    ]
    #expect(read.reversed().sorted() == read)
    #expect(
      read.map(\.description) == [
        "mesh.yaml", "mesh.yaml:1:9", "mesh.yaml:2:1", "mesh.yaml:2:1", "mesh.yaml:10:1", "nodes/a.yaml:1:1",
      ])
  }
}
