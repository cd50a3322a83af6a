import WireGuard

/// Finds out why a node has no route to an address.
enum NoWayCause {
  static func find(from name: String, to address: IPAddress, in compiler: MeshCompiler) -> PacketTrace.NoWay {
    guard let owner = owner(of: address, in: compiler.mesh.nodes) else { return .nobody }
    guard owner.publicKey != nil else { return .notEnrolled(owner.name) }
    let graph = compiler.graph
    guard let start = graph.index(of: name), let end = graph.index(of: owner.name),
      let inner = stops(from: start, to: end, in: graph)
    else { return .noTunnels(owner.name) }
    return inner.isEmpty
      ? .notAllowed(owner.name) : .throughOthers(owner.name, notForwarding: inner.map { graph.names[$0] })
  }

  private static func owner(of address: IPAddress, in nodes: [Node]) -> Node? {
    if let node = nodes.first(where: { $0.addresses.contains(address) }) { return node }
    let holders = nodes.flatMap { node in node.networks.filter { $0.contains(address) }.map { (node, $0) } }
    return holders.max { $0.1.length < $1.1.length }?.0
  }

  /// The nodes that would have to pass packets on and do not, on the way with the fewest tunnels; `nil` without a way.
  private static func stops(from start: Int, to end: Int, in graph: TunnelGraph) -> [Int]? {
    var before = [start: start]
    var queue = [start][...]
    while before[end] == nil, let node = queue.popFirst() {
      for edge in graph.edges[node] where before[Int(edge.end)] == nil {
        before[Int(edge.end)] = node
        queue.append(Int(edge.end))
      }
    }
    guard before[end] != nil else { return nil }
    var stops: [Int] = []
    var at = end
    while let node = before[at], node != start {
      if !graph.isTransit[node] { stops.append(node) }
      at = node
    }
    return stops.reversed()
  }
}
