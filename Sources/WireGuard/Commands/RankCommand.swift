/// What an interface needs for routes of a rank, live and at boot.
package enum RankCommand {
  /// One command a line.
  ///
  /// The kernel's WireGuard has no MULTICAST flag, which OSPF needs.
  static func set(_ rank: RouteRank, on interface: ShellText) -> [ShellText] {
    switch rank {
    case .best: ["ip link set \(interface) multicast off"]
    case .lastResort: ["ip link set \(interface) multicast on", ReversePathCommand.loose(interface)]
    case .yielding: [ReversePathCommand.loose(interface)]
    }
  }
}

/// A route of Weft's as `ip route` takes it.
enum RouteText {
  static func words(_ prefix: Prefix, interface: ShellText, _ rank: RouteRank) -> ShellText {
    let metric: ShellText = rank.metric.map { " metric \($0)" } ?? ""
    return "\(prefix) dev \(interface) proto \(RouteProtocol.weft)\(metric)"
  }

  /// Takes one of two routes to the same prefix away, and not the other: without a metric the kernel takes the first, which
  /// is one of a later rank where it is alone.
  static func removal(_ prefix: Prefix, _ interface: InterfaceName, _ rank: RouteRank) -> ShellText {
    let option = prefix.family.option
    let later = RouteRank.allCases.compactMap(\.metric).map { "-e \("metric \($0)")" as ShellText }
    let these: ShellText = rank.metric.map { "grep -F \("metric \($0)")" } ?? "grep -v -F \(ShellText(words: later))"
    return """
      if ip \(option) route show \(prefix) dev \(interface) proto \(RouteProtocol.weft) | \(these) >/dev/null; then
      ip \(option) route del \(words(prefix, interface: "\(interface)", rank))
      fi
      """
  }
}
