import Diagnostics
import Foundation
import Testing

/// Numbers that scripts depend on.
@Suite struct ExitStatusTests {
  private static let codes: [(Diagnostics.ExitStatus, Int32)] = [
    (.done, 0), (.error, 1), (.changesPending, 2), (.unreached, 3), (.reverted, 4), (.recoveryNeeded, 5), (.locked, 6),
    (.stale, 7), (.refused, 8), (.usage, 64),
  ]

  @Test(arguments: codes)
  func theyNeverChange(status: Diagnostics.ExitStatus, code: Int32) { #expect(status.rawValue == code) }

  /// The page has a row for each, and no other one but those of signals.
  @Test func thePageListsThemAll() throws {
    let root = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardized
    let page = try String(contentsOf: root.appending(path: "docs/exit-codes.md"), encoding: .utf8)
    let codes = page.matches(of: /(?m)^\| ([0-9, ]+) \|/).flatMap { row in
      row.1.split(separator: ", ").compactMap { Int32($0) }
    }
    let signals: [Int32] = [SIGINT, SIGTERM].map { 128 + $0 }
    #expect(codes == Diagnostics.ExitStatus.allCases.map(\.rawValue) + signals)
  }

  @Test func anErrorEndsWith1UnlessItSaysMore() {
    struct Plain: DiagnosedError { let diagnostics = [Diagnostic(code: "x", "is wrong")] }
    #expect(Plain().exitStatus == .error)
    #expect(Failure(Diagnostic(code: "x", "is wrong")).exitStatus == .error)
    let refusal = Failure([Diagnostic(code: "x", "is wrong"), Diagnostic(code: "y", "too")], exit: .refused)
    #expect(refusal.exitStatus == .refused && refusal.diagnostics.map(\.code) == ["x", "y"])
  }
}
