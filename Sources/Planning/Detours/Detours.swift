import MeshModel
import WireGuard

/// Tunnels whose traffic takes second interfaces while their own change: docs/rotation.md, "Beside".
///
/// A detour is a copy of what is live, on another port: the same keys, pre-shared keys and AllowedIPs. So nothing of it is
/// new but the port; whatever goes wrong on the tunnel itself meanwhile is on nobody's way; and a failure is left by a
/// route.
struct Detours {
  /// The second interfaces, by node.
  private(set) var byNode: [String: NodeDetour] = [:]
  /// The tunnels that take one in this plan; sorted.
  private(set) var tunnels: [DetourTunnel] = []

  init(_ input: PlanningInput, _ rotations: Rotations) {
    let candidates = input.nodes.compactMap { DetourSite($0, input.names) }
    var needed = Set(rotations.parallel.flatMap { rotation in rotation.tunnels.map { Pair(rotation.node, $0.peer) } })
    if !input.rotation.parallel.isEmpty { needed.formUnion(Self.moving(candidates, input.rotation.parallel)) }
    guard !needed.isEmpty || candidates.contains(where: { $0.live != nil }) else { return }
    let sites = Dictionary(candidates.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    // One that only comes, or that is down, has nothing to take elsewhere.
    let usable = needed.filter { pair in
      guard let first = sites[pair.first], let second = sites[pair.second], first.entry(of: pair.second) != nil,
        second.entry(of: pair.first) != nil
      else { return false }
      guard first.isUsable, second.isUsable, first.canProve(second) else { return false }
      return first.hears(pair.second) || second.hears(pair.first)
    }
    let declared = Set(input.nodes.filter { $0.desired != nil && $0.observation == nil }.map(\.name))
    let there = Set(sites.values.flatMap { site in site.livePeers.keys.map { Pair(site.name, $0) } })
    for (name, site) in sites {
      let peers = usable.compactMap { $0.other(than: name) }.sorted()
      // Who is not reached may send over it still.
      let absent = site.livePeers.keys.filter { sites[$0] == nil && declared.contains($0) }
      let detour = NodeDetour(site, to: peers.compactMap { sites[$0] }, keeping: Set(absent))
      if detour.isNeeded || site.live != nil { byNode[name] = detour }
    }
    let newKeys = Dictionary(rotations.parallel.map { ($0.node, $0.new) }, uniquingKeysWith: { first, _ in first })
    tunnels = usable.union(there).compactMap { pair in
      guard let first = sites[pair.first], let second = sites[pair.second] else { return nil }
      return DetourTunnel(first, second, isNew: usable.contains(pair), newKeys: newKeys, candidates)
    }.sorted { ($0.first.node, $0.second.node) < ($1.first.node, $1.second.node) }
  }
}

extension Detours {
  /// The tunnels of nodes that listen elsewhere from this plan on, by their port or their endpoint.
  private static func moving(_ sites: [DetourSite], _ names: Set<String>) -> Set<Pair> {
    Set(
      sites.flatMap { site -> [Pair] in
        let ports = names.contains(site.name) && site.changesPort ? site.declaredPeers : []
        return (ports + site.movedPeers.filter(names.contains)).map { Pair(site.name, $0) }
      })
  }
}

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

  /// The routes that the commit wants over its tunnels.
  var declaredRoutes: [Prefix] { wanted.configuration.routes }

  /// Its own first address of a family inside the mesh.
  func address(_ family: IPAddress.Family) -> IPAddress? {
    base.addresses.first { $0.family == family }?.address
  }
}

extension Pair {
  func other(than name: String) -> String? { name == first ? second : name == second ? first : nil }
}
