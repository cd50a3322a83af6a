import Foundation

/// Where the nodes of a block stand: in columns and rows, or on a circle.
struct BlockCells: Sendable {
  struct Cell: Hashable, Sendable {
    var column: Int
    var row: Int
  }

  /// In their order of drawing.
  private(set) var nodes: [Int]
  private(set) var cells: [Cell] = []
  private(set) var columns = 0
  private(set) var rows = 0
  /// How far the first node of a circle stands from its lowest point, in parts of a turn; `nil` for columns.
  private(set) var circle: Double?
  /// Whether the middle is free for the caption.
  private(set) var hasHole = false

  private static let mostInRow = 6

  /// A circle with more nodes has too many lines to be read.
  static let mostOnCircle = 10

  /// Nodes of a block that nets join to other blocks, below it and above it.
  struct Joined: Sendable {
    var below: Set<Int> = []
    var above: Set<Int> = []
    /// Nodes of the block that are joined to each other.
    var inside: [Int: [Int]] = [:]
  }

  /// - Parameter rowLimit: How many rows a block should have, about.
  init(_ block: PictureBlocks.Block, _ joined: Joined, _ picture: MeshPicture, rowLimit: Int) {
    nodes = block.nodes
    switch block.kind {
    case .fullMesh:
      sort(picture, joined)
      if !turnToCircle(joined) { fillColumns(rowLimit, joined) }
    case .spokes:
      sort(picture, joined)
      fillColumns(rowLimit, joined)
    case .row:
      if block.caption.isEmpty { fillRow() } else { fillColumns(rowLimit, joined) }
    case .chain: fillSnake(rowLimit)
    case .ring: if !turnRingToCircle(joined) { fillEdge(rowLimit) }
    }
    columns = (cells.map(\.column).max() ?? -1) + 1
    rows = (cells.map(\.row).max() ?? -1) + 1
  }

  /// By name, but those that are joined to each other follow each other.
  private mutating func sort(_ picture: MeshPicture, _ joined: Joined) {
    let sorted = nodes.sorted { NaturalOrder.precedes(picture.nodes[$0].name, picture.nodes[$1].name) }
    var seen: Set<Int> = []
    var order: [Int] = []
    for start in sorted {
      var stack = [start]
      while let node = stack.popLast() {
        guard seen.insert(node).inserted else { continue }
        order.append(node)
        stack += (joined.inside[node] ?? []).sorted(by: >)
      }
    }
    nodes = order
  }

  private mutating func fillRow() { cells = nodes.indices.map { Cell(column: $0, row: 0) } }

  /// Column by column. Nodes that are joined to others stand in a row of their own, where that can be.
  private mutating func fillColumns(_ rowLimit: Int, _ joined: Joined) {
    let count = nodes.count
    guard count > 0 else { return }
    let outer = nodes.filter { joined.below.contains($0) || joined.above.contains($0) }
    // Those that are joined to others stand side by side rather than in each other's way.
    let width = max((count + rowLimit - 1) / rowLimit, min(outer.count, Self.mostInRow))
    let hasOuterRow = !outer.isEmpty && outer.count <= width && 2 * outer.count < count && joined.inside.isEmpty
    let inner = hasOuterRow ? nodes.filter { !outer.contains($0) } : nodes
    let height = (inner.count + width - 1) / width
    let isOnTop = hasOuterRow && outer.count { joined.above.contains($0) } > outer.count / 2
    cells = inner.indices.map { Cell(column: $0 / height, row: $0 % height + (isOnTop ? 1 : 0)) }
    guard hasOuterRow else { return }
    let start = (width - outer.count) / 2
    cells += outer.indices.map { Cell(column: start + $0, row: isOnTop ? 0 : height) }
    nodes = inner + outer
  }

  /// To and fro, so that neighbours in the chain are neighbours in the picture.
  private mutating func fillSnake(_ rowLimit: Int) {
    let rows = max(1, min(rowLimit, nodes.count) / 4)
    let width = (nodes.count + rows - 1) / rows
    cells = nodes.indices.map { index in
      let row = index / width
      return Cell(column: row % 2 == 0 ? index % width : width - 1 - index % width, row: row)
    }
  }

  /// Around the edge of a rectangle, clockwise.
  private mutating func fillEdge(_ rowLimit: Int) {
    let half = (nodes.count + 5) / 2
    let height = max(2, min(rowLimit, half * 5 / 8))
    let width = half - height
    let around =
      (0..<width).map { Cell(column: $0, row: 0) }
      + (1..<height).map { Cell(column: width - 1, row: $0) }
      + (0..<width - 1).reversed().map { Cell(column: $0, row: height - 1) }
      + (1..<height - 1).reversed().map { Cell(column: 0, row: $0) }
    cells = Array(around.prefix(nodes.count))
    hasHole = width > 3 && height > 5
  }

  private mutating func turnToCircle(_ joined: Joined) -> Bool {
    let outer = nodes.filter { joined.below.contains($0) || joined.above.contains($0) }
    guard (3...Self.mostOnCircle).contains(nodes.count), outer.count <= 2,
      outer.isEmpty || joined.below.isEmpty || joined.above.isEmpty
    else { return false }
    let others = nodes.filter { !outer.contains($0) }
    // Two stand first and last, on both sides of the lowest point.
    nodes = outer.prefix(1) + others + outer.dropFirst()
    setCircle(isDouble: outer.count == 2, isOnTop: !joined.above.isEmpty)
    return true
  }

  private mutating func turnRingToCircle(_ joined: Joined) -> Bool {
    let outer = nodes.indices.filter { joined.below.contains(nodes[$0]) || joined.above.contains(nodes[$0]) }
    guard nodes.count <= Self.mostOnCircle, outer.count <= 1, joined.below.isEmpty || joined.above.isEmpty else {
      return false
    }
    if let first = outer.first { nodes = Array(nodes[first...] + nodes[..<first]) }
    setCircle(isDouble: false, isOnTop: !joined.above.isEmpty)
    return true
  }

  private mutating func setCircle(isDouble: Bool, isOnTop: Bool) {
    circle = (isDouble ? 0.5 / Double(nodes.count) : 0) + (isOnTop ? 0.5 : 0)
    cells = nodes.indices.map { Cell(column: $0, row: 0) }
  }
}
