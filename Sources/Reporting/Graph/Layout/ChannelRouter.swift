/// Runs lines between two levels: up or down from their ports, and across on a track that no other line shares.
struct ChannelRouter {
  struct PortID: Hashable, Sendable {
    var wire: Int
    var port: Int
  }

  private let blocks: PictureBlocks
  private let shapes: [BlockShape]
  private let ports: BlockPorts
  private let gutterTracks: [PortID: Int]
  /// Those of this component.
  private let wires: [Int]
  private var xs: [PortID: Int] = [:]
  /// The track of each wire; none for one that runs straight.
  private var tracks: [Int: Int] = [:]
  private var trackCounts: [Int] = []
  private var tops: [Int: Int] = [:]
  private var frames: [Int: PictureFrame] = [:]

  /// Room for ranks, at the top and at the bottom of a channel.
  private static let room = 18

  init(
    _ members: Set<Int>, _ blocks: PictureBlocks, _ ports: BlockPorts, _ shapes: [BlockShape], _ tracks: [PortID: Int]
  ) {
    self.blocks = blocks
    self.shapes = shapes
    self.ports = ports
    gutterTracks = tracks
    wires = ports.wires.indices.filter { index in
      ports.wires[index].ports.contains { port in
        switch port.holder {
        case .node(let node): members.contains(blocks.home[node])
        case .block(let block): members.contains(block)
        }
      }
    }
    for block in members {
      for (node, frame) in zip(shapes[block].cells.nodes, shapes[block].frames) { frames[node] = frame }
    }
  }

  private func block(of port: BlockPorts.Port) -> Int {
    switch port.holder {
    case .node(let node): blocks.home[node]
    case .block(let block): block
    }
  }

  /// The middle of what holds a port, from its block's left edge.
  private func middle(of port: BlockPorts.Port) -> Int {
    switch port.holder {
    case .node(let node): frames[node]?.middle.x ?? 0
    case .block(let block): shapes[block].width / 2
    }
  }

  /// Where blocks are held by those that they hang from, from those blocks' left edges.
  func anchors(_ parents: [Int?]) -> [Int: Int] {
    var sums: [Int: (sum: Int, count: Int)] = [:]
    for wire in wires {
      let ports = ports.wires[wire].ports
      for child in Set(ports.map { block(of: $0) }) {
        for port in ports where parents[child] == block(of: port) {
          let old = sums[child] ?? (0, 0)
          sums[child] = (old.sum + middle(of: port), old.count + 1)
        }
      }
    }
    return sums.mapValues { $0.sum / $0.count }
  }

  /// Chooses where lines leave their ports, and their tracks.
  mutating func route(_ corners: [Int: PicturePoint], channels: Int) {
    placePorts(corners)
    trackCounts = Array(repeating: 0, count: channels)
    var ends = Array(repeating: [Int](), count: channels)
    let spans = wires.map { wire in
      let xs = ports.wires[wire].ports.indices.map { self.xs[PortID(wire: wire, port: $0)] ?? 0 }
      return (wire: wire, left: xs.min() ?? 0, right: xs.max() ?? 0)
    }
    for span in spans.sorted(by: { ($0.left, $0.wire) < ($1.left, $1.wire) }) where span.left < span.right {
      let channel = ports.wires[span.wire].channel
      let track = ends[channel].firstIndex { $0 + PictureMetrics.track < span.left } ?? ends[channel].count
      if track == ends[channel].count { ends[channel].append(span.right) } else { ends[channel][track] = span.right }
      tracks[span.wire] = track
      trackCounts[channel] = ends[channel].count
    }
  }

  private struct Edge: Hashable {
    var holder: BlockPorts.Holder
    var side: BlockPorts.Side
  }

  /// Ports of one edge in the order of what they lead to, and no two lines of a channel in one place.
  private mutating func placePorts(_ corners: [Int: PicturePoint]) {
    var edges: [Edge: [(port: PortID, target: Int)]] = [:]
    for wire in wires {
      let ports = ports.wires[wire].ports
      let middles = ports.map { (corners[block(of: $0)]?.x ?? 0) + middle(of: $0) }
      let sum = middles.reduce(0, +)
      for (index, port) in ports.enumerated() {
        let target = ports.count > 1 ? (sum - middles[index]) / (ports.count - 1) : 0
        edges[Edge(holder: port.holder, side: port.side), default: []].append((PortID(wire: wire, port: index), target))
      }
    }
    var orders: [PortID: (index: Int, count: Int)] = [:]
    for edge in edges.values {
      let direct = edge.filter { gutterTracks[$0.port] == nil }
      let sorted = direct.sorted { ($0.target, $0.port.wire) < ($1.target, $1.port.wire) }
      for (index, end) in sorted.enumerated() { orders[end.port] = (index, sorted.count) }
    }
    var taken: [Int: Set<Int>] = [:]
    for wire in wires {
      let channel = ports.wires[wire].channel
      var own: Set<Int> = []
      for (index, port) in ports.wires[wire].ports.enumerated() {
        let id = PortID(wire: wire, port: index)
        var x = place(port, orders[id] ?? (0, 1), gutterTracks[id], corners)
        // A line that ends where another one begins would look like one with it.
        let isMovable = port.rank == nil && gutterTracks[id] == nil
        while isMovable, taken[channel]?.contains(x) == true, !own.contains(x) { x += 3 }
        taken[channel, default: []].insert(x)
        own.insert(x)
        xs[id] = x
      }
    }
  }

