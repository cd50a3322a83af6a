import MeshModel
import WireGuard

/// The state of a whole mesh: its tunnels, what was not reached, and what has drifted.
package struct MeshStatus: Hashable, Sendable {
  /// Sorted by their ends.
  package var tunnels: [TunnelStatus]
  /// Routers that should be neighbours, sorted by their ends.
  package var adjacencies: [AdjacencyStatus]
  /// How many nodes are managed, reached or not.
  package var nodes: Int
  /// Nodes that were not reached, and why.
  package var unreached: [LateNode]
  /// What it takes to bring the nodes back to the applied commit; empty when nothing has drifted.
  package var drift: Plan

  package func count(_ health: TunnelStatus.Health) -> Int { tunnels.count { $0.health == health } }
}

extension MeshStatus {
  /// - Parameter input: the planner's input with the applied commit as the desired one.
  package init(_ input: PlanningInput, drift: Plan, behindNAT: Set<String>) {
    let input = input.namingKeysInForce()
    // A node whose declared key has to wait is up under the one that it has.
    let keys = KeysInForce(input)
    let managed = Set(input.nodes.map(\.name))
    var ends: [Pair: [TunnelStatus.End]] = [:]
    for node in input.nodes {
      for interface in node.desired?.replacing(keys.substitutes(at: node)).interfaces ?? [] {
        let live = node.observation?.interface(interface.configuration.name)
        let peers = live?.configuration.peersByKey ?? [:]
        for (key, name) in interface.peerNames {
          let end = TunnelStatus.End(
            name: node.name, isManaged: true, isReached: node.observation != nil,
            isBehindNAT: behindNAT.contains(node.name), live: peers[key], status: live?.status[key],
            now: node.observation?.clock.unixSeconds ?? 0)
          ends[Pair(node.name, name), default: []].append(end)
        }
      }
    }
    tunnels = ends.map { pair, found in
      let known = Dictionary(found.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      let end = { (name: String) in
        known[name]
          ?? TunnelStatus.End(
            name: name, isManaged: managed.contains(name), isReached: false, isBehindNAT: behindNAT.contains(name),
            live: nil, status: nil, now: 0)
      }
      return TunnelStatus(end(pair.first), end(pair.second))
    }.sorted { ($0.ends[0], $0.ends[1]) < ($1.ends[0], $1.ends[1]) }
    adjacencies = AdjacencyStatus.all(input)
    nodes = input.nodes.count
    unreached = drift.late
    self.drift = drift
  }
}
