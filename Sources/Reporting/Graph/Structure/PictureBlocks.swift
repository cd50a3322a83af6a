/// The parts of a picture: every node stands in one block, and nets join nodes and blocks.
struct PictureBlocks: Sendable {
  private(set) var blocks: [Block] = []
  private(set) var nets: [Net] = []
  /// The block of each node.
  private(set) var home: [Int]

  struct Block: Sendable {
    enum Kind: Hashable, Sendable {
      /// All peers of each other, and of the nodes that a net brings from elsewhere.
      case fullMesh
      /// Each a peer of all hubs that a net brings.
      case spokes
      case chain
      case ring
      /// Nothing is said of them together.
      case row
    }

    var kind: Kind
    /// In the order in which they are drawn.
    var nodes: [Int]
    var caption: String
  }

  struct Net: Sendable {
    enum Kind: Hashable, Sendable {
      /// Each of the nodes is a peer of all in the block.
      case group
      /// The two nodes are peers.
      case link
    }

    var kind: Kind
    var nodes: [Int]
    /// The nodes' ranks as hubs, where one is preferred.
    var ranks: [Int] = []
    var block: Int?
  }

  init(_ picture: MeshPicture, _ structure: MeshStructure) {
    home = Array(repeating: -1, count: picture.nodes.count)
    let names = picture.nodes.map(\.name)
    var attached = addSpokes(structure.spokeGroups, names)
    addFullMeshes(structure.fullMeshes, names, &attached)
    addHubs(structure, attached, picture)
    addPaths(structure.links, isFree: home.map { $0 < 0 })
    addSingles(picture)
    addLinks(structure.links)
  }

  private mutating func add(_ kind: Block.Kind, _ nodes: [Int], _ caption: String) -> Int {
    for node in nodes { home[node] = blocks.count }
    blocks.append(Block(kind: kind, nodes: nodes, caption: caption))
    return blocks.count - 1
  }

  /// Returns, for each node, the blocks that it is joined to from outside.
  private mutating func addSpokes(_ groups: [MeshStructure.SpokeGroup], _ names: [String]) -> [[Int]] {
    var attached: [[Int]] = Array(repeating: [], count: home.count)
    for group in groups {
      let block = add(.spokes, group.spokes, PictureWords.spokes(group, names))
      nets.append(Net(kind: .group, nodes: group.hubs, ranks: group.isRanked ? group.ranks : [], block: block))
      for hub in group.hubs { attached[hub].append(block) }
    }
    return attached
  }

  /// A node of several full meshes stands in the one that has hardly any others, or by itself between them.
  private mutating func addFullMeshes(_ meshes: [[Int]], _ names: [String], _ attached: inout [[Int]]) {
    var memberships = Array(repeating: 0, count: home.count)
    for mesh in meshes { for node in mesh { memberships[node] += 1 } }
    let isBackbone = meshes.map { mesh in 3 * mesh.count { memberships[$0] > 1 } >= 2 * mesh.count }
    let order = meshes.indices.sorted { (isBackbone[$0] ? 0 : 1, $0) < (isBackbone[$1] ? 0 : 1, $1) }
    for index in order {
      let members = meshes[index]
      let own = members.filter { home[$0] < 0 && (memberships[$0] == 1 || isBackbone[index]) }
      let others = members.filter { !own.contains($0) }
      let block = add(.fullMesh, own, PictureWords.fullMesh(own: own.count, others: others.map { names[$0] }))
      if !others.isEmpty { nets.append(Net(kind: .group, nodes: others, block: block)) }
      for node in others { attached[node].append(block) }
    }
  }

