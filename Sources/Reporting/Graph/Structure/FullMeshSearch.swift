/// Finds full meshes in a graph of tunnels, the largest first.
struct FullMeshSearch {
  private let graph: [NodeSet]
  /// The tunnels of no full mesh that was found.
  private(set) var uncovered: [NodeSet]

  /// Three lines are as easily read as a group of three.
  private static let fewest = 4

  init(_ graph: [NodeSet]) {
    self.graph = graph
    uncovered = graph
  }

  /// Members ascending. They may share nodes, and tunnels: two gateways of two meshes are peers in both.
  mutating func fullMeshes() -> [[Int]] {
    var result: [[Int]] = []
    var degrees = uncovered.map(\.count)
    var seeds = NodeSet(graph.indices, capacity: graph.count)
    while let seed = seeds.members.max(by: { (degrees[$0], $1) < (degrees[$1], $0) }),
      degrees[seed] >= Self.fewest - 1
    {
      let members = grow(from: seed)
      let set = NodeSet(members, capacity: graph.count)
      let gain = members.reduce(0) { $0 + uncovered[$1].countShared(with: set) } / 2
      // At least half of what it tells must be news.
      guard members.count >= Self.fewest, gain >= 6, 4 * gain >= members.count * (members.count - 1) else {
        seeds.remove(seed)
        continue
      }
      for member in members {
        uncovered[member].subtract(set)
        degrees[member] = uncovered[member].count
      }
      result.append(members)
    }
    return result.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func grow(from seed: Int) -> [Int] {
    var members = [seed]
    var candidates = graph[seed]
    while !candidates.isEmpty {
      let count = candidates.count
      let scores = candidates.members.map { node in
        (
          node: node, news: candidates.countShared(with: uncovered[node]) + (uncovered[seed].contains(node) ? 1 : 0),
          peers: candidates.countShared(with: graph[node])
        )
      }
      // All of them are peers of each other: nothing to choose.
      if scores.allSatisfy({ $0.peers == count - 1 }) {
        members += candidates.members
        break
      }
      let best = scores.max { ($0.news, $0.peers, $1.node) < ($1.news, $1.peers, $0.node) }
      guard let best else { break }
      members.append(best.node)
      candidates.formIntersection(graph[best.node])
    }
    return members.sorted()
  }
}
