import MeshModel
import WireGuard

/// Which pre-shared key an entry ends with, and which one a new entry begins with.
///
/// A key takes effect at the next handshake: at both ends, or that handshake fails. So it goes live in a cutover, at both
/// ends at one moment, and only where both ends can be reached. An end whose other one is not keeps what it has.
struct PresharedKeyRule {
  let input: PlanningInput
  private let reached: [String: NodeInput]
  private let managed: Set<String>

  init(_ input: PlanningInput) {
    self.input = input
    reached = input.reachedNodes
    managed = Set(input.nodes.map(\.name))
  }

  /// The target with its pre-shared keys settled against what is live, and what entries that are new begin with where
  /// that is something else.
  func settle(
    _ target: Interface, of node: NodeInput, live: Interface?, boot: BootFileState?
  ) -> (target: Interface, starting: [PublicKey: PresharedKey]) {
    guard
      input.usesPresharedKeys || live?.peers.contains(where: { $0.presharedKey != .off }) == true
        || boot?.presharedKeys.isEmpty == false
    else { return (target, [:]) }
    let old = live?.peersByKey ?? [:]
    var starting: [PublicKey: PresharedKey] = [:]
    var settled = target
    settled.peers = target.peers.map { peer in
      var peer = peer
      let before = old[peer.publicKey]?.presharedKey
      guard let name = input.names[peer.publicKey], managed.contains(name) else {
        // What somebody agreed on with a peer of theirs is not Weft's to take away.
        peer.presharedKey = before ?? peer.presharedKey
        return peer
      }
      guard let other = reached[name] else {
        peer.presharedKey = before ?? boot?.settable(peer.publicKey) ?? .off
        return peer
      }
      if before == nil, let start = counterpart(on: node, of: target, at: other), start != peer.presharedKey {
        starting[peer.publicKey] = start
      }
      return peer
    }
    return (settled, starting)
  }

  /// The tunnels whose other ends are not reached: what both ends must change together stays there.
  func unreached(_ desired: DesiredNode) -> Set<InterfaceName> {
    Set(
      desired.interfaces.filter { interface in
        interface.configuration.isRouted && interface.peerNames.values.contains { reached[$0] == nil }
      }.map(\.configuration.name))
  }

  /// What fits the entry that the other end already has for this one; `nil` where it has none.
  private func counterpart(on node: NodeInput, of interface: Interface, at other: NodeInput) -> PresharedKey? {
    // The other end's interface may have another name.
    let names = Set(other.desired?.interfaces.map(\.configuration.name) ?? [])
    let peers = other.observation?.interfaces.filter { names.contains($0.configuration.name) }
      .flatMap(\.configuration.peers)
    let entry = peers?.first { $0.publicKey == interface.publicKey }
    guard let entry else { return nil }
    guard case .file(let theirs) = entry.presharedKey else { return .off }
    let ours = PresharedKeyName(peer: other.name, generation: theirs.generation)
    let isDesired = interface.peers.contains { $0.presharedKey == .file(ours) }
    let isHeld = node.observation?.presharedKeys[ours].map { $0 == other.observation?.presharedKeys[theirs] } ?? false
    return isDesired || isHeld ? .file(ours) : .off
  }
}

extension Interface {
  /// The interface with other pre-shared keys to begin with.
  func starting(with keys: [PublicKey: PresharedKey]) -> Interface {
    guard !keys.isEmpty else { return self }
    var interface = self
    interface.peers = peers.map { peer in
      var peer = peer
      peer.presharedKey = keys[peer.publicKey] ?? peer.presharedKey
      return peer
    }
    return interface
  }
}

extension BootFileState {
  /// What a boot would give the peer, where that can be set.
  fileprivate func settable(_ peer: PublicKey) -> PresharedKey? {
    presharedKeys[peer].flatMap { $0 == .unknown ? nil : $0 }
  }
}

extension NodeInput {
  /// Files of pre-shared keys that nothing needs any longer, sorted, once the interfaces are as given and the router's
  /// secrets are derived from these.
  func unneededPresharedKeys(_ interfaces: [Interface], router: [PresharedKeyName]) -> [PresharedKeyName] {
    guard let held = observation?.presharedKeys.keys, !held.isEmpty else { return [] }
    let live = Set(interfaces.flatMap(\.peers).map(\.presharedKey))
    let wanted = Set((desired?.presharedKeys ?? []) + router)
    return held.filter { !live.contains(.file($0)) && !wanted.contains($0) }.sorted()
  }
}
