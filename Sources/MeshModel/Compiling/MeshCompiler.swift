import WireGuard

/// Compiles a mesh to what each node should be, one node at a time: all of a large mesh would not fit as text.
package struct MeshCompiler: Sendable {
  package let mesh: Mesh
  /// Those that are part of the mesh: they have a public key. Sorted by name.
  package let nodes: [Node]
  let graph: TunnelGraph
  /// What each node is the destination of: its addresses, and the networks behind it; sorted.
  private let destinations: [[Prefix]]

  /// - Parameter tunnels: Left out, though the topology asks for them.
  package init(_ mesh: Mesh, without tunnels: Set<Tunnel> = []) {
    self.mesh = mesh
    nodes = mesh.nodes.filter { $0.publicKey != nil }.sorted { $0.name < $1.name }
    graph = TunnelGraph(nodes, mesh.topology).without(tunnels)
    destinations = nodes.map { node in (node.addresses.map(Prefix.init(host:)) + node.networks).sorted() }
  }

  /// Every tunnel once, sorted.
  package var tunnels: [Tunnel] { graph.tunnels }

  /// How many tunnels there are.
  package var tunnelCount: Int { graph.edges.reduce(0) { $0 + $1.count } / 2 }

  /// Names of a node's peers, sorted; empty for one that is not part of the mesh.
  package func peers(of name: String) -> [String] {
    graph.index(of: name).map { graph.edges[$0].map { graph.names[Int($0.end)] } } ?? []
  }

  /// What a node should be, managed or not; `nil` for one that is not part of the mesh.
  package func desired(_ name: String) -> DesiredNode? {
    guard let index = graph.index(of: name) else { return nil }
    let node = nodes[index]
    let paths = ShortestPaths(from: index, in: graph)
    var allowed: [Int32: [Prefix]] = [:]
    var routes: [Prefix] = []
    for (destination, hop) in paths.firstHop.enumerated() where hop != ShortestPaths.unreachable {
      allowed[hop, default: []] += destinations[destination]
      routes += destinations[destination]
    }
    var peers: [Peer] = []
    var peerNames: [PublicKey: String] = [:]
    for edge in graph.edges[index] {
      let other = nodes[Int(edge.end)]
      guard let key = other.publicKey else { continue }
      peers.append(
        Peer(
          publicKey: key, endpoint: other.endpoint, allowedIPs: allowed[edge.end] ?? [],
          keepalive: keepalive(from: node, to: other), presharedKey: presharedKey(from: node, to: other)))
      peerNames[key] = other.name
    }
    let configuration = Interface(
      name: mesh.interface, publicKey: node.publicKey, listenPort: mesh.listenPort, mtu: mesh.mtu,
      addresses: node.addresses.map(Prefix.init(host:)), peers: peers, routes: routes)
    return DesiredNode(
      name: node.name, interfaces: [DesiredInterface(configuration: configuration, peerNames: peerNames)],
      forwarding: forwarding(node, isTransit: graph.isTransit[index]))
  }

  /// Behind NAT, a node keeps its own mapping open: the other end could not.
  private func keepalive(from node: Node, to other: Node) -> UInt16 {
    switch mesh.keepalive {
    case .seconds(let seconds): seconds
    case .auto: node.endpoint == nil && other.endpoint != nil ? 25 : 0
    }
  }

  /// Only Weft could carry it to both ends, so a peer that is never touched has none.
  private func presharedKey(from node: Node, to other: Node) -> PresharedKey {
    guard mesh.presharedKeys, node.isManaged, other.isManaged else { return .off }
    return .file(PresharedKeyName(peer: other.name, generation: mesh.presharedKeyGeneration))
  }

  private func forwarding(_ node: Node, isTransit: Bool) -> Forwarding {
    let families = Set(node.networks.map(\.family) + (isTransit ? mesh.addresses.map(\.family) : []))
    return Forwarding(ipv4: families.contains(.ipv4), ipv6: families.contains(.ipv6))
  }
}

extension MeshCompiler {
  /// The hubs of every group of hubs and spokes, in the order of their rank.
  package var hubGroups: [[String]] {
    let membership = Membership(nodes.map { ($0.name, $0.tags) })
    return mesh.topology.compactMap { rule in
      guard case .hubs(let hubs, _) = rule.shape else { return nil }
      return membership.nodes(of: hubs.map(\.name))
    }
  }
}
