import Foundation

/// A block with its nodes in place, measured from its own upper left corner.
struct BlockShape: Sendable {
  private(set) var width = 0
  private(set) var height = 0
  /// The frame of each of the cells' nodes.
  private(set) var frames: [PictureFrame] = []
  private(set) var caption: [String] = []
  /// The caption's first line.
  private(set) var captionAt = PicturePoint(x: 0, y: 0)
  let cells: BlockCells
  let isFramed: Bool
  /// The left edge of the room beside each column, through which lines pass.
  private(set) var gutters: [Int] = []
  private let box: PicturePoint

  /// - Parameters:
  ///   - tracks: How many lines pass beside each column.
  ///   - mostPorts: How many lines begin on one side of one box, at most.
  ///   - isCaptionLow: Whether lines come in from above, where the caption would be in their way.
  init(
    _ block: PictureBlocks.Block, _ cells: BlockCells, tracks: [Int], mostPorts: Int, isCaptionLow: Bool,
    _ picture: MeshPicture
  ) {
    self.cells = cells
    isFramed = !block.caption.isEmpty
    box = BlockShape.box(cells.nodes.map { picture.nodes[$0] }, mostPorts: mostPorts)
    if let circle = cells.circle {
      placeOnCircle(circle)
    } else {
      placeInColumns(tracks)
    }
    if isFramed { frame(block.caption, isLow: isCaptionLow) }
  }

  /// All boxes of a block are as large as the largest.
  private static func box(_ nodes: [MeshPicture.Node], mostPorts: Int) -> PicturePoint {
    var width = max(44, mostPorts * 12)
    for node in nodes {
      width = max(
        width, PictureMetrics.nameWidth(node.name), PictureMetrics.networkWidth(PictureWords.networks(node)))
    }
    let hasNetworks = nodes.contains { !$0.networks.isEmpty }
    let wall = nodes.contains(where: \.isBehindNAT) ? 2 * PictureMetrics.wall : 0
    return PicturePoint(x: width + 2 * PictureMetrics.boxPadding + wall, y: hasNetworks ? 38 : 26)
  }

  private mutating func placeInColumns(_ tracks: [Int]) {
    var x = 0
    var lefts: [Int] = []
    for column in 0..<cells.columns {
      lefts.append(x)
      gutters.append(x + box.x)
      let lines = column < tracks.count ? tracks[column] : 0
      let room = lines == 0 ? 0 : (lines + 1) * PictureMetrics.track
      x += box.x + (column == cells.columns - 1 ? room : max(PictureMetrics.gutter, room))
    }
    frames = cells.cells.map { cell in
      PictureFrame(
        x: lefts[cell.column], y: cell.row * (box.y + PictureMetrics.rowGap), width: box.x, height: box.y)
    }
    width = x
    height = max(0, cells.rows * (box.y + PictureMetrics.rowGap) - PictureMetrics.rowGap)
  }

  /// The smallest ellipse, in steps, on which no two boxes meet, and no line between two passes through a third.
  private mutating func placeOnCircle(_ start: Double) {
    let count = cells.nodes.count
    var radius = 40.0
    repeat {
      radius += 4
      frames = (0..<count).map { index in
        // From the lowest point, clockwise.
        let angle = 2 * Double.pi * (start + Double(index) / Double(count))
        let x = -sin(angle) * radius * 1.6
        let y = cos(angle) * radius
        return PictureFrame(
          x: Int(x.rounded()) - box.x / 2, y: Int(y.rounded()) - box.y / 2, width: box.x, height: box.y)
      }
    } while !areApart || !areChordsFree
    let left = frames.map(\.x).min() ?? 0
    let top = frames.map(\.y).min() ?? 0
    frames = frames.map { $0.moved(by: PicturePoint(x: -left, y: -top)) }
    width = frames.map(\.right).max() ?? 0
    height = frames.map(\.bottom).max() ?? 0
  }

  private var areApart: Bool {
    frames.indices.allSatisfy { index in
      frames[(index + 1)...].allSatisfy { other in
        let frame = frames[index]
        let wide = PictureFrame(
          x: frame.x - PictureMetrics.gutter, y: frame.y - PictureMetrics.rowGap,
          width: frame.width + 2 * PictureMetrics.gutter, height: frame.height + 2 * PictureMetrics.rowGap)
        return wide.isApart(from: other)
      }
    }
  }

  /// The lines that pass nearest to a box are those between its neighbours: points on them are tried.
  private var areChordsFree: Bool {
    let count = frames.count
    guard count > 4 else { return true }
    return frames.indices.allSatisfy { index in
      let frame = frames[index]
      let (one, other) = (frames[(index + count - 1) % count].middle, frames[(index + 1) % count].middle)
      return (0...32).allSatisfy { part in
        let x = one.x + (other.x - one.x) * part / 32
        let y = one.y + (other.y - one.y) * part / 32
        return abs(x - frame.middle.x) > frame.width / 2 + 3 || abs(y - frame.middle.y) > frame.height / 2 + 3
      }
    }
  }

  /// A card around the nodes, with the caption at its top, its bottom, or in the hole of a ring.
  private mutating func frame(_ text: String, isLow: Bool) {
    let padding = PictureMetrics.cardPadding
    let inner = cells.hasHole ? width - 2 * (box.x + 2 * PictureMetrics.gutter) : max(width, 150)
    caption = PictureMetrics.wrapped(text, to: inner)
    let textWidth = caption.map(PictureMetrics.captionWidth).max() ?? 0
    let lines = caption.count * PictureMetrics.captionLine
    let head = cells.hasHole ? 0 : lines + (frames.isEmpty ? 0 : 8)
    let shift = PicturePoint(
      x: padding + (cells.hasHole ? 0 : max(0, (textWidth - width) / 2)), y: padding + (isLow ? 0 : head))
    frames = frames.map { $0.moved(by: shift) }
    gutters = gutters.map { $0 + shift.x }
    captionAt = PicturePoint(
      x: cells.hasHole ? padding + width / 2 : padding,
      y: padding + 12 + (cells.hasHole ? (height - lines) / 2 : isLow ? height + 8 : 0))
    width = (cells.hasHole ? width : max(width, textWidth)) + 2 * padding
    height += head + 2 * padding
  }
}
