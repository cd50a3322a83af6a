/// The blocks that nets join to each other, in place, measured from their own upper left corner.
struct ComponentLayout {
  private(set) var width = 0
  private(set) var height = 0
  private let rows: [[Int]]
  private let blocks: PictureBlocks
  private let shapes: [BlockShape]
  private let ports: BlockPorts
  /// The upper left corner of each block.
  private var corners: [Int: PicturePoint] = [:]
  private var router: ChannelRouter

  init(
    _ rows: [[Int]], _ blocks: PictureBlocks, _ levels: BlockLevels, _ ports: BlockPorts, _ shapes: [BlockShape],
    _ tracks: [ChannelRouter.PortID: Int]
  ) {
    self.rows = rows
    self.blocks = blocks
    self.shapes = shapes
    self.ports = ports
    router = ChannelRouter(Set(rows.joined()), blocks, ports, shapes, tracks)
    placeAcross(levels)
    router.route(corners, channels: rows.count)
    placeDown()
  }

  /// Each block over the middle of those that hang from it.
  private mutating func placeAcross(_ levels: BlockLevels) {
    var children: [Int: [Int]] = [:]
    for block in rows.joined() { if let parent = levels.parent[block] { children[parent, default: []].append(block) } }
    let anchors = router.anchors(levels.parent)
    for parent in children.keys {
      children[parent]?.sort { (anchors[$0] ?? 0, $0) < (anchors[$1] ?? 0, $1) }
    }
    var spans: [Int: Int] = [:]
    let gap = PictureMetrics.blockGap
    for block in rows.joined().reversed() {
      let below = (children[block] ?? []).reduce(-gap) { $0 + gap + (spans[$1] ?? 0) }
      spans[block] = max(shapes[block].width, below)
    }
    var queue: [(block: Int, left: Int)] = []
    for root in rows.first ?? [] {
      queue.append((root, width))
      width += (spans[root] ?? 0) + gap
    }
    width -= gap
    while let (block, left) = queue.popLast() {
      let span = spans[block] ?? 0
      corners[block] = PicturePoint(x: left + (span - shapes[block].width) / 2, y: 0)
      let hanging = children[block] ?? []
      let below = hanging.reduce(-gap) { $0 + gap + (spans[$1] ?? 0) }
      var x = left + (span - below) / 2
      for child in hanging {
        queue.append((child, x))
        x += (spans[child] ?? 0) + gap
      }
    }
  }

  private mutating func placeDown() {
    for (level, row) in rows.enumerated() {
      let rowHeight = row.map { shapes[$0].height }.max() ?? 0
      for block in row {
        // The top row stands on the lines below it, the others hang from those above.
        corners[block]?.y = level == 0 ? height + rowHeight - shapes[block].height : height
      }
      router.setChannel(level, top: height + rowHeight)
      height += rowHeight + router.height(ofChannel: level, isLast: level == rows.count - 1)
    }
  }

  func draw(into layout: inout PictureLayout, at corner: PicturePoint) {
    for block in rows.joined() {
      guard let own = corners[block] else { continue }
      let at = PicturePoint(x: corner.x + own.x, y: corner.y + own.y)
      let shape = shapes[block]
      for (node, frame) in zip(shape.cells.nodes, shape.frames) { layout.nodes[node] = frame.moved(by: at) }
      guard shape.isFramed else { continue }
      layout.cards.append(
        PictureLayout.Card(
          kind: blocks.blocks[block].kind,
          frame: PictureFrame(x: at.x, y: at.y, width: shape.width, height: shape.height),
          caption: shape.caption,
          captionAt: PicturePoint(x: at.x + shape.captionAt.x, y: at.y + shape.captionAt.y),
          isCaptionCentred: shape.cells.hasHole))
    }
    router.draw(into: &layout, corners, at: corner)
  }
}