  /// Nodes that are joined to the same blocks stand together.
  private mutating func addHubs(_ structure: MeshStructure, _ attached: [[Int]], _ picture: MeshPicture) {
    let rank = structure.spokeGroups.reduce(into: [Int: Int]()) { ranks, group in
      for (hub, rank) in zip(group.hubs, group.ranks) { ranks[hub] = min(rank, ranks[hub] ?? rank) }
    }
    let free = home.indices.filter { home[$0] < 0 && !attached[$0].isEmpty }
    for (_, nodes) in Dictionary(grouping: free, by: { attached[$0] }).sorted(by: { $0.value[0] < $1.value[0] }) {
      let nodes = nodes.sorted { (rank[$0] ?? 0, $0) < (rank[$1] ?? 0, $1) }
      let links = structure.links.count { nodes.contains($0.low) && nodes.contains($0.high) }
      if nodes.count == 2, links == 1 {
        _ = add(.chain, nodes, "")
      } else if nodes.count > 2, links == nodes.count * (nodes.count - 1) / 2 {
        _ = add(.fullMesh, nodes, PictureWords.fullMesh(own: nodes.count, others: []))
      } else if links == 0 {
        _ = add(.row, nodes, "")
      }
    }
  }

  /// Chains and rings of nodes that have no place yet.
  private mutating func addPaths(_ links: [MeshStructure.Link], isFree: [Bool]) {
    var next: [[Int]] = Array(repeating: [], count: home.count)
    for link in links where isFree[link.low] && isFree[link.high] {
      next[link.low].append(link.high)
      next[link.high].append(link.low)
    }
    // What hangs on a ring does not make it less of one, so that dead ends are left aside at first.
    let ringed = kept(withoutDeadEnds(next)) { $0 == 2 }
    for start in ringed.indices where ringed[start].count == 2 && home[start] < 0 {
      let path = walk(from: start, ringed)
      // A walk that does not come back is a part of something larger.
      guard path.count > 2, ringed[path[path.count - 1]].contains(start) else { continue }
      _ = add(path.count == 3 ? .fullMesh : .ring, path, PictureWords.ring(path.count))
    }
    let isLeft = home.map { $0 < 0 }
    let chained = kept(next.map { $0.filter { isLeft[$0] } }) { (1...2).contains($0) }
    for start in chained.indices where chained[start].count == 1 && home[start] < 0 {
      let path = walk(from: start, chained)
      _ = add(.chain, path, PictureWords.chain(path.count))
    }
  }

  /// The graph of those nodes alone that have a certain number of neighbours.
  private func kept(_ next: [[Int]], where isKept: (Int) -> Bool) -> [[Int]] {
    next.map { isKept($0.count) ? $0.filter { isKept(next[$0].count) } : [] }
  }

  private func withoutDeadEnds(_ next: [[Int]]) -> [[Int]] {
    var next = next
    var ends = next.indices.filter { next[$0].count == 1 }
    while let end = ends.popLast() {
      guard let other = next[end].first else { continue }
      next[end] = []
      next[other].removeAll { $0 == end }
      if next[other].count == 1 { ends.append(other) }
    }
    return next
  }

  private func walk(from start: Int, _ next: [[Int]]) -> [Int] {
    var path = [start]
    var visited: Set<Int> = [start]
    while let step = next[path[path.count - 1]].first(where: { visited.insert($0).inserted }) { path.append(step) }
    return path
  }

  private mutating func addSingles(_ picture: MeshPicture) {
    let singles = home.indices.filter { home[$0] < 0 }
    let lonely = singles.filter { picture.peers[$0].isEmpty }
    for node in singles where !picture.peers[node].isEmpty { _ = add(.row, [node], "") }
    if !lonely.isEmpty { _ = add(.row, lonely, PictureWords.lonely(lonely.count)) }
  }

  /// The links that no block tells of.
  private mutating func addLinks(_ links: [MeshStructure.Link]) {
    let told = blocks.map { block in
      switch block.kind {
      case .chain, .ring:
        let pairs = zip(block.nodes, block.nodes.dropFirst() + (block.kind == .ring ? block.nodes.prefix(1) : []))
        return Set(pairs.map { MeshStructure.Link(low: min($0, $1), high: max($0, $1)) })
      case .fullMesh, .spokes, .row: return []
      }
    }
    for link in links {
      let block = home[link.low]
      let isTold =
        block == home[link.high] && (told[block].contains(link) || isWhole(blocks[block]))
      if !isTold { nets.append(Net(kind: .link, nodes: [link.low, link.high])) }
    }
  }

  private func isWhole(_ block: Block) -> Bool { block.kind == .fullMesh }
}
