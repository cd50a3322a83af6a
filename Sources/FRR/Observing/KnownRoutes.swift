import Foundation
package import WireGuard

/// What the routing protocol of a mesh knows ways to on one host, and over which interfaces.
package struct KnownRoutes: Hashable, Sendable {
  /// By destination; a way that may not be used is left out. What the kernel has a better route to is among them.
  package private(set) var interfaces: [Prefix: Set<InterfaceName>] = [:]

  /// Prints what ``init(_:)`` reads: the tables of the protocols that have such neighbours.
  package static func script(_ kinds: some Sequence<AdjacencyKind>) -> ShellText {
    ShellText(
      lines: kinds.flatMap(\.tables).map { table in
        let label = table.replacing(" ", with: "-")
        return "vtysh -c \(table) 2>/dev/null | grep -v 'is not running' | sed \("s/^/routes-\(label) /") || :"
      })
  }

  /// Reads `show … route … json` (zebra/zebra_vty.c): `{"10.20.1.0/24": [{"nexthops": [{"interfaceName": "wg0-hub-a",
  /// "active": true}]}]}`. What is no JSON of that kind has no routes.
  package init(_ output: String) {
    var texts: [Substring: String] = [:]
    for line in output.split(separator: "\n") where line.hasPrefix("routes-") {
      let words = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      if words.count == 2 { texts[words[0], default: ""] += words[1] + "\n" }
    }
    for text in texts.values {
      guard let json = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else { continue }
      for (destination, entries) in json {
        guard let prefix = Prefix(destination) else { continue }
        for entry in entries as? [[String: Any]] ?? [] {
          let hops = (entry["nexthops"] as? [[String: Any]] ?? []).filter { $0["active"] as? Bool == true }
          let names = hops.compactMap { ($0["interfaceName"] as? String).flatMap { InterfaceName($0) } }
          if !names.isEmpty { interfaces[prefix, default: []].formUnion(names) }
        }
      }
    }
  }
}

extension AdjacencyKind {
  /// The commands that show what is learned from such neighbours.
  fileprivate var tables: [String] {
    switch self {
    case .ospf: ["show ip route ospf json"]
    case .ospf6: ["show ipv6 route ospf6 json"]
    case .bgp: ["show ip route bgp json", "show ipv6 route bgp json"]
    case .bfd: []
    }
  }
}
