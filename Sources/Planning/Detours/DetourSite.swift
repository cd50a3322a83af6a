import MeshModel
import WireGuard

/// A node that can have a second interface: it is reached, and its tunnels share one interface that is up.
struct DetourSite {
  let name: String
  let base: Interface
  let detour: InterfaceName
  /// The second interface, where one is there already.
  let live: Interface?
  /// Its entries, by the names of the nodes that it leads to.
  let livePeers: [String: [Peer]]
  private let host: HostObservation
  private let wanted: DesiredInterface
  private let recorded: Interface?
  private let wantedPorts: [UInt16]
  private let names: [PublicKey: String]
  private let handover: NetworkHandover

  init?(_ node: NodeInput, _ names: [PublicKey: String]) {
    guard let host = node.observation, let wanted = node.desired?.interfaces.first, !wanted.configuration.isRouted,
      let base = host.interface(wanted.configuration.name)?.configuration, base.publicKey != nil,
      let detour = base.name.detour
    else { return nil }
    (name, self.base, self.detour) = (node.name, base, detour)
    (self.host, self.wanted, self.names) = (host, wanted, names)
    recorded = node.recorded?.interface(base.name)
    wantedPorts = node.desired?.interfaces.map(\.configuration.listenPort) ?? []
    let isOurs = host.marker?.interfaces.contains(detour.text) == true
    let isTaken = host.interface(detour) != nil || host.bootFile(detour) != nil
    // One that somebody else made is not Weft's to take.
    guard isOurs || !isTaken, node.desired?.interface(detour) == nil, detour != base.name else { return nil }
    live = isOurs ? host.interface(detour)?.configuration : nil
    handover = NetworkHandover(node, live: base, target: wanted.configuration)
    livePeers = Dictionary(grouping: live?.peers ?? []) { names[$0.publicKey] ?? "" }
  }

  /// Whether what it has can be had a second time: a pre-shared key that no file on the host holds cannot.
  var isUsable: Bool { base.peers.allSatisfy { $0.presharedKey != .unknown } }

  /// The key that it is known by there.
  var key: PublicKey? { live?.publicKey ?? base.publicKey }

  /// The next port that no interface of the host has.
  var port: UInt16 {
    if let live { return live.listenPort }
    let taken = Set(host.interfaces.map(\.configuration.listenPort)).union(wantedPorts).union([base.listenPort])
    return (base.listenPort...UInt16.max).first { !taken.contains($0) }
      ?? (1024...UInt16.max).first { !taken.contains($0) } ?? base.listenPort
  }

  /// Its entry of a node: the one that owns something.
  func entry(of name: String) -> Peer? {
    let entries = base.peers.filter { names[$0.publicKey] == name }
    return entries.first { !$0.allowedIPs.isEmpty } ?? entries.first
  }

  /// Whether the two have addresses of one family: nothing else can be sent through the tunnel alone.
  func canProve(_ other: DetourSite) -> Bool {
    IPAddress.Family.allCases.contains { address($0) != nil && other.address($0) != nil }
  }

  /// Whether a tunnel is up, as far as this end can tell.
  func hears(_ name: String) -> Bool {
    guard let entry = entry(of: name), let status = host.interface(base.name)?.status else { return false }
    let handshake = status[entry.publicKey]?.latestHandshake
    return !EndpointRule.isDead(entry, latestHandshake: handshake, now: host.clock.unixSeconds)
  }

  /// Where another node's second interface listens; `nil` where its declaration has no endpoint. Behind a NAT it is known by
  /// a port that leads to its first one alone: so it begins.
  func endpoint(of other: DetourSite) -> Endpoint? {
    let declared = wanted.configuration.peers.first { wanted.peerNames[$0.publicKey] == other.name }?.endpoint
    guard let declared else { return nil }
    return Endpoint(host: entry(of: other.name)?.endpoint?.host ?? declared.host, port: other.port)
  }

  /// Whether the commit wants it to listen on another port.
  var changesPort: Bool { wanted.configuration.listenPort != base.listenPort }

  /// Names of the nodes that it has tunnels to.
  var declaredPeers: [String] { Set(wanted.peerNames.values).sorted() }

  /// Names of those whose endpoints the commit changes.
  var movedPeers: [String] {
    let before = recorded?.peersByKey ?? [:]
    return wanted.configuration.peers.compactMap { peer in
      guard let old = before[peer.publicKey], old.endpoint != peer.endpoint else { return nil }
      return wanted.peerNames[peer.publicKey]
    }
  }

  /// The routes that the commit wants over its tunnels, but for those that come last.
  var declaredRoutes: [Prefix] {
    handover.given.isEmpty
      ? wanted.configuration.routes : wanted.configuration.routes.filter { !handover.given.contains($0) }
  }

  /// The routes over its tunnels that stay there until the plan retires them.
  var liveRoutes: [Prefix] {
    handover.gained.isEmpty ? base.routes : base.routes.filter { !handover.gained.contains($0) }
  }

  /// What nodes get of others here, by their names: those to which the traffic can go over the second interface. There a
  /// prefix belongs to one of the two, so that the other one's traffic has to stay on the first.
  /// - Parameters:
  ///   - peers: Names of those with a tunnel that takes the second interface, or is to.
  func gains(of peers: some Sequence<String>) -> [String: [Prefix]] {
    let taking = Set(peers)
    let changing = taking.filter { declared($0) != entry(of: $0)?.allowedIPs }
    guard !changing.isEmpty else { return [:] }
    let owners = CryptoKeyRouting(peers: base.peers)
    let there = CryptoKeyRouting(peers: live?.peers ?? [])
    let gains = changing.map { name in
      let gained = declared(name).filter { prefix in
        guard let owner = owners.owner(of: prefix).flatMap({ names[$0] }), owner != name else { return false }
        let isThere = there.owner(of: prefix).flatMap { names[$0] } == name
        return isThere || !taking.contains(owner) && livePeers[owner] == nil
      }
      return (name, gained)
    }
    return Dictionary(gains.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
  }

  /// What the commit gives to a node.
  private func declared(_ name: String) -> [Prefix] {
    wanted.configuration.peers.first { wanted.peerNames[$0.publicKey] == name }?.allowedIPs ?? []
  }

  /// Its own first address of a family inside the mesh.
  func address(_ family: IPAddress.Family) -> IPAddress? {
    base.addresses.first { $0.family == family }?.address
  }
}
