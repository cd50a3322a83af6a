import WireGuard

extension RouterConfiguration {
  func lines(_ ospf: RoutingParameters.OSPF) -> [FRRLine] {
    families.flatMap { family -> [FRRLine] in
      let own = redistribution(family) + taking(family) + router(family) + loopback(family) + passive(family)
      return own + interfaces.flatMap { lines($0, ospf, family) }
    }
  }

  /// What the node announces, wherever the host has the route from; metric type 1 counts the way there too.
  private func redistribution(_ family: IPAddress.Family) -> [FRRLine] {
    let map = name("own", family.digit)
    return entry(map, 10, "match \(family.word) address prefix-list \(map)")
  }

  private func router(_ family: IPAddress.Family) -> [FRRLine] {
    let router = family == .ipv4 ? "ospf" : "ospf6"
    return [FRRLine(["router \(router)"], "\(router) router-id \(routerID)")]
      + ["connected", "kernel", "static"].map {
        FRRLine(["router \(router)"], "redistribute \($0) metric-type 1 route-map \(name("own", family.digit))")
      }
  }

  /// What is taken from each neighbour; of other interfaces, which are the operator's, everything is. zebra asks for every
  /// next hop, so that a path through a node that carries nothing for others is not taken even where it is the last one.
  private func taking(_ family: IPAddress.Family) -> [FRRLine] {
    let map = name("in", family.digit)
    let numbers = Self.numbers(interfaces.map(\.name.text))
    let entries = interfaces.flatMap { interface -> [FRRLine] in
      let (number, match) = (numbers[interface.name.text] ?? 0, "match interface \(interface.name)")
      return entry(map, number, match, "match \(family.word) address prefix-list \(accepted(interface, family))")
        + [FRRLine(["route-map \(map) deny \(number + 1)"], match)]
    }
    // An entry without a line of its own stands as a section without any.
    let rest = FRRLine([], "route-map \(map) permit 65535")
    return entries + [rest] + [
      FRRLine([], "\(family.word) protocol \(family == .ipv4 ? "ospf" : "ospf6") route-map \(map)")
    ]
  }

  /// OSPFv2 does not announce the address of an unnumbered interface (RFC 2328 section 12.4.1.1): the loopback
  /// interface has it too. OSPFv3 announces those of all interfaces.
  private func loopback(_ family: IPAddress.Family) -> [FRRLine] {
    guard family == .ipv4 else { return [] }
    let own = addresses.filter { $0.family == .ipv4 }
    return own.map { FRRLine(["interface lo"], "ip address \($0)") } + [FRRLine(["interface lo"], "ip ospf area 0")]
  }

  /// What is connected is part of the area then, and follows a failure at once: OSPFv2 waits a second before it looks again
  /// for the way to what others redistribute (ospfd/ospf_ase.c, `OSPF_ASE_CALC_INTERVAL`), OSPFv3 does not.
  private func passive(_ family: IPAddress.Family) -> [FRRLine] {
    guard family == .ipv4 else { return [] }
    return Set(passiveInterfaces).sorted().flatMap { name in
      ["ip ospf passive", "ip ospf area 0"].map { FRRLine(["interface \(name)"], $0) }
    }
  }

  private func lines(_ interface: RouterInterface, _ ospf: RoutingParameters.OSPF, _ family: IPAddress.Family)
    -> [FRRLine]
  {
    let path = ["interface \(interface.name)"]
    let word = family == .ipv4 ? "ip ospf" : "ipv6 ospf6"
    let cost = Int(interface.cost) + (isTransit ? 0 : Self.detour)
    let usual = RoutingParameters.OSPF()
    var lines = [
      // What WireGuard's interfaces are by themselves.
      FRRLine(path, "\(word) network point-to-point", isDefault: true),
      FRRLine(path, "\(word) cost \(cost)"),
      FRRLine(
        path, "\(word) hello-interval \(ospf.helloInterval)", isDefault: ospf.helloInterval == usual.helloInterval),
      // OSPFv2's follows the hello interval where it is not said.
      FRRLine(
        path, "\(word) dead-interval \(ospf.deadInterval)",
        isDefault: family == .ipv6 && ospf.deadInterval == usual.deadInterval),
    ]
    if interface.hasBFD {
      lines += [FRRLine(path, "\(word) bfd"), FRRLine(path, "\(word) bfd profile \(name("bfd"))")]
    }
    lines += authentication(interface, family)
    // Last: only then it begins to speak.
    return lines + [FRRLine(path, "\(word) area 0")]
  }

  /// OSPFv2 can hold the keys of two generations (RFC 2328, section D.3), OSPFv3 has one (RFC 7166).
  private func authentication(_ interface: RouterInterface, _ family: IPAddress.Family) -> [FRRLine] {
    guard let key = interface.key else { return [] }
    let path = ["interface \(interface.name)"]
    let number = (key.generation - 1) % 255 + 1
    guard family == .ipv4 else {
      return [FRRLine(path, "ipv6 ospf6 authentication key-id \(number) hash-algo hmac-sha-256 key", key)]
    }
    return [
      FRRLine(path, "ip ospf message-digest-key \(number) md5", key),
      FRRLine(path, "ip ospf authentication message-digest"),
    ]
  }

  /// Odd numbers of route map entries below 65535, which stay when others come and go: a hash of the interface's name
  /// (FNV-1a), and the next free one where two have the same.
  static func numbers(_ names: [String]) -> [String: Int] {
    var numbers: [String: Int] = [:]
    var taken: Set<Int> = []
    for name in names.sorted() {
      let hash = name.utf8.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 }
      var number = 2 * Int(hash % 32_767) + 1
      while !taken.insert(number).inserted { number = (number + 2) % 65_534 }
      numbers[name] = number
    }
    return numbers
  }
}
