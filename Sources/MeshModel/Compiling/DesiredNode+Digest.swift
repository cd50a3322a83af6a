import FRR
import WireGuard

extension DesiredNode {
  /// SHA-256, in hexadecimal, of all that is desired: equal digests mean that there is nothing to change.
  package var digest: String { SHA256Digest.hex(of: canonicalText) }

  /// Everything in one order and one spelling. A change of this form makes every host look out of step once, so it
  /// carries a version.
  var canonicalText: String {
    var text = "weft desired 1\nnode \(name)\nforwarding \(forwarding.ipv4) \(forwarding.ipv6)\n"
    for interface in interfaces.sorted(by: { $0.configuration.name < $1.configuration.name }) {
      let configuration = interface.configuration
      text += "interface \(configuration.name) key \(configuration.publicKey?.description ?? "-")"
      text += " port \(configuration.listenPort) mtu \(configuration.mtu)\n"
      let isAggregated = configuration.peers.reduce(0) { $0 + $1.allowedIPs.count } < configuration.routes.count
      if configuration.isRouted { text += "routed\n" }
      for address in configuration.addresses { text += "address \(address)\n" }
      for peer in configuration.peers {
        text += "peer \(peer.publicKey) \(interface.peerNames[peer.publicKey] ?? "-")"
        text += " endpoint \(peer.endpoint?.description ?? "-") keepalive \(peer.keepalive)\n"
        if case .file(let name) = peer.presharedKey { text += "preshared-key \(name.fileName)\n" }
        let allowed = isAggregated ? configuration.destinations(of: peer) : peer.allowedIPs
        for prefix in allowed { text += "allowed \(prefix)\n" }
      }
      for route in configuration.routes { text += "route \(route)\n" }
    }
    // One line for each that FRR is told.
    for line in router?.lines ?? [] { text += "router \(line.path.joined(separator: " / ")) / \(line.text)\n" }
    return text
  }
}

extension Interface {
  /// What a peer's AllowedIPs are made of: the same for one set of addresses, however it is written. Routes are never
  /// aggregated, so they tell.
  fileprivate func destinations(of peer: Peer) -> [Prefix] {
    peer.allowedIPs.flatMap { $0.parts(in: routes) ?? [$0] }.sorted()
  }
}
