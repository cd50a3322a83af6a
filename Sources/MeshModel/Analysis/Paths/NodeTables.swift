import WireGuard

/// What a node does with packets, by what is desired of it: its routes choose the interface, and the interface's AllowedIPs
/// the peer. Sources are checked by the same AllowedIPs.
struct NodeTables: Sendable {
  let node: DesiredNode
  private let routes: RouteTable
  private let routing: [CryptoKeyRouting]

  /// - Parameter learned: Destinations that a routing protocol finds, by the interface that they are reached through.
  init(_ node: DesiredNode, learned: [InterfaceName: [Prefix]] = [:]) {
    self.node = node
    let interfaces = node.interfaces.map(\.configuration)
    // The protocol's go before those of last resort.
    routes = RouteTable(
      interfaces.map { interface in
        var interface = interface
        if let learned = learned[interface.name] { interface.routes = learned }
        return interface
      })
    routing = interfaces.map { CryptoKeyRouting(peers: $0.peers) }
  }

  /// A route into an interface.
  struct Route {
    var prefix: Prefix
    var interface: DesiredInterface
    fileprivate var index: Int
  }

  func route(to address: IPAddress) -> Route? {
    routes.match(address).map {
      Route(prefix: $0.prefix, interface: node.interfaces[$0.interface], index: $0.interface)
    }
  }

  /// The AllowedIPs that decide where a packet on a route goes, and the peer that has them.
  func peer(on route: Route, for address: IPAddress) -> (prefix: Prefix, owner: PublicKey)? {
    routing[route.index].match(address)
  }

  /// The AllowedIPs that a source is accepted by, and the peer that has them, on the interface that knows a peer; `nil`
  /// where no interface knows it, or nobody has the source.
  func acceptance(of source: IPAddress, from key: PublicKey) -> (prefix: Prefix, owner: PublicKey)? {
    node.interfaces.indices.first { node.interfaces[$0].peerNames[key] != nil }.flatMap { routing[$0].match(source) }
  }
}
