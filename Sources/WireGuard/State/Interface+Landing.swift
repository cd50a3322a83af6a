extension Interface {
  /// Changes the value as arming a landing changes the interface: the staged entry goes, so that this end cannot answer
  /// the new key before the AllowedIPs move to it.
  package mutating func drop(_ landing: Landing) {
    apply(.removePeer(landing.peer.publicKey))
  }

  /// Changes the value as a landing does: the entry of the new key takes the AllowedIPs, and the endpoint that is live. A
  /// host without an entry of the old key lands nothing.
  package mutating func land(_ landing: Landing) {
    guard let old = peers.first(where: { $0.publicKey == landing.old }) else { return }
    let change = PeerChange(
      publicKey: landing.peer.publicKey, isNew: true, endpoint: old.endpoint ?? landing.peer.endpoint,
      keepalive: landing.peer.keepalive, allowedIPs: AllowedIPsChange(before: [], after: landing.peer.allowedIPs),
      presharedKey: landing.peer.presharedKey == .unknown ? nil : landing.peer.presharedKey)
    apply(.setPeer(change))
  }
}
