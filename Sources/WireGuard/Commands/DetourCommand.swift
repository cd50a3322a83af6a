/// What a second interface beside another one needs on its host, for as long as it carries the traffic of that one.
package enum DetourCommand {
  /// Lets in what comes by one of the two interfaces while the way back goes over the other: 2 is loose, whatever `all`
  /// says (Documentation/networking/ip-sysctl.rst, rp_filter).
  package static func accept(on interface: InterfaceName) -> ShellText {
    "echo 2 >/proc/sys/net/ipv4/conf/\(interface)/rp_filter"
  }

  /// Moves routes of Weft's from one interface to another.
  ///
  /// The kernel puts a route in the place of one to the same prefix with the same metric, whatever its interface
  /// (ip-route(8), `replace`): no packet is without a way in between.
  package static func divert(_ routes: [Prefix], from: InterfaceName, to: InterfaceName) -> ShellText {
    let moves = routes.map { prefix -> ShellText in
      "ip \(prefix.family.option) route replace \(RouteText.words(prefix, interface: "\(to)", .best))"
    }
    return ShellText(lines: [accept(on: from), accept(on: to)] + moves)
  }
}

extension InterfaceName {
  /// The name of the second interface beside this one: `wg0-next`.
  package var detour: InterfaceName? { InterfaceName(text.prefix(10) + "-next") }
}
