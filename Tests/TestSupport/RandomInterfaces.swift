package import WireGuard

extension PresharedKeyName {
  static func random(using generator: inout SeededGenerator) -> PresharedKeyName {
    PresharedKeyName(peer: "n", generation: Int.random(in: 1...2, using: &generator))
  }
}

extension Interface {
  /// A random interface: some of eight peers, who share out some of twelve prefixes, nested ones among them.
  package static func random(using generator: inout SeededGenerator) -> Interface? {
    guard let name = InterfaceName("wg0") else { return nil }
    var prefixes = randomPrefixes.shuffled(using: &generator)
    let keys = (1...8).map { PublicKey.numbered($0) }.shuffled(using: &generator)
    let peers = keys.prefix(Int.random(in: 0...8, using: &generator)).map { key in
      let share = prefixes.prefix(Int.random(in: 0...3, using: &generator))
      prefixes.removeFirst(share.count)
      return Peer(
        publicKey: key,
        endpoint: [nil, Endpoint("203.0.113.1:51820"), Endpoint("203.0.113.2:51820")].randomElement(using: &generator)
          ?? nil,
        allowedIPs: share,
        keepalive: [0, 25].randomElement(using: &generator) ?? 0,
        presharedKey: [.off, .off, .file(.random(using: &generator)), .unknown].randomElement(using: &generator) ?? .off
      )
    }
    return Interface(
      name: name, publicKey: .numbered(0), listenPort: 51820,
      mtu: [1420, 1380].randomElement(using: &generator) ?? 1420,
      addresses: randomPrefixes.filter { $0.isHost }.shuffled(using: &generator).prefix(2),
      peers: peers,
      routes: randomPrefixes.shuffled(using: &generator).prefix(4))
  }

  /// The random interface as something to bring another to: what can only be seen is as it is there.
  package func reachable(from live: Interface) -> Interface {
    let old = Dictionary(live.peers.map { ($0.publicKey, $0) }, uniquingKeysWith: { first, _ in first })
    var reachable = self
    reachable.peers = peers.map { peer in
      var peer = peer
      // An endpoint can be changed, never taken away; a key that no file holds can be kept, never set.
      peer.endpoint = peer.endpoint ?? old[peer.publicKey]?.endpoint
      if peer.presharedKey == .unknown { peer.presharedKey = old[peer.publicKey]?.presharedKey ?? .off }
      return peer
    }
    return reachable
  }

  private static let randomPrefixes = [
    "10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.1.1.1/32", "10.2.0.0/16", "10.2.2.2/32", "10.3.0.0/16",
    "fd00::/8", "fd00:1::/32", "fd00:1::1/128", "0.0.0.0/0", "::/0",
  ].compactMap { Prefix($0) }

  /// Addresses that tell all the random prefixes apart.
  package static let probes = [
    "10.0.0.1", "10.1.0.1", "10.1.1.1", "10.1.1.2", "10.2.0.1", "10.2.2.2", "10.3.0.1", "192.0.2.1", "fd00::1",
    "fd00:1::1", "fd00:1::2", "2001:db8::1",
  ].compactMap { IPAddress($0) }
}
