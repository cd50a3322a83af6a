import Foundation
import Testing

/// A page of docs/ with a part that the program writes, between `<!-- NAME -->` and `<!-- /NAME -->`.
enum ReferencePage {
  /// `WEFT_RECORD_GOLDEN=1` writes the part anew instead, and the test fails once.
  static func expect(_ tables: String, _ name: String, in page: String) throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/\(page)")
    let text = try String(contentsOf: url, encoding: .utf8)
    let start = try #require(text.firstRange(of: "<!-- \(name) -->\n")).upperBound
    let end = try #require(text.firstRange(of: "<!-- /\(name) -->")).lowerBound
    if ProcessInfo.processInfo.environment["WEFT_RECORD_GOLDEN"] == "1" {
      try text.replacingCharacters(in: start..<end, with: tables).write(to: url, atomically: true, encoding: .utf8)
      Issue.record("Recorded \(page): read it before you commit it.")
    } else {
      #expect(text[start..<end] == tables, "Record it with WEFT_RECORD_GOLDEN=1.")
    }
  }
}
