/// A route that drops what comes for a network behind a host that has no other way there, and by which the host's router
/// announces the network all the same.
///
/// It is the kernel's and not FRR's: FRR's routes have metric 20 (zebra/rt_netlink.c), which is better than the 256 of an
/// IPv6 network on an interface, and zebra misses addresses of interfaces at times (FRR #13288).
package enum DropCommand {
  /// Worse than any of FRR's or of Weft's; the first byte is FRR's distance, and no ``RouteRank`` has the rest.
  private static let metric: UInt32 = 0xFE00_0002

  package static func set(_ network: Prefix) -> ShellText {
    "ip \(network.family.option) route replace \(words(network))"
  }

  package static func delete(_ network: Prefix) -> ShellText {
    "ip \(network.family.option) route del \(words(network))"
  }

  /// Nothing where it is not there.
  package static func remove(_ network: Prefix) -> ShellText {
    """
    if \(show(network.family)) exact \(network) | grep -q .; then
    \(delete(network))
    fi
    """
  }

  /// Prints a line for each: `blackhole 10.20.1.0/24 metric 4261412866`.
  package static func show(_ family: IPAddress.Family) -> ShellText {
    "ip \(family.option) route show type blackhole proto \(RouteProtocol.weft)"
  }

  private static func words(_ network: Prefix) -> ShellText {
    "blackhole \(network) proto \(RouteProtocol.weft) metric \(metric)"
  }
}
