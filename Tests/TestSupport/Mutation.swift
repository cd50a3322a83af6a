import Foundation

/// Damage to bytes, the same for the same seed: what a careless hand, a broken disk or a hostile one would leave.
package struct Mutation {
  private let pieces: [[UInt8]]

  /// - Parameter pieces: what the format is made of; these, and parts of the input itself, are put where they do not belong.
  package init(pieces: [String]) { self.pieces = pieces.map { Array($0.utf8) } }

  /// How many cases the quick tests try; `WEFT_FUZZ` in the environment says how many all fuzzing tests try together.
  package static func cases(_ share: Double, quick: Int) -> Int {
    let asked = ProcessInfo.processInfo.environment["WEFT_FUZZ"].flatMap { Double($0) }
    return asked.map { Int($0 * share) } ?? quick
  }

  package func apply(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let at = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, at + Int.random(in: 0...24, using: &random))
      switch Int.random(in: 0...8, using: &random) {
      case 0, 1, 2: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: at)
      case 3: bytes.replaceSubrange(at..<end, with: pieces.randomElement(using: &random) ?? [])
      case 4: bytes.removeSubrange(at..<end)
      case 5: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
      case 6: if at < bytes.count { bytes[at] ^= UInt8(1) << UInt8.random(in: 0...7, using: &random) }
      case 7:
        let piece = pieces.randomElement(using: &random) ?? []
        let times = Int.random(in: 2...200, using: &random)
        bytes.insert(contentsOf: (0..<times).flatMap { _ in piece }, at: at)
      default: bytes.removeSubrange(at...)
      }
    }
    return bytes
  }
}
