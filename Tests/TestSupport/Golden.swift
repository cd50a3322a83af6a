import Foundation
package import Testing

/// Compares a text with a file beside the test, in a folder `Golden`.
///
/// `WEFT_RECORD_GOLDEN=1` writes the file instead, and the test fails once, so that nobody records by accident.
package enum Golden {
  package static func expect(
    _ actual: String, _ name: String, filePath: String = #filePath, at location: SourceLocation = #_sourceLocation
  ) {
    let url = URL(fileURLWithPath: filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["WEFT_RECORD_GOLDEN"] == "1" {
      record(actual, url, location)
      return
    }
    guard let expected = try? String(contentsOf: url, encoding: .utf8) else {
      Issue.record("There is no golden file \(name): record it with WEFT_RECORD_GOLDEN=1.", sourceLocation: location)
      return
    }
    guard actual != expected else { return }
    Issue.record("\(name) differs:\n\(difference(expected, actual))", sourceLocation: location)
  }

  private static func record(_ actual: String, _ url: URL, _ location: SourceLocation) {
    do {
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try actual.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("Recorded \(url.lastPathComponent): read it before you commit it.", sourceLocation: location)
    } catch {
      Issue.record(error, sourceLocation: location)
    }
  }

  /// The lines that differ, with their numbers.
  private static func difference(_ expected: String, _ actual: String) -> String {
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let new = actual.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return new.difference(from: old).map { change in
      switch change {
      case .remove(let offset, let line, _): "- \(offset + 1): \(line)"
      case .insert(let offset, let line, _): "+ \(offset + 1): \(line)"
      }
    }.joined(separator: "\n")
  }
}
