import FRR
import WireGuard

extension MeshCompiler {
  /// What a node's FRR is to be.
  /// - Parameter routed: Its tunnels to other nodes that run the protocol.
  func router(_ index: Int, _ routed: [TunnelGraph.Edge]) -> RouterConfiguration? {
    let node = nodes[index]
    guard let number = mesh.number(of: node), let parameters = parameters(number) else { return nil }
    let interfaces = routed.compactMap { edge -> RouterInterface? in
      let other = nodes[Int(edge.end)]
      guard let name = mesh.interface(of: node, towards: other), let place = mesh.number(of: other) else { return nil }
      return RouterInterface(
        name: name, cost: edge.cost, hasBFD: hasBFD(node, other, graph.settings(index, edge.end)),
        neighbor: RouterNeighbor(
          isTransit: graph.isTransit[Int(edge.end)], announced: announced(by: Int(edge.end)),
          asNumber: asNumber(place)),
        key: mesh.routing.authentication.map { PresharedKeyName(peer: other.name, generation: $0) })
    }
    return RouterConfiguration(
      mesh: mesh.name, routerID: routerID(of: node, number), routing: parameters,
      bfd: mesh.routing.bfd.map { BFD(interval: $0.interval, multiplier: $0.multiplier) } ?? BFD(),
      interfaces: interfaces, passiveInterfaces: mesh.routing.passiveInterfaces, addresses: addresses[index],
      networks: node.networks + attached(to: index),
      known: nodes.flatMap { $0.addresses.map(Prefix.init(host:)) + $0.networks }.sorted(),
      isTransit: graph.isTransit[index])
  }

  private func parameters(_ number: UInt128) -> RoutingParameters? {
    let settings = mesh.routing
    switch settings.protocol {
    case .static: return nil
    case .ospf:
      return .ospf(.init(helloInterval: settings.hello, deadInterval: settings.dead))
    case .bgp:
      return .bgp(.init(asNumber: asNumber(number), keepalive: settings.hello, holdTime: settings.dead))
    }
  }

  private func asNumber(_ number: UInt128) -> UInt32 {
    UInt32(clamping: UInt128(mesh.routing.autonomousSystem) + number)
  }

  /// The first IPv4 address, or one that is made of the node's place in its range.
  private func routerID(of node: Node, _ number: UInt128) -> IPAddress {
    node.addresses.first { $0.family == .ipv4 } ?? IPAddress(family: .ipv4, bits: 0x0A00_0000 | number & 0xFF_FFFF)
  }

  private func hasBFD(_ node: Node, _ other: Node, _ tunnel: TunnelSettings) -> Bool {
    guard let bfd = mesh.routing.bfd else { return false }
    return bfd.behindNAT || (tunnel.endpoint(of: node) != nil && tunnel.endpoint(of: other) != nil)
  }

  private func announced(by index: Int) -> [Prefix] {
    addresses[index] + nodes[index].networks + attached(to: index)
  }

  /// What is reached through a node that runs the protocol and belongs to others that do not.
  private func attached(to index: Int) -> [Prefix] {
    let beside = Set(graph.edges[index].map(\.end).filter { !graph.isRouted[Int($0)] })
    guard !beside.isEmpty else { return [] }
    return Reached(
      from: ways.paths(from: index), addresses, nodes, through: beside.contains
    ).destinations
  }

  /// What a node learns by the routing protocol once nothing changes any more, by the interface that it sends it to.
  func learned(by name: String) -> [InterfaceName: [Prefix]] {
    guard let index = graph.index(of: name) else { return [:] }
    let paths = ways.paths(from: index)
    var learned: [InterfaceName: [Prefix]] = [:]
    for edge in graph.edges[index] where graph.isRouted[index] && graph.isRouted[Int(edge.end)] {
      guard let interface = mesh.interface(of: nodes[index], towards: nodes[Int(edge.end)]) else { continue }
      learned[interface] =
        Reached(from: paths, addresses, nodes, through: { $0 == edge.end }).destinations
    }
    return learned
  }

  /// The mesh as a routing protocol has it once it noticed what is down. Who has no protocol stays where it is.
  func rerouted(without outage: Outage) -> MeshCompiler { replacing(Ways(graph.without(outage))) }
}
