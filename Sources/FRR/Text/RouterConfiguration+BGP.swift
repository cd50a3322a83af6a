import WireGuard

extension RouterConfiguration {
  func lines(_ bgp: RoutingParameters.BGP) -> [FRRLine] {
    let router = ["router bgp \(bgp.asNumber)"]
    let general = [
      "bgp router-id \(routerID)", "no bgp default ipv4-unicast", "no bgp network import-check",
    ].map { FRRLine(router, $0) }
    return Set(interfaces.map(\.cost)).sorted().flatMap { outbound(cost: $0, bgp) }
      + interfaces.flatMap { inbound($0) } + general
      + interfaces.flatMap { neighbor($0, bgp, router) }
      + families.flatMap { addressFamily($0, router) }
  }

  /// A tunnel's cost is as many AS numbers in the path, put there at both ends: the shortest path is the cheapest.
  ///
  /// A node that carries nothing for others announces its own alone. The next hop is said: FRR (8.4 to 10) forgets its own on
  /// every tunnel when an address like it goes from any interface (bgpd/bgp_zebra.c, `bgp_interface_address_delete`), and
  /// sends one that no neighbour can use.
  private func outbound(cost: UInt16, _ bgp: RoutingParameters.BGP) -> [FRRLine] {
    let map = name("out", "\(cost)")
    let prepended = repeatElement("\(bgp.asNumber)", count: Int(max(cost, 1)) - 1).joined(separator: " ")
    let lists = isTransit ? ["own", "known"] : ["own"]
    let matches = lists.flatMap { list in
      families.map { "match \($0.word) address prefix-list \(name(list, $0.digit))" }
    }
    let own = addresses.first { $0.family == .ipv6 }?.address
    return matches.enumerated().flatMap { index, match in
      let number = 10 * (index + 1)
      return entry(map, number, match)
        + (cost > 1 ? entry(map, number, "set as-path prepend \(prepended)") : [])
        + (own.map { entry(map, number, "set ipv6 next-hop global \($0)") } ?? [])
    }
  }

  private func inbound(_ interface: RouterInterface) -> [FRRLine] {
    families.enumerated().flatMap { index, family in
      entry(
        name("in", "\(interface.name)"), 10 * (index + 1),
        "match \(family.word) address prefix-list \(accepted(interface, family))")
    }
  }

  private func neighbor(_ interface: RouterInterface, _ bgp: RoutingParameters.BGP, _ path: [String]) -> [FRRLine] {
    let neighbor = "neighbor \(interface.name)"
    let detection = interface.hasBFD ? ["\(neighbor) bfd", "\(neighbor) bfd profile \(name("bfd"))"] : []
    let declared = FRRLine(path, "\(neighbor) interface remote-as \(interface.neighbor.asNumber)")
    // TCP-MD5 (RFC 2385).
    let password = interface.key.map { [FRRLine(path, "\(neighbor) password", $0)] } ?? []
    // It may have been shut down when it left (``RoutingDifference/shutDown(_:in:)``).
    return [declared, FRRLine(path, "no \(neighbor) shutdown", isDefault: true)] + password
      + (detection + ["\(neighbor) timers \(bgp.keepalive) \(bgp.holdTime)"]).map { FRRLine(path, $0) }
  }

  private func addressFamily(_ family: IPAddress.Family, _ router: [String]) -> [FRRLine] {
    let path = router + ["address-family \(family == .ipv4 ? "ipv4" : "ipv6") unicast"]
    let own = Set(announced.filter { $0.family == family }).sorted().map { "network \($0)" }
    let neighbors = interfaces.flatMap { interface in
      // Filters first: what is active is exchanged at once.
      [
        "neighbor \(interface.name) route-map \(name("in", "\(interface.name)")) in",
        "neighbor \(interface.name) route-map \(name("out", "\(interface.cost)")) out",
        "neighbor \(interface.name) activate",
      ]
    }
    return (own + neighbors).map { FRRLine(path, $0) }
  }
}
