extension Interface {
  /// Changes the value as the kernel and `wg` would change the interface.
  ///
  /// A prefix that is given to a second peer silently leaves the first (drivers/net/wireguard/allowedips.c, `add`).
  package mutating func apply(_ command: InterfaceCommand) {
    switch command {
    case .setListenPort(let port): listenPort = port
    case .setMTU(let value): mtu = value
    case .addAddress(let prefix): addresses = Set(addresses).union([prefix]).sorted()
    case .removeAddress(let prefix): addresses.removeAll { $0 == prefix }
    case .setRank(let value): rank = value
    case .addRoute(let prefix, _): routes = Set(routes).union([prefix]).sorted()
    // One with the other metric goes where its like with this one came.
    case .removeRoute(let prefix, let rank):
      if rank == self.rank { routes.removeAll { $0 == prefix } }
    case .setKey(let key): publicKey = key
    case .removePeer(let key): peers.removeAll { $0.publicKey == key }
    case .setPeer(let change): apply(change)
    }
  }

  private mutating func apply(_ change: PeerChange) {
    // The node's own key as a peer is silently ignored.
    guard change.publicKey != publicKey else { return }
    let old = peers.first { $0.publicKey == change.publicKey }
    let peer = Peer(
      publicKey: change.publicKey,
      endpoint: change.endpoint ?? old?.endpoint,
      allowedIPs: change.allowedIPs?.after ?? old?.allowedIPs ?? [],
      keepalive: change.keepalive ?? old?.keepalive ?? 0,
      presharedKey: change.presharedKey ?? old?.presharedKey ?? .off)
    let taken = Set(peer.allowedIPs)
    let others = peers.filter { $0.publicKey != change.publicKey }.map { other in
      other.allowing(other.allowedIPs.filter { !taken.contains($0) })
    }
    peers = (others + [peer]).sorted { $0.publicKey < $1.publicKey }
  }
}
