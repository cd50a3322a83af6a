import WireGuard

/// One node's second interface: how it is raised, what moves to it and back, and how it goes.
struct NodeDetour {
  let base: InterfaceName
  /// As it is raised: it has no routes.
  let raised: Interface
  let live: Interface?
  /// Whether this plan sends traffic over it; else an earlier apply left it.
  let isNeeded: Bool
  /// What goes over it while the tunnels change; sorted.
  let routes: [Prefix]
  /// What nodes get of others, by their names.
  let gains: [String: [Prefix]]
  /// Of the routes, what belongs to other peers until the tunnels change: it goes there last.
  let transferred: Set<Prefix>
  /// Of those, what leads to nodes that are not reached: it stays, and the interface with it. Sorted.
  let held: [Prefix]
  /// Whether it stays: a node that is not reached may have no other way.
  let isKept: Bool

  init(_ site: DetourSite, to peers: [DetourSite], keeping absent: Set<String>) {
    let gains = site.gains(of: peers.map(\.name))
    let here = site.live
    self.gains = gains
    (base, live, isNeeded, isKept) = (site.base.name, here, !peers.isEmpty, !absent.isEmpty)
    raised = Interface(
      name: site.detour, publicKey: site.key, listenPort: site.port, mtu: here?.mtu ?? site.base.mtu,
      addresses: here?.addresses ?? site.base.addresses, peers: Self.entries(site, peers, gains), routes: [])
    let gained = gains.values.flatMap { $0 }
    let moving = Set(peers.compactMap { site.entry(of: $0.name)?.publicKey })
    let owners = CryptoKeyRouting(peers: site.base.peers)
    func isGained(_ route: Prefix) -> Bool { gained.contains { $0.contains(route) } }
    // Those that come in this plan too: there is an entry for them already.
    let own = (site.liveRoutes + site.declaredRoutes).filter { route in
      isGained(route) || owners.owner(of: route).map(moving.contains) ?? false
    }
    routes = Set(own + (here?.routes ?? [])).sorted()
    transferred = Set(routes.filter(isGained))
    let there = CryptoKeyRouting(peers: here?.peers ?? [])
    let keys = Set(site.livePeers.filter { absent.contains($0.key) }.flatMap(\.value).map(\.publicKey))
    held = (here?.routes ?? []).filter { there.owner(of: $0).map(keys.contains) ?? false }
  }

  /// Those of the nodes that take it, and what an earlier apply left.
  private static func entries(_ site: DetourSite, _ peers: [DetourSite], _ gains: [String: [Prefix]]) -> [Peer] {
    let gained = gains.values.flatMap { $0 }
    let claimed = Set(peers.compactMap { site.entry(of: $0.name) }.flatMap(\.allowedIPs) + gained)
    // What goes over entries of an earlier apply goes on, unless it belongs to others by now.
    func left(_ peer: Peer) -> [Prefix] { peer.allowedIPs.filter { !claimed.contains($0) } }
    let names = Set(peers.map(\.name))
    let others = site.livePeers.filter { !names.contains($0.key) }.flatMap(\.value).map { $0.allowing(left($0)) }
    return others
      + peers.compactMap { peer -> Peer? in
        guard let entry = site.entry(of: peer.name), let key = peer.key else { return nil }
        let own = entry.allowedIPs.filter { !gained.contains($0) } + (gains[peer.name] ?? [])
        return Peer(
          publicKey: key, endpoint: site.endpoint(of: peer),
          allowedIPs: own + (site.livePeers[peer.name] ?? []).flatMap(left), keepalive: entry.keepalive,
          presharedKey: entry.presharedKey)
      }
  }
}

extension NodeDetour {
  /// What goes back: what an earlier apply left there too, where it is still declared.
  private func returning(_ declared: [Prefix]) -> [Prefix] {
    routes.filter(Set(declared).subtracting(held).contains)
  }

  /// - Parameter declared: The routes of the first interface once all is done.
  func steps(_ phase: Phase, declared: [Prefix]) -> [Step] {
    switch phase {
    case .prepare:
      guard isNeeded else { return [] }
      guard let live else { return [.raise(raised)] }
      var before = live
      before.routes = []
      return InterfaceDifference.commands(from: before, to: raised).map { .change(raised.name, $0) }
    case .diversion, .transfer:
      let moving = routes.filter { route in
        transferred.contains(route) == (phase == .transfer) && !(live?.routes.contains(route) ?? false)
      }
      return isNeeded && !moving.isEmpty ? [.divert(moving, from: base, to: raised.name)] : []
    case .comeback:
      let coming = returning(declared)
      return coming.isEmpty ? [] : [.divert(coming, from: raised.name, to: base)]
    case .retire: return isKept ? [] : [.lower(raised)]
    case .revocation, .cutover, .rotation, .destruction: return []
    }
  }

  /// What takes a phase's steps back, in the order in which to run it.
  func undo(_ phase: Phase, declared: [Prefix]) -> [Step] {
    steps(phase, declared: declared).reversed().compactMap { step in
      switch step {
      case .raise(let interface): .lower(interface)
      case .lower(let interface): .raise(interface)
      case .divert(let routes, let from, let to): .divert(routes, from: to, to: from)
      // What was added beside what is there is harmless.
      default: nil
      }
    }
  }

  /// The routes that are on it, and not on the first interface, once a phase is done.
  func carried(after phase: Phase) -> Set<Prefix> {
    switch phase {
    case .revocation, .prepare: Set(live?.routes ?? [])
    case .diversion: Set(routes).subtracting(transferred).union(live?.routes ?? [])
    case .transfer, .cutover: Set(routes)
    case .comeback, .rotation, .retire, .destruction: Set(held)
    }
  }

  /// What a boot is to bring up once a phase is done; `nil` where it is not to be there.
  func bootState(after phase: Phase) -> Interface? {
    switch phase {
    case .revocation: return live
    case .prepare, .diversion, .transfer, .cutover, .comeback, .rotation:
      var state = raised
      state.routes = carried(after: phase).sorted()
      return state
    case .retire, .destruction:
      guard isKept else { return nil }
      var state = raised
      state.routes = held
      return state
    }
  }
}
