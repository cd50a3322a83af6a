/// The tunnels of a mesh: nodes as numbers in the order of their names.
struct TunnelGraph: Sendable {
  struct Edge: Sendable {
    var end: Int32
    var cost: UInt16
    var tieBreak: UInt64

    var weight: PathWeight { PathWeight(cost: cost, tieBreak: tieBreak) }
  }

  let names: [String]
  /// Each node's tunnels, sorted by their other end.
  private(set) var edges: [[Edge]]
  /// Whether packets of others may pass through a node.
  private(set) var isTransit: [Bool]
  private let indices: [String: Int]

  /// Takes the nodes that are part of the mesh, sorted by name.
  init(_ nodes: [Node], _ rules: [TopologyRule]) {
    names = nodes.map(\.name)
    let indices = Dictionary(nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    self.indices = indices
    isTransit = nodes.map(\.forwards)
    edges = Array(repeating: [], count: nodes.count)
    let membership = Membership(nodes.map { ($0.name, $0.tags) })
    var costs: [Ends: UInt16] = [:]
    for rule in rules {
      if case .hubs(let hubs, _) = rule.shape {
        for hub in membership.nodes(of: hubs.map(\.name)) { if let index = indices[hub] { isTransit[index] = true } }
      }
      for group in membership.joinedGroups(rule) {
        let left = group.0.compactMap { indices[$0] }
        let right = group.1.compactMap { indices[$0] }
        let isHubAndSpoke = rule.isHubAndSpoke && left != right
        for (rank, one) in left.enumerated() {
          for other in right where other != one {
            let cost = isHubAndSpoke ? UInt16(clamping: rank + 1) : 1
            costs[Ends(one, other), default: .max] = min(cost, costs[Ends(one, other)] ?? .max)
          }
        }
      }
    }
    addEdges(costs)
  }

  private struct Ends: Hashable {
    let low: Int32
    let high: Int32

    init(_ one: Int, _ other: Int) {
      low = Int32(min(one, other))
      high = Int32(max(one, other))
    }
  }

  private mutating func addEdges(_ costs: [Ends: UInt16]) {
    let hashes = names.map(TieBreak.hash)
    for (ends, cost) in costs {
      let tieBreak = TieBreak.pair(hashes[Int(ends.low)], hashes[Int(ends.high)])
      edges[Int(ends.low)].append(Edge(end: ends.high, cost: cost, tieBreak: tieBreak))
      edges[Int(ends.high)].append(Edge(end: ends.low, cost: cost, tieBreak: tieBreak))
    }
    for index in edges.indices { edges[index].sort { $0.end < $1.end } }
  }

  func index(of name: String) -> Int? { indices[name] }

  /// The same without some tunnels.
  func without(_ tunnels: Set<Tunnel>) -> TunnelGraph {
    var graph = self
    for tunnel in tunnels {
      guard let first = indices[tunnel.first], let second = indices[tunnel.second] else { continue }
      graph.edges[first].removeAll { $0.end == second }
      graph.edges[second].removeAll { $0.end == first }
    }
    return graph
  }

  /// Every tunnel once, sorted.
  var tunnels: [Tunnel] {
    edges.indices.flatMap { one in
      edges[one].lazy.filter { $0.end > one }.map { Tunnel(names[one], names[Int($0.end)]) }
    }
  }
}

extension TopologyRule {
  fileprivate var isHubAndSpoke: Bool {
    if case .hubs = shape { true } else { false }
  }
}
