import Diagnostics

/// How ssh goes to each host of an inventory, once all of them are known.
struct InventoryWays {
  private var ways: [(host: InventoryHost, way: SSHArguments, place: SourceRange)] = []

  /// - Parameter place: Where the way is said.
  mutating func add(_ host: InventoryHost, _ way: SSHArguments, _ place: SourceRange) {
    ways.append((host, way, place))
  }

  /// The hosts, each with the one that it is reached through: found among all of them, by name or address.
  func hosts(_ findings: inout Findings) -> [InventoryHost] {
    let byAddress = Dictionary(ways.map { ($0.host.host.lowercased(), $0.host.name) }) { first, _ in first }
    let names = Set(ways.map(\.host.name))
    return ways.map { host, way, place in
      var host = host
      switch way {
      case .straight: break
      case .through(let jump):
        let name = NodeName(jump)?.text ?? ""
        let node = names.contains(name) ? name : byAddress[jump.lowercased()]
        // What a group says of all its hosts it says of the one in between too.
        if let node, node != host.name { host.jump = node }
        if node == nil {
          stray(host.name, "through \(jump), which is no host of the inventory", place, &findings)
        }
      case .unknown: stray(host.name, "through a program that cannot be told from here", place, &findings)
      }
      return host
    }
  }

  private func stray(_ name: String, _ way: String, _ place: SourceRange, _ findings: inout Findings) {
    // There may be a password in the command.
    findings.hide(place)
    findings.report(
      Diagnostic(
        code: .inventoryJump, "ssh reaches \(name) \(way)", at: .source(place),
        consequence: "`jump` names nodes of the mesh: \(name) is written without.",
        remedy: "Add that host to the inventory; or say the way in ~/.ssh/config, which Weft's ssh reads too."))
  }
}
