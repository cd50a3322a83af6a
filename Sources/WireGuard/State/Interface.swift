/// What is configured of one WireGuard interface, with its addresses and Weft's routes over it.
package struct Interface: Hashable, Sendable {
  package var name: InterfaceName
  /// `nil` while the interface has no private key.
  package var publicKey: PublicKey?
  package var listenPort: UInt16
  /// Bytes.
  package var mtu: Int
  /// Sorted. Weft gives an interface host prefixes only: every reachability is an explicit route.
  package var addresses: [Prefix]
  /// Sorted by public key.
  package var peers: [Peer]
  /// Destinations routed into the interface under ``RouteProtocol/weft``; sorted.
  package var routes: [Prefix]
  /// Whether a routing protocol runs over it: then multicast is on, sources are not held against routes, and
  /// ``routes`` are what is left when the protocol knows no way (``RouteProtocol/lastResort``).
  package var isRouted: Bool

  package init(
    name: InterfaceName,
    publicKey: PublicKey?,
    listenPort: UInt16,
    mtu: Int,
    addresses: some Sequence<Prefix>,
    peers: some Sequence<Peer>,
    routes: some Sequence<Prefix>,
    isRouted: Bool = false
  ) {
    self.name = name
    self.publicKey = publicKey
    self.listenPort = listenPort
    self.mtu = mtu
    self.addresses = Set(addresses).sorted()
    self.peers = peers.sorted { $0.publicKey < $1.publicKey }
    self.routes = Set(routes).sorted()
    self.isRouted = isRouted
  }
}

/// Protocol numbers that mark who set a route (linux/rtnetlink.h, `rtm_protocol`).
package enum RouteProtocol {
  /// Weft's own: free in iproute2's rt_protos, and below FRR's, which begin at 186.
  package static let weft: UInt8 = 171
  /// Metric of routes that give way to any routing protocol's: its first byte is FRR's distance of a kernel's route (zebra,
  /// "Administrative Distance"), 254 of 255.
  package static let lastResort: UInt32 = 0xFE00_0000
}

/// Whether a host passes packets on, by address family.
package struct Forwarding: Hashable, Sendable {
  package var ipv4: Bool
  package var ipv6: Bool

  package init(ipv4: Bool, ipv6: Bool) {
    self.ipv4 = ipv4
    self.ipv6 = ipv6
  }

  package subscript(family: IPAddress.Family) -> Bool { family == .ipv4 ? ipv4 : ipv6 }
}
