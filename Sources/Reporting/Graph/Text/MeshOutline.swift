/// A mesh for programs that lay it out themselves: which tunnels they are given one by one, and which groups as one.
struct MeshOutline {
  struct GroupLine: Hashable {
    var node: Int
    var block: Int
    /// The node's rank as a hub, where one is preferred.
    var rank: Int?
  }

  let blocks: [PictureBlocks.Block]
  /// Whether a block stands for its tunnels.
  private(set) var isWhole: [Bool]
  /// One by one, each once; who passes packets on comes first, and so is drawn above.
  private(set) var lines: [(upper: Int, lower: Int)] = []
  /// From nodes to blocks that stand for their tunnels.
  private(set) var groupLines: [GroupLine] = []

  /// A group with more is a thicket.
  private static let mostOfGroup = 30
  /// GitHub draws no flowchart of more than 500 lines; this leaves room for those that no group tells.
  private static let mostOfAll = 300

  init(_ picture: MeshPicture) {
    let structure = MeshStructure(picture)
    let parts = PictureBlocks(picture, structure)
    blocks = parts.blocks
    isWhole = Array(repeating: false, count: blocks.count)
    var nets: [Int: PictureBlocks.Net] = [:]
    for net in parts.nets { if let block = net.block { nets[block] = net } }
    var room = Self.mostOfAll - structure.links.count
    var found = Set(structure.links)
    let groups = blocks.indices.map { block in
      (block: block, links: links(of: block, nets[block]))
    }.filter { !$0.links.isEmpty }
    for (block, links) in groups.sorted(by: { ($0.links.count, $0.block) < ($1.links.count, $1.block) }) {
      isWhole[block] = links.count > min(Self.mostOfGroup, room)
      guard isWhole[block] else {
        found.formUnion(links)
        room -= links.count
        continue
      }
      guard let net = nets[block] else { continue }
      groupLines += net.nodes.indices.map { index in
        GroupLine(node: net.nodes[index], block: block, rank: net.ranks.isEmpty ? nil : net.ranks[index])
      }
    }
    lines = found.sorted { ($0.low, $0.high) < ($1.low, $1.high) }.map { link in
      picture.nodes[link.high].isTransit && !picture.nodes[link.low].isTransit
        ? (link.high, link.low) : (link.low, link.high)
    }
    groupLines.sort { ($0.block, $0.rank ?? 0, $0.node) < ($1.block, $1.rank ?? 0, $1.node) }
  }

  /// The tunnels that a block's caption tells of; of a large one only as many as show that it is large.
  private func links(of block: Int, _ net: PictureBlocks.Net?) -> [MeshStructure.Link] {
    let own = blocks[block].nodes
    let others = net?.nodes ?? []
    var links: [MeshStructure.Link] = []
    let isMesh = blocks[block].kind == .fullMesh
    guard isMesh || blocks[block].kind == .spokes else { return [] }
    for (index, one) in (others + own).enumerated() {
      let far = isMesh ? (others + own)[(index + 1)...] : index < others.count ? own[...] : []
      links += far.map { MeshStructure.Link(low: min(one, $0), high: max(one, $0)) }
      if links.count > Self.mostOfGroup { break }
    }
    return links
  }
}
