/// What a second interface beside another one needs on its host, for as long as it carries the traffic of that one.
package enum DetourCommand {
  /// Moves routes of Weft's from one interface to another.
  ///
  /// The kernel puts a route in the place of one to the same prefix with the same metric, whatever its interface
  /// (ip-route(8), `replace`): no packet is without a way in between.
  package static func divert(_ routes: [Prefix], from: InterfaceName, to: InterfaceName) -> ShellText {
    let moves = routes.map { prefix -> ShellText in
      "ip \(prefix.family.option) route replace \(RouteText.words(prefix, interface: "\(to)", .best))"
    }
    return ShellText(lines: [from, to].map { ReversePathCommand.loose("\($0)") } + moves)
  }
}

extension InterfaceName {
  /// The name of the second interface beside this one: `wg0-next`.
  package var detour: InterfaceName? { InterfaceName(text.prefix(10) + "-next") }
}
