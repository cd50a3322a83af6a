/// The tunnels of a mesh: nodes as numbers in the order of their names.
struct TunnelGraph: Sendable {
  struct Edge: Sendable {
    var end: Int32
    var cost: UInt16
    var rank: UInt16
    var tieBreak: UInt64

    var weight: PathWeight { PathWeight(cost: cost, rank: rank, tieBreak: tieBreak) }
  }

  let names: [String]
  /// Each node's tunnels, sorted by their other end.
  var edges: [[Edge]]
  /// Whether packets of others may pass through a node.
  private(set) var isTransit: [Bool]
  /// Whether a node runs a routing protocol (``route(among:by:)``).
  var isRouted: [Bool]
  let apart: SpokesApart
  let settings: TunnelSettingsTable
  private let indices: [String: Int]

  /// - Parameters:
  ///   - nodes: those that are part of the mesh, sorted by name.
  ///   - membership: of all that are declared: who is next to whom does not depend on who is enrolled.
  init(_ nodes: [Node], _ membership: Membership, _ rules: [TopologyRule]) {
    names = nodes.map(\.name)
    let indices = Dictionary(nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    self.indices = indices
    isTransit = nodes.map(\.forwards)
    isRouted = nodes.map { _ in false }
    edges = Array(repeating: [], count: nodes.count)
    apart = SpokesApart(rules.compactMap(membership.keptApart), indices)
    settings = TunnelSettingsTable(rules, membership, indices)
    var ranks: [TunnelEnds: UInt16] = [:]
    for rule in rules.filter({ !$0.isLink }) + rules.filter(\.isLink) {
      for name in membership.forwarders(rule) { if let index = indices[name] { isTransit[index] = true } }
      for group in membership.joinedGroups(rule) {
        let left = group.0.compactMap { indices[$0] }
        let right = group.1.compactMap { indices[$0] }
        let isMutual = left == right
        for (place, one) in left.enumerated() {
          for (otherPlace, other) in right.enumerated() where other != one {
            let rank = isMutual ? 1 : rule.rank(place, otherPlace)
            let ends = TunnelEnds(one, other)
            // A link of a tunnel that another rule makes only says something of it.
            if rule.isLink, ranks[ends] != nil { continue }
            ranks[ends] = min(rank, ranks[ends] ?? .max)
          }
        }
      }
    }
    addEdges(ranks)
  }

  private mutating func addEdges(_ ranks: [TunnelEnds: UInt16]) {
    let hashes = names.map(TieBreak.hash)
    for (ends, rank) in ranks {
      let tieBreak = TieBreak.pair(hashes[Int(ends.low)], hashes[Int(ends.high)])
      let cost = settings[ends].cost?.value ?? 1
      edges[Int(ends.low)].append(Edge(end: ends.high, cost: cost, rank: rank, tieBreak: tieBreak))
      edges[Int(ends.high)].append(Edge(end: ends.low, cost: cost, rank: rank, tieBreak: tieBreak))
    }
    for index in edges.indices { edges[index].sort { $0.end < $1.end } }
  }

  func index(of name: String) -> Int? { indices[name] }

  /// What the rules say of a tunnel.
  func settings(_ one: Int, _ other: Int32) -> TunnelSettings { settings(TunnelEnds(one, Int(other))) }

  func settings(_ ends: TunnelEnds) -> TunnelSettings { settings[ends] }

  /// A tunnel as it is told.
  func tunnel(_ ends: TunnelEnds) -> Tunnel { Tunnel(names[Int(ends.low)], names[Int(ends.high)]) }

  /// Whether the ways from one node can be told without those from any other: all tunnels are alike long, so that each is
  /// used, and nobody is kept apart.
  ///
  /// Where a routing protocol is, it looks after that: a tunnel that carries nothing stands by.
  var isPlain: Bool {
    apart.isEmpty && (isRouted.contains(true) || edges.allSatisfy { $0.allSatisfy { $0.cost == 1 } })
  }

  /// Takes tunnels away that nothing goes through, and gives them back, sorted.
  /// - Parameter hops: for each node, the first hops of its ways.
  mutating func keep(_ hops: [Set<Int32>]) -> [TunnelEnds] {
    var removed: [TunnelEnds] = []
    for index in edges.indices {
      edges[index].removeAll { edge in
        guard !hops[index].contains(edge.end) else { return false }
        if edge.end > index { removed.append(TunnelEnds(index, Int(edge.end))) }
        return true
      }
    }
    return removed
  }

  /// The same without some tunnels, and without those of some nodes.
  func without(_ outage: Outage) -> TunnelGraph {
    var graph = self
    for tunnel in outage.tunnels {
      guard let first = indices[tunnel.first], let second = indices[tunnel.second] else { continue }
      graph.edges[first].removeAll { $0.end == second }
      graph.edges[second].removeAll { $0.end == first }
    }
    let down = Set(outage.nodes.compactMap { indices[$0].map { Int32($0) } })
    guard !down.isEmpty else { return graph }
    for index in graph.edges.indices {
      graph.edges[index].removeAll { down.contains($0.end) || down.contains(Int32(index)) }
    }
    return graph
  }

  /// Every tunnel once, sorted.
  var tunnels: [Tunnel] {
    edges.indices.flatMap { one in
      edges[one].lazy.filter { $0.end > one }.map { tunnel(TunnelEnds(one, Int($0.end))) }
    }
  }
}

/// The two ends of a tunnel, whichever is named first.
struct TunnelEnds: Hashable {
  let low: Int32
  let high: Int32

  init(_ one: Int, _ other: Int) {
    low = Int32(min(one, other))
    high = Int32(max(one, other))
  }
}

extension TopologyRule {
  /// How much less preferred a tunnel is, by the places of its ends in the lists of the rule.
  fileprivate func rank(_ left: Int, _ right: Int) -> UInt16 {
    let rank =
      switch shape {
      case .hubs: left + 1
      case .gateways: left + right + 1
      case .fullMesh, .link, .chain, .ring: 1
      }
    return min(UInt16(clamping: rank), PathWeight.largestRank)
  }
}
