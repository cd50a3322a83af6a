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
  /// What ``routes`` are beside those of a routing protocol.
  package var rank: RouteRank

  package init(
    name: InterfaceName,
    publicKey: PublicKey?,
    listenPort: UInt16,
    mtu: Int,
    addresses: some Sequence<Prefix>,
    peers: some Sequence<Peer>,
    routes: some Sequence<Prefix>,
    rank: RouteRank = .best
  ) {
    self.name = name
    self.publicKey = publicKey
    self.listenPort = listenPort
    self.mtu = mtu
    self.addresses = Set(addresses).sorted()
    self.peers = peers.sorted { $0.publicKey < $1.publicKey }
    self.routes = Set(routes).sorted()
    self.rank = rank
  }

  /// Whether a routing protocol runs over it: then multicast is on, and sources are not held against routes.
  package var isRouted: Bool { rank == .lastResort }
}

/// Protocol numbers that mark who set a route (linux/rtnetlink.h, `rtm_protocol`).
package enum RouteProtocol {
  /// Weft's own: free in iproute2's rt_protos, and below FRR's, which begin at 186.
  package static let weft: UInt8 = 171
}

/// What the routes of an interface are beside those of a routing protocol to the same destinations.
package enum RouteRank: String, Hashable, Sendable, CaseIterable {
  /// Better.
  case best
  /// What is left when the protocol that runs over the interface knows no way.
  case lastResort
  /// What is left when there is not even that: the interface has no protocol, and its traffic has moved to one.
  case yielding

  /// The routes' metric; `nil` is the kernel's own choice. Its first byte is FRR's distance of a kernel's route (zebra,
  /// "Administrative Distance"), 254 of 255; two of the same metric would replace each other.
  var metric: UInt32? {
    switch self {
    case .best: nil
    case .lastResort: 0xFE00_0000
    case .yielding: 0xFE00_0001
    }
  }

  /// That of a route of Weft's by its metric.
  package init(metric: UInt32) { self = Self.allCases.first { $0.metric == metric } ?? .best }
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
