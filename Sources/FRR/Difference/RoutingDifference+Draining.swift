package import WireGuard

/// Taking traffic off tunnels that are about to go, before they do.
///
/// It works on what runs, whatever it was made of: a tunnel that is drained is one that nobody declares any more.
extension RoutingDifference {
  /// Makes every other way better than some tunnels: OSPF's cost goes up, and BGP's routes over them are shut down
  /// gracefully (RFC 8326), both those that are told and those that are taken. Both ends do so.
  package static func draining(
    _ interfaces: Set<InterfaceName>, mesh: String, running: [FRRLine], recorded: [FRRLine]
  ) -> RoutingDifference {
    let names = Set(interfaces.map(\.text))
    let lines = running.flatMap { line -> [FRRLine] in
      if let cost = line.draining(cost: names) { return [cost] }
      guard line.path.first?.hasPrefix("router bgp ") == true else { return [] }
      return line.draining(neighbors: names, mesh: mesh, running)
    }
    var seen: Set<FRRLine> = []
    return RoutingDifference(setting: lines.filter { seen.insert($0).inserted }, running: running, recorded: recorded)
  }
}

extension FRRLine {
  /// Added to a cost: above all that a path can have without it (``RouterConfiguration/detour``).
  private static let drain = 40_000

  /// The cost of one of some interfaces, raised; `nil` where the line is none, or has been raised.
  fileprivate func draining(cost names: Set<String>) -> FRRLine? {
    guard path.count == 1, let name = path.first?.split(separator: " ").last, names.contains(String(name)),
      ["ip ospf cost", "ipv6 ospf6 cost"].contains(key),
      let cost = text.split(separator: " ").last.flatMap({ Int($0) }),
      cost < Self.drain
    else { return nil }
    return FRRLine(path, "\(key) \(cost + Self.drain)")
  }

  /// What a neighbour's route map becomes: the one for what is told, which others share, is made anew for it.
  fileprivate func draining(neighbors names: Set<String>, mesh: String, _ running: [FRRLine]) -> [FRRLine] {
    let words = text.split(separator: " ").map(String.init)
    guard words.count == 5, words[0] == "neighbor", names.contains(words[1]), words[2] == "route-map",
      words[3].hasPrefix("weft-\(mesh)-")
    else { return [] }
    let entries = running.filter { $0.path.first?.hasPrefix("route-map \(words[3]) ") == true }
    let headers = Set(entries.map(\.path))
    if words[4] == "in" { return headers.map { FRRLine($0, "set local-preference 0") } }
    let before = "weft-\(mesh)-out-"
    guard words[3].hasPrefix(before) else { return [] }
    let map = "weft-\(mesh)-drain-\(words[3].dropFirst(before.count))"
    func renamed(_ path: [String]) -> [String] {
      path.map { $0.replacing("route-map \(words[3]) ", with: "route-map \(map) ") }
    }
    return entries.map { FRRLine(renamed($0.path), $0.text) }
      + headers.map { FRRLine(renamed($0), "set community graceful-shutdown") }
      + [FRRLine(path, "neighbor \(words[1]) route-map \(map) out")]
  }
}
