import WireGuard

extension RouterConfiguration {
  /// Added to the cost of each tunnel of a node that carries nothing for others.
  ///
  /// All paths that begin at the node have it once, so it changes none of the node's own; a path through the node has it
  /// where others have not. `max-metric router-lsa` (RFC 6987) would make all its tunnels equal, and OSPFv3's
  /// `stub-router` in FRR 8.4 leaves the router without routes.
  package static let detour = 20_000

  /// All lines, in the order in which FRR takes them.
  package var lines: [FRRLine] {
    let drops = Set(networks).sorted().map { FRRLine(dropping: $0) }
    let specific =
      switch routing {
      case .ospf(let ospf): lines(ospf)
      case .bgp(let bgp): lines(bgp)
      }
    return filters + bfdProfile + drops + specific
  }

  /// What `vtysh` would be told where nothing is yet.
  package var text: [String] { FRRText.write(lines.filter { $0.dropped == nil }) }

  /// The name of a list, map or profile.
  func name(_ parts: String...) -> String { (["weft", mesh] + parts).joined(separator: "-") }

  /// Prefix lists, each of exactly what the mesh says.
  private var filters: [FRRLine] {
    let own = Set(announced)
    return list("own", announced) + list("known", known.filter { !own.contains($0) })
      + interfaces.filter { !$0.neighbor.isTransit }.flatMap { list("of-\($0.name)", $0.neighbor.announced) }
  }

  private func list(_ name: String, _ prefixes: [Prefix]) -> [FRRLine] {
    Set(prefixes).sorted().map { prefix in
      FRRLine([], "\(prefix.family.word) prefix-list \(self.name(name, prefix.family.digit)) permit \(prefix)")
    }
  }

  /// The list of what is taken from a neighbour.
  func accepted(_ interface: RouterInterface, _ family: IPAddress.Family) -> String {
    interface.neighbor.isTransit ? name("known", family.digit) : name("of-\(interface.name)", family.digit)
  }

  private var bfdProfile: [FRRLine] {
    guard interfaces.contains(where: \.hasBFD) else { return [] }
    let path = ["bfd", "profile \(name("bfd"))"]
    let usual = BFD()
    return [
      FRRLine(path, "detect-multiplier \(bfd.multiplier)", isDefault: bfd.multiplier == usual.multiplier),
      FRRLine(path, "transmit-interval \(bfd.interval)", isDefault: bfd.interval == usual.interval),
      FRRLine(path, "receive-interval \(bfd.interval)", isDefault: bfd.interval == usual.interval),
    ]
  }

  /// An entry of a route map; the numbers are its order.
  func entry(_ map: String, _ number: Int, _ lines: String...) -> [FRRLine] {
    lines.map { FRRLine(["route-map \(map) permit \(number)"], $0) }
  }
}

extension IPAddress.Family {
  /// `ip` or `ipv6`, as FRR's commands begin.
  var word: String { self == .ipv4 ? "ip" : "ipv6" }
  /// The end of a name.
  var digit: String { "\(rawValue)" }
}
