/// What an interface needs for a routing protocol, live and at boot.
package enum RoutedCommand {
  /// One command a line.
  ///
  /// The kernel's WireGuard has no MULTICAST flag, which OSPF needs. The filter in force is the larger of the interface's
  /// and that of `all` (Documentation/networking/ip-sysctl.rst, rp_filter): 2 is loose, whatever `all` says.
  package static func on(_ interface: ShellText) -> [ShellText] {
    ["ip link set \(interface) multicast on", "echo 2 >/proc/sys/net/ipv4/conf/\(interface)/rp_filter"]
  }
}

/// A route of Weft's as `ip route` takes it.
enum RouteText {
  static func words(_ prefix: Prefix, interface: ShellText, _ isLastResort: Bool) -> ShellText {
    let metric: ShellText = isLastResort ? " metric \(RouteProtocol.lastResort)" : ""
    return "\(prefix) dev \(interface) proto \(RouteProtocol.weft)\(metric)"
  }

  /// Takes one of two routes to the same prefix away, and not the other: without a metric the kernel takes the first, which
  /// is the one of last resort where it is alone.
  static func removal(_ prefix: Prefix, _ interface: InterfaceName, _ isLastResort: Bool) -> ShellText {
    let option = prefix.family.option
    let metric: ShellText = "metric \(RouteProtocol.lastResort)"
    let others: ShellText = isLastResort ? "grep -F \(metric.text)" : "grep -v -F \(metric.text)"
    return """
      if ip \(option) route show \(prefix) dev \(interface) proto \(RouteProtocol.weft) | \(others) >/dev/null; then
      ip \(option) route del \(words(prefix, interface: "\(interface)", isLastResort))
      fi
      """
  }
}
