import Foundation
import Reporting
import Testing

/// The page that people read is what the program does.
struct LanguageReferenceTests {
  @Test func thePageHasTheTablesOfTheProgram() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/mesh-language.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let start = try #require(text.firstRange(of: "<!-- keys -->\n")).upperBound
    let end = try #require(text.firstRange(of: "<!-- /keys -->")).lowerBound
    let tables = LanguageReference.markdown()
    if ProcessInfo.processInfo.environment["WEFT_RECORD_GOLDEN"] == "1" {
      try text.replacingCharacters(in: start..<end, with: tables).write(to: page, atomically: true, encoding: .utf8)
      Issue.record("Recorded \(page.lastPathComponent): read it before you commit it.")
    } else {
      #expect(text[start..<end] == tables, "Record it with WEFT_RECORD_GOLDEN=1.")
    }
  }
}
