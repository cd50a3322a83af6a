import MeshModel
import WireGuard

/// What a host does with a packet, in words.
enum HostWords {
  static func text(_ decision: HostDecision, _ source: IPAddress, _ destination: IPAddress) -> String {
    switch decision {
    case .send(let interface, let peer): "→ \(peer) (\(interface))"
    case .sendAway(let interface, let key):
      "into \(interface), to a peer that the mesh does not know (\(key.abbreviation))"
    case .deliver: "\(destination) is its own address"
    case .deliverBehind(let interface): "behind it, through \(interface)"
    case .leave(let interface, let gateway):
      "out of the mesh, through \(interface)" + (gateway.map { " to \($0)" } ?? "")
    case .drop(let drop): "drops it: " + text(drop, source, destination)
    case .notAsked: "not asked: Weft does not manage it"
    case .unreached(let reason): "not reached: \(reason)"
    }
  }

  static func text(_ drop: HostDecision.Drop, _ source: IPAddress, _ destination: IPAddress) -> String {
    switch drop {
    case .refused(let refusal): text(refusal, source, destination)
    case .loopback: "it goes into lo, where it ends"
    case .notItsOwn: "the host takes \(destination) for an address of its own"
    case .addressMissing: "it does not have the address \(destination)"
    case .noPeer(let interface): "no peer of \(interface) has \(destination) in its AllowedIPs"
    case .unknownSender(let sender): "\(sender) is no peer of it"
    case .sourceRefused(let sender, let owner):
      "by its AllowedIPs \(source) is " + (owner.map { "\($0)'s" } ?? "nobody's") + ", and it comes from \(sender)"
    case .notForwarding(let family): "it does not pass \(family.name) packets on"
    case .loop: "it has had it before, so it goes in circles"
    }
  }

  private static func text(_ refusal: RouteAnswer.Refusal, _ source: IPAddress, _ destination: IPAddress) -> String {
    switch refusal {
    case .noRoute: "no route to \(destination)"
    case .blackhole: "a route says blackhole"
    case .unreachable: "a route says unreachable"
    case .prohibited: "a route says prohibit"
    case .notForwarding: "it passes nothing on that comes in there"
    case .sourceFiltered: "an answer to \(source) would leave through another interface, which rp_filter forbids"
    case .sourceImpossible: "\(source) is its own, or no packet may come from it"
    case .sourceAbsent: "it does not have \(source) to send from"
    case .other(let text): "`ip route get` says \"\(text)\""
    }
  }

  /// `10.20.21.0/24, metric 20: found by ospf`.
  static func text(_ route: HostRoute) -> String {
    var parts = [(route.kind == .unicast ? "" : route.kind.rawValue + " ") + route.prefix.description]
    if route.owner == .weft, RouteRank(metric: route.metric) != .best {
      return parts[0] + ": Weft's, of last resort: the routing protocol knows no way"
    }
    if route.metric > 0 { parts.append("metric \(route.metric)") }
    if let table = route.table { parts.append("table \(table)") }
    if route.interfaces.count > 1 { parts.append("over \(route.interfaces.joined(separator: ", ")) at equal cost") }
    return parts.joined(separator: ", ") + ": " + text(route.owner)
  }

  private static func text(_ owner: HostRoute.Owner) -> String {
    switch owner {
    case .weft: "Weft's"
    case .daemon(let name): "found by \(name)"
    case .kernel: "the kernel's own (protocol kernel)"
    case .boot: "not Weft's, but of a person or a script (protocol boot)"
    case .other(let name): "not Weft's, but somebody else's (protocol \(name))"
    case .unknown: "its `ip` does not say whose"
    }
  }

  /// What was computed, where a host does something else.
  static func text(_ computed: PacketTrace.Decision) -> String {
    switch computed {
    case .send(_, let peer): "→ \(peer)"
    case .sendRouted(_, let interface, let peer): "→ \(peer) (\(interface))"
    case .deliver: "delivering it"
    case .deliverBehind: "sending it to what is behind it"
    case .drop: "dropping it"
    }
  }
}
