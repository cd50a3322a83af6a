/// What is configured of one peer of an interface: the half that a plan compares.
package struct Peer: Hashable, Sendable {
  package var publicKey: PublicKey
  /// Where to send the first packet; `nil` where only the other side can start.
  package var endpoint: Endpoint?
  /// Sorted, without doubles: the same set is always the same value.
  package private(set) var allowedIPs: [Prefix]
  /// Seconds between keepalives; 0 is off.
  package var keepalive: UInt16
  package var presharedKey: PresharedKey

  package init(
    publicKey: PublicKey,
    endpoint: Endpoint? = nil,
    allowedIPs: some Sequence<Prefix>,
    keepalive: UInt16 = 0,
    presharedKey: PresharedKey = .off
  ) {
    self.publicKey = publicKey
    self.endpoint = endpoint
    self.allowedIPs = Set(allowedIPs).sorted()
    self.keepalive = keepalive
    self.presharedKey = presharedKey
  }

  /// The same peer with other AllowedIPs.
  package func allowing(_ prefixes: some Sequence<Prefix>) -> Peer {
    var peer = self
    peer.allowedIPs = Set(prefixes).sorted()
    return peer
  }
}

/// What a host reports of one peer beside its configuration: it moves by itself and is never compared.
package struct PeerStatus: Hashable, Sendable {
  /// Seconds since 1970 on the host's clock; `nil` when there was none.
  package var latestHandshake: Int64?
  /// Bytes.
  package var received: UInt64
  /// Bytes.
  package var sent: UInt64

  package init(latestHandshake: Int64? = nil, received: UInt64 = 0, sent: UInt64 = 0) {
    self.latestHandshake = latestHandshake
    self.received = received
    self.sent = sent
  }
}
