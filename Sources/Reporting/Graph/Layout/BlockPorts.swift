/// Where the lines between blocks begin and end.
struct BlockPorts: Sendable {
  enum Side: Hashable, Sendable {
    case above
    case below
  }

  enum Holder: Hashable, Sendable {
    case node(Int)
    case block(Int)
  }

  /// One end of a wire.
  struct Port: Hashable, Sendable {
    var holder: Holder
    var side: Side
    /// The rank that is written beside it.
    var rank: Int?
  }

  /// A net's part in one channel, the room between two levels.
  struct Wire: Sendable {
    var kind: PictureBlocks.Net.Kind
    /// The level above the channel.
    var channel: Int
    var ports: [Port]
  }

  private(set) var wires: [Wire] = []
  /// For each block, the nodes that wires join.
  private(set) var joined: [BlockCells.Joined]

  init(_ blocks: PictureBlocks, _ levels: BlockLevels) {
    joined = Array(repeating: BlockCells.Joined(), count: blocks.blocks.count)
    for net in blocks.nets {
      if net.kind == .link, blocks.home[net.nodes[0]] == blocks.home[net.nodes[1]] {
        let block = blocks.home[net.nodes[0]]
        joined[block].inside[net.nodes[0], default: []].append(net.nodes[1])
        joined[block].inside[net.nodes[1], default: []].append(net.nodes[0])
      } else {
        addWires(net, blocks, levels)
      }
    }
    for wire in wires {
      for port in wire.ports {
        guard case .node(let node) = port.holder else { continue }
        switch port.side {
        case .above: joined[blocks.home[node]].above.insert(node)
        case .below: joined[blocks.home[node]].below.insert(node)
        }
      }
    }
  }

  /// A wire for nodes of one block that their columns do not bring together: below the block, like one of a level.
  mutating func addInnerWire(_ one: Int, _ other: Int, level: Int) {
    let ports = [one, other].map { Port(holder: .node($0), side: .below) }
    wires.append(Wire(kind: .link, channel: level, ports: ports))
  }

  private mutating func addWires(_ net: PictureBlocks.Net, _ blocks: PictureBlocks, _ levels: BlockLevels) {
    let nodeLevels = net.nodes.map { levels.level[blocks.home[$0]] }
    let ownLevel = net.block.map { levels.level[$0] } ?? nodeLevels.max() ?? 0
    let hasUpper = nodeLevels.contains { $0 < ownLevel }
    // Nodes above the block come from above; those below it from below; those beside it with the ones above.
    let channels = nodeLevels.map { level in
      level == ownLevel ? (hasUpper ? ownLevel - 1 : ownLevel) : min(level, ownLevel)
    }
    for channel in Set(channels).sorted() {
      let members = net.nodes.indices.filter { channels[$0] == channel }
      var ports = members.map { index in
        Port(
          holder: .node(net.nodes[index]), side: nodeLevels[index] == channel ? .below : .above,
          rank: net.ranks.isEmpty ? nil : net.ranks[index])
      }
      if let block = net.block {
        ports.append(Port(holder: .block(block), side: ownLevel == channel ? .below : .above))
      }
      wires.append(Wire(kind: net.kind, channel: channel, ports: ports))
    }
  }
}
