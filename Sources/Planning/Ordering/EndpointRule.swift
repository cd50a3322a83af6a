import WireGuard

/// When an endpoint is written: roaming is never fought.
///
/// Any authenticated packet moves a peer's endpoint to where it came from, and what is live is right until the
/// declaration changes or the tunnel is dead. A tunnel that has shaken hands and that no keepalive asks to go on is idle
/// when it is silent: its endpoint was the last good one.
enum EndpointRule {
  /// Seconds after which a handshake no longer proves that a tunnel is up: 120 s to the next one (WireGuard, section
  /// 6.1, REKEY-AFTER-TIME) and its retries.
  static let staleAfter: Int64 = 135

  /// The target with its endpoints settled against what is live, and the peers whose dead tunnel gets a new endpoint.
  static func settle(
    _ target: Interface, observed: ObservedInterface?, recorded: Interface?, now: Int64
  ) -> (target: Interface, healing: Set<PublicKey>) {
    guard let observed else { return (target, []) }
    let live = observed.configuration.peersByKey
    let declared = recorded?.peersByKey ?? [:]
    var healing: Set<PublicKey> = []
    var settled = target
    settled.peers = target.peers.map { peer in
      guard let current = live[peer.publicKey] else { return peer }
      var peer = peer
      let handshake = observed.status[peer.publicKey]?.latestHandshake
      let isDead = isDead(current, latestHandshake: handshake, now: now)
      let wasChanged = declared[peer.publicKey].map { $0.endpoint != peer.endpoint } ?? false
      // A name cannot be compared with the address it gave.
      let isWrong = current.endpoint == nil || (peer.endpoint?.address != nil && peer.endpoint != current.endpoint)
      switch (peer.endpoint, isDead && isWrong, wasChanged) {
      case (.some, true, _): healing.insert(peer.publicKey)
      case (.some, false, true): break
      default: peer.endpoint = current.endpoint
      }
      return peer
    }
    return (settled, healing)
  }

  /// Whether a tunnel has never shaken hands, or is silent though a keepalive asks it not to be.
  static func isDead(_ peer: Peer, latestHandshake: Int64?, now: Int64) -> Bool {
    latestHandshake.map { peer.keepalive > 0 && now - $0 > staleAfter } ?? true
  }
}

extension Interface {
  /// The peers by their keys.
  var peersByKey: [PublicKey: Peer] {
    Dictionary(peers.map { ($0.publicKey, $0) }, uniquingKeysWith: { first, _ in first })
  }
}
