package import WireGuard

/// Follows packets through the tables that a mesh compiles to, as the kernel would: routes choose the interface, AllowedIPs
/// the peer, and at the other end AllowedIPs accept the source or do not.
package struct PacketTracer: Sendable {
  private let compiler: MeshCompiler
  private let nodes: [String: Node]
  private let names: [PublicKey: String]
  private let desired: @Sendable (String) -> DesiredNode?
  /// Of the nodes that packets came by; a large mesh is not compiled whole for one packet.
  private var tables: [String: NodeTables] = [:]

  /// - Parameter desired: What each node is taken to be; `nil` is what the mesh compiles to.
  package init(_ compiler: MeshCompiler, desired: (@Sendable (String) -> DesiredNode?)? = nil) {
    self.compiler = compiler
    self.desired = desired ?? { compiler.desired($0) }
    nodes = Dictionary(compiler.nodes.map { ($0.name, $0) }) { first, _ in first }
    names = Dictionary(compiler.nodes.compactMap { node in node.publicKey.map { ($0, node.name) } }) { first, _ in first
    }
  }

  /// Follows a packet, and the answer to it.
  /// - Parameters:
  ///   - name: a node that is part of the mesh.
  ///   - source: of the packet; `nil` lets the node choose (``SourceAddress``). One that is not the node's own is that of a
  ///     host behind it.
  /// - Throws: ``AnalysisError`` for a node that is not part of the mesh, and for two families.
  package mutating func trace(
    from name: String, to destination: IPAddress, source: IPAddress? = nil
  ) throws(AnalysisError) -> PacketTrace {
    try compiler.checkPart(name)
    if let source, source.family != destination.family { throw .mixedFamilies(source, destination) }
    let chosen = chosenSource(of: name, to: destination)
    guard let source = source ?? chosen else {
      let hop = PacketTrace.Hop(node: name, acceptance: nil, decision: .drop(.noSource(destination.family)))
      return PacketTrace(from: name, source: nil, destination: destination, way: [hop], back: [])
    }
    let way = self.way(from: name, source, destination)
    let back = way.last?.isArrival == true ? self.way(from: way.last?.node ?? name, destination, source) : []
    return PacketTrace(from: name, source: source, destination: destination, way: way, back: back)
  }

  /// Follows a packet to every address of a node that there can be one to.
  package mutating func traces(
    from name: String, toNode other: String, source: IPAddress? = nil
  ) throws(AnalysisError) -> [PacketTrace] {
    try compiler.checkPart(name)
    let declared = compiler.mesh.nodes
    guard let target = declared.first(where: { $0.name == other }) else {
      throw .unknownNode(other, known: declared.map(\.name))
    }
    let families = source.map { [$0.family] } ?? nodes[name]?.addresses.map(\.family) ?? []
    let destinations = target.addresses.filter { families.contains($0.family) }
    if destinations.isEmpty { throw .noCommonFamily(source?.description ?? name, other) }
    var traces: [PacketTrace] = []
    for destination in destinations { traces.append(try trace(from: name, to: destination, source: source)) }
    return traces
  }

  /// From the interface that the packet leaves through.
  private mutating func chosenSource(of name: String, to destination: IPAddress) -> IPAddress? {
    guard let tables = tables(of: name) else { return nil }
    let interface = tables.route(to: destination)?.interface ?? tables.node.interfaces.first
    return SourceAddress.chosen(from: interface?.configuration.addresses ?? [], to: destination)
  }

  private mutating func way(from name: String, _ source: IPAddress, _ destination: IPAddress) -> [PacketTrace.Hop] {
    var way: [PacketTrace.Hop] = []
    var seen: Set<String> = []
    var sender: String?
    var at = name
    while true {
      var acceptance: PacketTrace.Acceptance?
      if let sender {
        switch accept(source, at: at, from: sender) {
        case .success(let accepted): acceptance = accepted
        case .failure(let refusal):
          return way + [PacketTrace.Hop(node: at, acceptance: nil, decision: .drop(refusal.drop))]
        }
      }
      let decision = seen.insert(at).inserted ? decide(at, source, destination) : .drop(.loop)
      way.append(PacketTrace.Hop(node: at, acceptance: acceptance, decision: decision))
      switch decision {
      case .send(_, let peer), .sendRouted(_, _, let peer): (sender, at) = (at, peer)
      case .deliver, .deliverBehind, .drop: return way
      }
    }
  }

  private struct Refusal: Error {
    let drop: PacketTrace.Drop
  }

  /// The check of the source at the receiving end.
  private mutating func accept(
    _ source: IPAddress, at name: String, from sender: String
  ) -> Result<PacketTrace.Acceptance, Refusal> {
    guard let key = nodes[sender]?.publicKey, let match = tables(of: name)?.acceptance(of: source, from: key) else {
      return .failure(Refusal(drop: .sourceRefused(sender: sender, owner: nil)))
    }
    guard match.owner == key else {
      return .failure(Refusal(drop: .sourceRefused(sender: sender, owner: names[match.owner])))
    }
    return .success(PacketTrace.Acceptance(sender: sender, prefix: match.prefix))
  }

  private mutating func decide(_ name: String, _ source: IPAddress, _ destination: IPAddress) -> PacketTrace.Decision {
    guard let node = nodes[name], let tables = tables(of: name) else { return .drop(.noRoute(.nobody)) }
    if node.addresses.contains(destination) { return .deliver }
    let network = node.networks.filter { $0.contains(destination) }.max { $0.length < $1.length }
    // What is neither from here nor for here is passed on, or is not.
    let isOwn = node.addresses.contains(source)
    if !isOwn, !tables.node.forwarding[destination.family] { return .drop(.notForwarding(destination.family)) }
    let route = tables.route(to: destination)
    if let network, network.length >= route?.prefix.length ?? 0 { return .deliverBehind(network) }
    guard let route else { return .drop(.noRoute(NoWayCause.find(from: name, to: destination, in: compiler))) }
    guard let (prefix, key) = tables.peer(on: route, for: destination), let peer = names[key] else {
      return .drop(.noPeer(route: route.prefix))
    }
    let interface = route.interface.configuration
    return interface.isRouted
      ? .sendRouted(route: route.prefix, interface: interface.name, peer: peer) : .send(prefix: prefix, peer: peer)
  }

  private mutating func tables(of name: String) -> NodeTables? {
    if let known = tables[name] { return known }
    guard let node = desired(name) else { return nil }
    let made = NodeTables(node, learned: node.router == nil ? [:] : compiler.learned(by: name))
    tables[name] = made
    return made
  }
}
