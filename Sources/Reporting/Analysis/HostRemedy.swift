import MeshModel
import WireGuard

/// What can be done where a host sends a packet elsewhere.
enum HostRemedy {
  static func text(_ hop: WayComparison.Hop) -> String? {
    guard hop.agrees == false else { return nil }
    if let route = hop.host.route, route.prefix.length > 0, isSomebodyElses(route) {
      return "Weft takes no routes of others away. If nobody needs it, on \(hop.host.node): "
        + "`\(removal(of: route))`, then `weft plan`."
    }
    switch hop.host.decision {
    case .drop(.addressMissing), .drop(.sourceRefused), .drop(.unknownSender), .drop(.noPeer), .drop(.notForwarding),
      .drop(.refused(.sourceAbsent)), .sendAway:
      return plan
    case .drop(.notItsOwn), .drop(.loopback), .drop(.loop), .drop(.refused(.sourceFiltered)),
      .drop(.refused(.sourceImpossible)), .drop(.refused(.other)), .deliver, .notAsked, .unreached:
      return nil
    case .send, .deliverBehind, .leave, .drop(.refused):
      if case .sendRouted = hop.computed.decision { return status }
      return plan
    }
  }

  private static let plan = "`weft plan` says what an apply would change there."
  private static let status = "The routing protocol has no better way: `weft status` says which tunnels are down."

  private static func isSomebodyElses(_ route: HostRoute) -> Bool {
    switch route.owner {
    case .boot, .other: true
    // Without a mark Weft counts a route as its own.
    case .weft, .daemon, .kernel, .unknown: false
    }
  }

  private static func removal(of route: HostRoute) -> String {
    var words = [route.prefix.family == .ipv4 ? "ip route del" : "ip -6 route del"]
    if route.kind != .unicast { words.append(route.kind.rawValue) }
    words.append(route.prefix.description)
    if !route.isRefusal, route.interfaces.count == 1, let interface = route.interfaces.first {
      words.append("dev " + ShellText.quote(interface))
    }
    if route.metric > 0 { words.append("metric \(route.metric)") }
    if let table = route.table { words.append("table " + ShellText.quote(table)) }
    return words.joined(separator: " ")
  }
}
