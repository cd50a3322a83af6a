package import WireGuard

/// The configurations that an interface passes through: each wave is the way from one to the next.
///
/// ```
/// observed ─prepare→ prepared ─cutover→ switched ─retire→ final
/// ```
/// `prepared` only adds to `observed`, and nothing that is added takes traffic from a peer that has it. `switched`
/// moves what two peers contest. `final` takes away what is no longer declared.
package struct InterfaceStages: Hashable, Sendable {
  package var observed: Interface
  package var prepared: Interface
  package var switched: Interface
  package var final: Interface

  /// - Parameters:
  ///   - observed: what is there.
  ///   - target: what should be there at the end, endpoints already settled (``EndpointRule``).
  ///   - kept: peers that stay as they are, and lose nothing, whether they are in the target or not: their hosts were
  ///     not reached.
  ///   - healing: peers whose tunnel is dead: their endpoint may change at once.
  ///   - starting: what new peers begin with, where the pre-shared key of the target goes live later.
  ///   - move: whether its routes change places with a routing protocol's.
  package init(
    observed: Interface,
    target: Interface,
    kept: Set<PublicKey>,
    healing: Set<PublicKey>,
    starting: [PublicKey: PresharedKey] = [:],
    move: RouteMove = .none
  ) {
    if observed == target, move == .none {
      // By far the most frequent case, and the one that costs nothing.
      (self.observed, prepared, switched, final) = (observed, observed, observed, observed)
      return
    }
    let old = observed.peersByKey
    let wanted = Set(target.peers.map(\.publicKey))
    let live = CryptoKeyRouting(peers: observed.peers)
    let future = CryptoKeyRouting(peers: target.peers)
    /// What a peer may keep until retire: nothing that the target routes to somebody else.
    func leftovers(_ peer: Peer) -> [Prefix] {
      peer.allowedIPs.filter { future.owner(of: $0).map { $0 == peer.publicKey } ?? true }
    }

    var prepared: [Peer] = []
    var switched: [Peer] = []
    var final: [Peer] = []
    for peer in target.peers {
      let before = old[peer.publicKey]
      let uncontested = peer.allowedIPs.filter { live.owner(of: $0).map { $0 == peer.publicKey } ?? true }
      let endpoint = before == nil || healing.contains(peer.publicKey) ? peer.endpoint : before?.endpoint
      prepared.append(
        Peer(
          publicKey: peer.publicKey, endpoint: endpoint, allowedIPs: (before?.allowedIPs ?? []) + uncontested,
          keepalive: peer.keepalive,
          presharedKey: before?.presharedKey ?? starting[peer.publicKey] ?? peer.presharedKey))
      let after = peer.allowing((before.map(leftovers) ?? []) + peer.allowedIPs)
      switched.append(after)
      final.append(kept.contains(peer.publicKey) ? after : peer)
    }
    let leaving = observed.peers.filter { !wanted.contains($0.publicKey) }
    let losing = leaving.map { $0.allowing(leftovers($0)) }
    final += losing.filter { kept.contains($0.publicKey) }
    let last = CryptoKeyRouting(peers: final)
    let keptRoutes = observed.routes.filter { route in
      future.owner(of: route) == nil && last.owner(of: route).map(kept.contains) == true
    }
    self.observed = observed
    self.prepared = Interface(
      name: target.name, publicKey: observed.publicKey, listenPort: observed.listenPort, mtu: target.mtu,
      addresses: observed.addresses + target.addresses, peers: prepared + leaving,
      routes: observed.routes + target.routes, rank: move.prepared(observed, target))
    self.switched = Interface(
      name: target.name, publicKey: target.publicKey, listenPort: target.listenPort, mtu: target.mtu,
      addresses: self.prepared.addresses, peers: switched + losing, routes: self.prepared.routes,
      rank: move.switched(target))
    self.final = Interface(
      name: target.name, publicKey: target.publicKey, listenPort: target.listenPort, mtu: target.mtu,
      addresses: target.addresses, peers: final, routes: target.routes + keptRoutes,
      rank: target.rank)
  }

  /// The configurations before and after a wave.
  package func ends(_ wave: Wave.Kind) -> (before: Interface, after: Interface) {
    switch wave {
    case .revoke: (observed, observed)
    case .prepare: (observed, prepared)
    case .cutover: (prepared, switched)
    case .retire: (switched, final)
    }
  }
}
