extension TunnelGraph {
  /// What one of a tunnel's declared cost is for a routing protocol: ranks lie between two of them.
  ///
  /// OSPF has room for ten whatever the mesh is. With BGP the cost is the length of a path, so it is no more than the ranks
  /// that there are need.
  func costUnit(_ routing: Routing) -> UInt16 {
    guard routing == .bgp else { return 10 }
    return min(edges.lazy.flatMap { $0.lazy.map(\.rank) }.max() ?? 1, 4)
  }

  /// Puts a routing protocol between some of the nodes.
  ///
  /// The others reach them through one of them: AllowedIPs check sources by one table, so what comes to such a node has to
  /// come the way that it answers by. Of a group of those that know each other the best tunnel to one that is gone through
  /// is kept, and its other tunnels to that node.
  mutating func route(among routed: [Bool], by routing: Routing) {
    isRouted = routed
    let unit = costUnit(routing)
    for index in edges.indices {
      for place in edges[index].indices {
        edges[index][place].scale(by: unit, isRouted: routed[index] && routed[end(index, place)])
      }
    }
    for group in groupsWithoutRouting() {
      let members = Set(group)
      let outward = group.flatMap { index in edges[index].filter { routed[Int($0.end)] } }
      let best = outward.min { one, other in
        let (first, second) = (isTransit[Int(one.end)], isTransit[Int(other.end)])
        return first == second ? one.weight < other.weight : first
      }
      guard let best else { continue }
      let left = Set(outward.map(\.end)).subtracting([best.end])
      for index in group { edges[index].removeAll { left.contains($0.end) } }
      for index in left { edges[Int(index)].removeAll { members.contains(Int($0.end)) } }
    }
  }

  private func end(_ index: Int, _ place: Int) -> Int { Int(edges[index][place].end) }

  /// Nodes without a routing protocol, by who reaches whom without one.
  private func groupsWithoutRouting() -> [[Int]] {
    var seen = isRouted
    return edges.indices.compactMap { start in
      guard !seen[start] else { return nil }
      seen[start] = true
      var group: [Int] = []
      var open = [start]
      while let index = open.popLast() {
        group.append(index)
        for edge in edges[index] where !seen[Int(edge.end)] {
          seen[Int(edge.end)] = true
          open.append(Int(edge.end))
        }
      }
      return group
    }
  }
}

extension TunnelGraph.Edge {
  /// A protocol adds one number for each tunnel: a hub's rank is part of it.
  fileprivate mutating func scale(by unit: UInt16, isRouted: Bool) {
    cost *= unit
    guard isRouted else { return }
    cost += min(rank, unit) - 1
    rank = 0
  }
}
