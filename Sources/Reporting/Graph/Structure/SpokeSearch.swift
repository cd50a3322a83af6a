/// Finds hubs and spokes in a graph of tunnels.
struct SpokeSearch {
  private let picture: MeshPicture
  private let peers: [NodeSet]
  /// What is left after the spokes of earlier rounds are gone.
  private var graph: [NodeSet]
  private var isSpoke: [Bool]
  private var found: [Hubs: [Int]] = [:]

  /// What spokes of one group have in common.
  private struct Hubs: Hashable {
    var nodes: [Int]
    var ranks: [Int]
  }

  init(_ picture: MeshPicture, _ graph: [NodeSet]) {
    self.picture = picture
    self.graph = graph
    peers = graph
    isSpoke = Array(repeating: false, count: graph.count)
  }

  /// Sorted by their first spokes.
  mutating func groups() -> [MeshStructure.SpokeGroup] {
    // Ends first: what is left then are hubs, and among those the same is looked for.
    var includesTransit = false
    while true {
      let isNew = findRound(includesTransit: includesTransit)
      if !isNew && includesTransit { break }
      includesTransit = true
    }
    addStragglers()
    return found.map { hubs, spokes in
      MeshStructure.SpokeGroup(hubs: hubs.nodes, ranks: hubs.ranks, spokes: spokes.sorted())
    }.sorted { $0.spokes.lexicographicallyPrecedes($1.spokes) }
  }

  private mutating func findRound(includesTransit: Bool) -> Bool {
    let degrees = graph.map(\.count)
    var candidates: [Hubs: [Int]] = [:]
    for node in graph.indices where !isSpoke[node] && (includesTransit || !picture.nodes[node].isTransit) {
      let hubs = likelyHubs(of: node, degrees)
      guard !hubs.isEmpty, areNoPeers(graph[node].subtracting(hubs)) else { continue }
      candidates[ranked(hubs, for: node), default: []].append(node)
    }
    var isNew = false
    for (hubs, spokes) in candidates.sorted(by: { $0.value.lexicographicallyPrecedes($1.value) }) {
      guard !hubs.nodes.contains(where: { isSpoke[$0] }), isGroup(hubs, spokes, degrees) else { continue }
      found[hubs, default: []] += spokes
      for spoke in spokes { isSpoke[spoke] = true }
      isNew = true
    }
    for node in graph.indices where isSpoke[node] {
      for peer in graph[node].members { graph.removeTunnel(node, peer) }
    }
    return isNew
  }

  /// The peers that pass packets on; for a node that does so itself, or has no such peer, those with more tunnels.
  private func likelyHubs(of node: Int, _ degrees: [Int]) -> NodeSet {
    let members = graph[node].members
    let transit = members.filter { picture.nodes[$0].isTransit }
    let candidates = transit.isEmpty ? members : transit
    let hubs =
      transit.isEmpty || picture.nodes[node].isTransit
      ? candidates.filter { degrees[$0] > degrees[node] } : candidates
    return NodeSet(hubs, capacity: graph.count)
  }

  private func areNoPeers(_ nodes: NodeSet) -> Bool { nodes.members.allSatisfy { graph[$0].isDisjoint(with: nodes) } }

  /// Two and more, most of which have no peers but their hubs and each other. The middle of a chain of three is no hub.
  private func isGroup(_ hubs: Hubs, _ spokes: [Int], _ degrees: [Int]) -> Bool {
    if spokes.count == 2, hubs.nodes.count == 1, degrees[hubs.nodes[0]] == 2 { return false }
    let members = NodeSet(spokes + hubs.nodes, capacity: graph.count)
    let pure = spokes.count { graph[$0].isSubset(of: members) }
    return pure >= 2 && 2 * pure >= spokes.count
  }

  private func ranked(_ hubs: NodeSet, for node: Int) -> Hubs {
    let ends = picture.peers[node].filter { hubs.contains($0.node) }.sorted { ($0.rank, $0.node) < ($1.rank, $1.node) }
    let levels = Set(ends.map(\.rank)).sorted()
    return Hubs(nodes: ends.map(\.node), ranks: ends.map { (levels.firstIndex(of: $0.rank) ?? 0) + 1 })
  }

  /// Nodes with all hubs of a group and others beside join the largest such group: the rest of their tunnels is left.
  private mutating func addStragglers() {
    let groups = found.keys.sorted { ($1.nodes.count, $0.nodes) < ($0.nodes.count, $1.nodes) }
    let sets = groups.map { NodeSet($0.nodes, capacity: graph.count) }
    graph = peers
    for node in graph.indices where !isSpoke[node] && !picture.nodes[node].isTransit {
      let fitting = groups.indices.first { index in
        sets[index].isSubset(of: peers[node]) && ranked(sets[index], for: node) == groups[index]
          && areNoPeers(peers[node].subtracting(sets[index]))
      }
      if let fitting { found[groups[fitting]]?.append(node) }
    }
  }
}

private func < (lhs: (Int, [Int]), rhs: (Int, [Int])) -> Bool {
  lhs.0 != rhs.0 ? lhs.0 < rhs.0 : lhs.1.lexicographicallyPrecedes(rhs.1)
}