  private func place(
    _ port: BlockPorts.Port, _ order: (index: Int, count: Int), _ track: Int?, _ corners: [Int: PicturePoint]
  ) -> Int {
    let left = corners[block(of: port)]?.x ?? 0
    switch port.holder {
    case .node(let node):
      guard let frame = frames[node] else { return left }
      if let track { return left + frame.right + (track + 1) * PictureMetrics.track }
      return left + frame.x + frame.width * (order.index + 1) / (order.count + 1)
    case .block(let block): return left + shapes[block].width * (order.index + 1) / (order.count + 1)
    }
  }

  mutating func setChannel(_ level: Int, top: Int) { tops[level] = top }

  /// The last one is only as high as its lines ask for.
  func height(ofChannel level: Int, isLast: Bool) -> Int {
    let count = trackCounts[level]
    if isLast && count == 0 { return 0 }
    return 2 * Self.room + max(0, count - 1) * PictureMetrics.track
  }

  func draw(into layout: inout PictureLayout, _ corners: [Int: PicturePoint], at corner: PicturePoint) {
    for wire in wires {
      let channel = ports.wires[wire].channel
      let top = corner.y + (tops[channel] ?? 0)
      let y = top + Self.room + (tracks[wire] ?? 0) * PictureMetrics.track
      let bottom = top + height(ofChannel: channel, isLast: false)
      var ends: [PicturePoint] = []
      var lines: [[PicturePoint]] = []
      for (index, port) in ports.wires[wire].ports.enumerated() {
        let x = corner.x + (xs[PortID(wire: wire, port: index)] ?? 0)
        let end = PicturePoint(x: x, y: y)
        lines.append(start(of: port, wire, index, x, corners, corner) + [end])
        ends.append(end)
        if let rank = port.rank, rank < 10 {
          layout.ranks.append(
            PictureLayout.Rank(rank: rank, at: PicturePoint(x: x + 2, y: port.side == .below ? top + 11 : bottom - 4)))
        }
      }
      layout.wires.append(joined(ports.wires[wire].kind, lines, ends))
    }
  }

  /// From the holder's edge to where the line runs up or down.
  private func start(
    of port: BlockPorts.Port, _ wire: Int, _ index: Int, _ x: Int, _ corners: [Int: PicturePoint],
    _ corner: PicturePoint
  ) -> [PicturePoint] {
    let own = corners[block(of: port)] ?? corner
    let at = PicturePoint(x: own.x + corner.x, y: own.y + corner.y)
    switch port.holder {
    case .block(let block):
      return [PicturePoint(x: x, y: port.side == .above ? at.y : at.y + shapes[block].height)]
    case .node(let node):
      guard let frame = frames[node]?.moved(by: at) else { return [] }
      guard let track = gutterTracks[PortID(wire: wire, port: index)] else {
        return [PicturePoint(x: x, y: port.side == .above ? frame.y : frame.bottom)]
      }
      let y = frame.middle.y + (track % 3 - 1) * 6
      return [PicturePoint(x: frame.right, y: y), PicturePoint(x: x, y: y)]
    }
  }

  /// Two lines become one; more meet on a line across.
  private func joined(
    _ kind: PictureBlocks.Net.Kind, _ lines: [[PicturePoint]], _ ends: [PicturePoint]
  ) -> PictureLayout.Wire {
    if lines.count == 2 {
      return PictureLayout.Wire(kind: kind, lines: [lines[0] + lines[1].reversed()], joints: [])
    }
    let across = ends.sorted { $0.x < $1.x }
    guard let first = across.first, let last = across.last else {
      return PictureLayout.Wire(kind: kind, lines: lines, joints: [])
    }
    let joints = Array(Set(across.dropFirst().dropLast())).sorted { $0.x < $1.x }
    return PictureLayout.Wire(kind: kind, lines: lines + [[first, last]], joints: joints)
  }
}
