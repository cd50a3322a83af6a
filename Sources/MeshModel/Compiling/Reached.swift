import WireGuard

/// What a node reaches, by the peer that it goes through.
struct Reached {
  /// Addresses and networks of all that is reached.
  private(set) var destinations: [Prefix] = []
  /// The addresses of peers that are their own next hop.
  private var own: [Int32: [Prefix]] = [:]
  private var behind: [Int32: [Prefix]] = [:]

  /// - Parameter isThrough: Which first hops count.
  init(
    from paths: ShortestPaths, _ addresses: [[Prefix]], _ nodes: [Node],
    through isThrough: (Int32) -> Bool = { _ in true }
  ) {
    for (destination, hop) in paths.firstHop.enumerated() where hop != ShortestPaths.unreachable && isThrough(hop) {
      destinations += addresses[destination]
      if hop == destination {
        own[hop] = addresses[destination]
      } else {
        behind[hop, default: []] += addresses[destination]
      }
      let networks = nodes[destination].networks
      guard !networks.isEmpty else { continue }
      destinations += networks
      behind[hop, default: []] += networks
    }
  }

  /// A peer's own addresses each by itself, so that anybody sees whose entry it is, and what lies behind it in the fewest
  /// prefixes that hold exactly the same addresses.
  ///
  /// Destinations never overlap, so no address gets another owner by that.
  func allowedIPs(of peer: Int32) -> [Prefix] {
    (own[peer] ?? []) + (behind[peer].map { $0.count > 1 ? Prefix.aggregated($0) : $0 } ?? [])
  }
}
