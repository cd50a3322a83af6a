import Foundation

/// A picture in half blocks, of which a terminal shows the blocks light and the rest dark.
struct HalfBlocks {
  private let rows: [[Bool]]

  init(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline).filter { $0.contains("█") }
    rows = lines.flatMap { line in
      [line.map { $0 == "█" || $0 == "▀" }, line.map { $0 == "█" || $0 == "▄" }]
    }
  }

  /// The picture as a portable greymap (pgm(5)), each half block so many pixels wide and high.
  var bitmap: Data {
    let scale = 6
    let width = (rows.map(\.count).max() ?? 0) * scale
    var data = Data("P5\n\(width) \(rows.count * scale)\n255\n".utf8)
    for row in rows {
      let line = row.flatMap { Array(repeating: $0 ? UInt8(255) : 0, count: scale) }
      for _ in 0..<scale { data.append(contentsOf: line + Array(repeating: 0, count: width - line.count)) }
    }
    return data
  }
}
