import WireGuard

/// Who passes packets on, as far as hosts of Weft's say it.
struct ImportedForwarding {
  /// Nodes that do so for more than the networks behind them.
  private(set) var transit: Set<Int> = []
  /// Nodes that do not, in some family of the mesh.
  private(set) var ends: Set<Int> = []

  init(_ mesh: ImportedMesh, networks: [Int: [Prefix]]) {
    let families = Set(mesh.owners.keys.map(\.family))
    for (index, node) in mesh.nodes.enumerated() {
      guard let forwarding = node.host?.forwarding else { continue }
      let own = Set((networks[index] ?? []).map(\.family))
      if !families.allSatisfy({ forwarding[$0] }) {
        ends.insert(index)
      } else if !families.isSubset(of: own) {
        transit.insert(index)
      }
    }
  }
}
