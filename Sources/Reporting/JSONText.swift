import Foundation

/// How values become JSON for other programs: keys sorted, so that the same answer is the same text.
enum JSONText {
  static func render(_ document: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
  }
}
