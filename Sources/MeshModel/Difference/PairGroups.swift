/// Pairs gathered under the nodes that have most of them: a node that gains 39 tunnels is one line, not 39.
package struct PairGroup: Hashable, Sendable {
  package var node: String
  /// The other ends, sorted.
  package var others: [String]

  /// Every pair is in one group; the largest groups come first.
  package static func groups(_ pairs: [Tunnel]) -> [PairGroup] {
    var neighbours: [String: Set<String>] = [:]
    for pair in pairs {
      neighbours[pair.first, default: []].insert(pair.second)
      neighbours[pair.second, default: []].insert(pair.first)
    }
    var groups: [PairGroup] = []
    while let (node, others) = neighbours.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) }),
      !others.isEmpty
    {
      groups.append(PairGroup(node: node, others: others.sorted()))
      for other in others { neighbours[other]?.remove(node) }
      neighbours[node] = nil
    }
    return groups
  }
}
