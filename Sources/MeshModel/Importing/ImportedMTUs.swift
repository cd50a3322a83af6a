import WireGuard

/// The MTUs of nodes and tunnels, from those of interfaces: an interface has that of its smallest tunnel, and a tunnel that
/// of its smaller end.
struct ImportedMTUs {
  /// Bytes.
  private(set) var mesh = 1_420
  /// Of nodes that are not as the mesh says.
  private(set) var nodes: [Int: Int] = [:]
  private(set) var tunnels: [TunnelEnds: Int] = [:]

  /// - Parameter neighbours: By node: those that it has tunnels with.
  init(_ read: ImportedMesh, _ neighbours: [Set<Int>]) {
    let limits = 1_280...9_000
    let given = read.nodes.map { node in
      node.host?.mtu.map { min(max($0, limits.lowerBound), limits.upperBound) }
    }
    // No tunnel is smaller than the interface of either end.
    let least = neighbours.indices.map { node in
      neighbours[node].lazy.compactMap { given[$0] }.reduce(given[node]) { max($0 ?? $1, $1) }
    }
    let votes = Dictionary(
      least.indices.compactMap { node in given[node].flatMap { _ in least[node] }.map { ($0, 1) } },
      uniquingKeysWith: +)
    mesh = votes.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? mesh
    var own = least.indices.map { node in
      given[node] == nil ? max(mesh, least[node] ?? mesh) : least[node] ?? mesh
    }
    for (node, mtu) in given.enumerated() {
      guard let mtu, own[node] > mtu, !neighbours[node].contains(where: { own[$0] == mtu }) else { continue }
      if let peer = neighbours[node].sorted().first(where: { given[$0].map { $0 <= mtu } ?? true }) {
        let ends = TunnelEnds(node, peer)
        tunnels[ends] = max(mtu, tunnels[ends] ?? mtu)
      } else {
        // It cannot be said without its peers becoming smaller too; a larger one would lose packets.
        own[node] = mtu
      }
    }
    for (node, mtu) in own.enumerated() where mtu != mesh { nodes[node] = mtu }
  }
}
