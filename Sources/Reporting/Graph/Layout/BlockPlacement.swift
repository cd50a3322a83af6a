/// Places blocks: each below the block it hangs from, and components beside each other.
struct BlockPlacement {
  private let blocks: PictureBlocks
  private let levels: BlockLevels
  private(set) var ports: BlockPorts
  private(set) var shapes: [BlockShape] = []
  /// Lines between nodes of one column, and the track of each.
  private var brackets: [Bracket] = []
  /// The tracks of ports that boxes shut in: by wire and port.
  private var tracks: [ChannelRouter.PortID: Int] = [:]
  private let nodeCount: Int

  private struct Bracket {
    var one: Int
    var other: Int
    /// `nil` where nothing is between the two.
    var track: Int?
  }

  init(_ picture: MeshPicture, _ blocks: PictureBlocks, _ levels: BlockLevels, _ ports: BlockPorts, rowLimit: Int) {
    self.blocks = blocks
    self.levels = levels
    self.ports = ports
    nodeCount = picture.nodes.count
    let cells = blocks.blocks.indices.map { index in
      BlockCells(blocks.blocks[index], ports.joined[index], picture, rowLimit: rowLimit)
    }
    var place: [Int: BlockCells.Cell] = [:]
    for cells in cells { for (node, cell) in zip(cells.nodes, cells.cells) { place[node] = cell } }
    var counts = cells.map { Array(repeating: 0, count: $0.columns) }
    addInnerLinks(cells, place, &counts)
    let mostPorts = addTracks(cells, place, &counts)
    shapes = blocks.blocks.indices.map { index in
      let joined = ports.joined[index]
      return BlockShape(
        blocks.blocks[index], cells[index], tracks: counts[index], mostPorts: mostPorts[index],
        isCaptionLow: !joined.above.isEmpty && joined.below.isEmpty, picture)
    }
  }

  private mutating func addInnerLinks(
    _ cells: [BlockCells], _ place: [Int: BlockCells.Cell], _ counts: inout [[Int]]
  ) {
    for (block, joined) in ports.joined.enumerated() {
      for (one, others) in joined.inside.sorted(by: { $0.key < $1.key }) {
        for other in others.sorted() where one < other {
          guard let first = place[one], let second = place[other] else { continue }
          if first.column != second.column {
            ports.addInnerWire(one, other, level: levels.level[block])
          } else if abs(first.row - second.row) == 1 {
            brackets.append(Bracket(one: one, other: other))
          } else {
            brackets.append(Bracket(one: one, other: other, track: counts[block][first.column]))
            counts[block][first.column] += 1
          }
        }
      }
    }
  }

  /// Gives tracks to ports that boxes shut in, and counts the others: the most on one side of one box, for each block.
  private mutating func addTracks(
    _ cells: [BlockCells], _ place: [Int: BlockCells.Cell], _ counts: inout [[Int]]
  ) -> [Int] {
    // The first and the last row of each column.
    let ends = cells.map { cells in
      Dictionary(cells.cells.map { ($0.column, $0.row...$0.row) }) {
        min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
      }
    }
    var direct: [Int: (above: Int, below: Int)] = [:]
    for (wire, ports) in ports.wires.map(\.ports).enumerated() {
      for (index, port) in ports.enumerated() {
        guard case .node(let node) = port.holder, let cell = place[node] else { continue }
        let block = blocks.home[node]
        let end = ends[block][cell.column] ?? 0...0
        let isDirect = cells[block].circle != nil || cell.row == (port.side == .above ? end.lowerBound : end.upperBound)
        if !isDirect {
          tracks[ChannelRouter.PortID(wire: wire, port: index)] = counts[block][cell.column]
          counts[block][cell.column] += 1
        } else if port.side == .above {
          direct[node, default: (0, 0)].above += 1
        } else {
          direct[node, default: (0, 0)].below += 1
        }
      }
    }
    return cells.map { cells in
      cells.nodes.reduce(0) { max($0, direct[$1]?.above ?? 0, direct[$1]?.below ?? 0) }
    }
  }

  /// Everything in place.
  func layout() -> PictureLayout {
    var layout = PictureLayout(nodeCount: nodeCount)
    let parts = levels.components.map { component in
      ComponentLayout(component, blocks, levels, ports, shapes, tracks)
    }
    let area = parts.reduce(0) { $0 + $1.width * $1.height }
    let shelf = max(parts.map(\.width).max() ?? 0, Int((Double(area) * 1.5).squareRoot()))
    var corner = PicturePoint(x: 0, y: 0)
    var rowHeight = 0
    for part in parts {
      if corner.x > 0, corner.x + part.width > shelf {
        corner = PicturePoint(x: 0, y: corner.y + rowHeight + PictureMetrics.blockGap)
        rowHeight = 0
      }
      part.draw(into: &layout, at: corner)
      layout.width = max(layout.width, corner.x + part.width)
      corner.x += part.width + PictureMetrics.blockGap
      rowHeight = max(rowHeight, part.height)
    }
    layout.height = corner.y + rowHeight
    drawInside(&layout)
    return layout
  }

  private func drawInside(_ layout: inout PictureLayout) {
    for (block, shape) in zip(blocks.blocks, shapes) {
      let nodes = block.kind == .fullMesh ? shape.cells.nodes : block.nodes
      let middles = nodes.map { layout.nodes[$0].middle }
      switch block.kind {
      case .fullMesh where shape.cells.circle != nil:
        for (index, middle) in middles.enumerated() { layout.chords += middles[(index + 1)...].map { [middle, $0] } }
      case .chain: layout.links += zip(middles, middles.dropFirst()).map { [$0, $1] }
      case .ring: layout.links += zip(middles, middles.dropFirst() + middles.prefix(1)).map { [$0, $1] }
      case .fullMesh, .spokes, .row: break
      }
    }
    for bracket in brackets {
      let frames = [layout.nodes[bracket.one], layout.nodes[bracket.other]].sorted { $0.y < $1.y }
      guard let track = bracket.track else {
        layout.links.append(frames.map(\.middle))
        continue
      }
      let x = frames[0].right + (track + 1) * PictureMetrics.track
      let (top, bottom) = (frames[0].middle.y, frames[1].middle.y)
      layout.links.append([
        PicturePoint(x: frames[0].right, y: top), PicturePoint(x: x, y: top), PicturePoint(x: x, y: bottom),
        PicturePoint(x: frames[1].right, y: bottom),
      ])
    }
  }
}
