import WireGuard

/// Compiles a mesh to what each node should be, one node at a time: all of a large mesh would not fit as text.
package struct MeshCompiler: Sendable {
  package let mesh: Mesh
  /// Those that are part of the mesh: they have a public key. Sorted by name.
  package let nodes: [Node]
  private(set) var ways: Ways
  let addresses: [[Prefix]]
  /// Each node's own MTU, in bytes.
  private let mtus: [Int]

  /// - Parameter outage: Tunnels that are left out though the topology asks for them, and nodes without any.
  package init(_ mesh: Mesh, without outage: Outage = .none) {
    self.mesh = mesh
    nodes = mesh.nodes.filter { $0.publicKey != nil }.sorted { $0.name < $1.name }
    var graph = TunnelGraph(nodes, Membership(mesh.nodes.map { ($0.name, $0.tags) }), mesh.topology).without(outage)
    if !mesh.routing.isStatic { graph.route(among: nodes.map(mesh.isRouted), by: mesh.routing.protocol) }
    ways = Ways(graph)
    addresses = nodes.map { $0.addresses.map(Prefix.init(host:)) }
    mtus = nodes.map { $0.mtu ?? mesh.mtu }
  }

  var graph: TunnelGraph { ways.graph }

  /// The same with other ways.
  func replacing(_ ways: Ways) -> MeshCompiler {
    var compiler = self
    compiler.ways = ways
    return compiler
  }

  /// Every tunnel once, sorted: those that the rules make and that something goes through.
  package var tunnels: [Tunnel] { graph.tunnels }

  /// How many tunnels there are.
  package var tunnelCount: Int { graph.edges.reduce(0) { $0 + $1.count } / 2 }

  /// Names of a node's peers, sorted; empty for one that is not part of the mesh.
  package func peers(of name: String) -> [String] {
    graph.index(of: name).map { graph.edges[$0].map { graph.names[Int($0.end)] } } ?? []
  }

  /// Names of the nodes that a node reaches, and that reach it, with the networks behind both; sorted.
  package func reached(from name: String) -> [String] {
    guard let index = graph.index(of: name) else { return [] }
    let hops = ways.paths(from: index).firstHop
    return hops.indices.filter { hops[$0] != ShortestPaths.unreachable }.map { graph.names[$0] }
  }

  /// What a node should be, managed or not; `nil` for one that is not part of the mesh.
  package func desired(_ name: String) -> DesiredNode? {
    guard let index = graph.index(of: name) else { return nil }
    let node = nodes[index]
    let routed = graph.isRouted[index] ? graph.edges[index].filter { graph.isRouted[Int($0.end)] } : []
    let tunnels = routed.compactMap { tunnel(index, $0) }
    let shared = routed.count < graph.edges[index].count || routed.isEmpty ? [interface(index)] : []
    return DesiredNode(
      name: node.name, interfaces: shared + tunnels, forwarding: forwarding(node, isTransit: graph.isTransit[index]),
      networks: node.networks, router: routed.isEmpty ? nil : router(index, routed))
  }

  /// The one interface for all peers that have their ways compiled.
  private func interface(_ index: Int) -> DesiredInterface {
    let node = nodes[index]
    let isShared = { (end: Int32) in !(graph.isRouted[index] && graph.isRouted[Int(end)]) }
    let reach = Reached(from: ways.paths(from: index), addresses, nodes, through: isShared)
    var peers: [Peer] = []
    var peerNames: [PublicKey: String] = [:]
    var mtu = mtus[index]
    for edge in graph.edges[index] where isShared(edge.end) {
      let other = nodes[Int(edge.end)]
      guard let key = other.publicKey else { continue }
      let tunnel = graph.settings(index, edge.end)
      mtu = min(mtu, mtus[Int(edge.end)], tunnel.mtu?.value ?? .max)
      peers.append(
        Peer(
          publicKey: key, endpoint: tunnel.endpoint(of: other), allowedIPs: reach.allowedIPs(of: edge.end),
          keepalive: keepalive(from: node, to: other, tunnel), presharedKey: presharedKey(from: node, to: other)))
      peerNames[key] = other.name
    }
    let configuration = Interface(
      name: node.interface ?? mesh.interface, publicKey: node.publicKey,
      listenPort: node.listenPort ?? mesh.listenPort, mtu: mtu, addresses: addresses[index], peers: peers,
      routes: reach.destinations)
    return DesiredInterface(configuration: configuration, peerNames: peerNames)
  }

  /// The interface of one tunnel over which a routing protocol runs: everything is allowed, and the protocol decides. The
  /// other end itself is reached also where the protocol knows no way, as before it is there.
  private func tunnel(_ index: Int, _ edge: TunnelGraph.Edge) -> DesiredInterface? {
    let (node, other) = (nodes[index], nodes[Int(edge.end)])
    guard let key = other.publicKey, let name = mesh.interface(of: node, towards: other),
      let port = mesh.port(of: node, towards: other), let first = node.addresses.first
    else { return nil }
    let settings = graph.settings(index, edge.end)
    let peer = Peer(
      publicKey: key,
      endpoint: settings.endpoint(of: other).flatMap { mesh.endpoint($0, of: other, towards: node) },
      allowedIPs: Prefix.everything, keepalive: keepalive(from: node, to: other, settings),
      presharedKey: presharedKey(from: node, to: other))
    let configuration = Interface(
      name: name, publicKey: node.publicKey, listenPort: port,
      mtu: min(mtus[index], mtus[Int(edge.end)], settings.mtu?.value ?? .max),
      addresses: addresses[index] + linkLocal(for: first, index), peers: [peer],
      routes: addresses[Int(edge.end)], rank: .lastResort)
    return DesiredInterface(configuration: configuration, peerNames: [key: other.name])
  }

  /// OSPFv3 and BGP without addresses of their own speak from it; OSPFv2 does not, and its host may have no IPv6.
  private func linkLocal(for address: IPAddress, _ index: Int) -> [Prefix] {
    let isSpokenFrom = mesh.routing.protocol == .bgp || addresses[index].contains { $0.family == .ipv6 }
    return isSpokenFrom ? [Prefix(host: LinkLocal.address(for: address))] : []
  }

  /// Behind NAT, a node keeps its own mapping open: the other end could not.
  private func keepalive(from node: Node, to other: Node, _ tunnel: TunnelSettings) -> UInt16 {
    switch tunnel.keepalive?.value ?? node.keepalive ?? mesh.keepalive {
    case .seconds(let seconds): seconds
    case .auto: tunnel.endpoint(of: node) == nil && tunnel.endpoint(of: other) != nil ? 25 : 0
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
  /// The hubs of every group of hubs and spokes, and the gateways of every mesh, in the order of their rank.
  package var hubGroups: [[String]] {
    groups { rule in
      switch rule.shape {
      case .hubs(let hubs, _): [hubs]
      case .gateways(let ones, let others): [ones, others]
      case .fullMesh, .link, .chain, .ring: []
      }
    }
  }

  /// Those that spokes reach the mesh through.
  package var hubs: Set<String> {
    Set(groups { if case .hubs(let hubs, _) = $0.shape { [hubs] } else { [] } }.joined())
  }

  /// Those that join two meshes.
  package var gateways: Set<String> {
    Set(groups { if case .gateways(let ones, let others) = $0.shape { [ones, others] } else { [] } }.joined())
  }

  private func groups(_ members: (TopologyRule) -> [[TopologyRule.Member]]) -> [[String]] {
    let membership = Membership(nodes.map { ($0.name, $0.tags) })
    return mesh.topology.flatMap(members).map { membership.nodes(of: $0.map(\.name)) }
  }
}

extension TunnelSettings {
  /// Where the other end of a tunnel reaches a node.
  func endpoint(of node: Node) -> Endpoint? { endpoints[node.name]?.value ?? node.endpoint }
}
