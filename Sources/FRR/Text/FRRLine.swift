/// One line of FRR's configuration, with the section that it is in.
///
/// Lines are spelled as `show running-config` prints them, but for the numbers of entries in lists: an entry is known by
/// what it says.
package struct FRRLine: Hashable, Sendable {
  /// The section's header, and those around it: `router bgp 4200000001`, `address-family ipv4 unicast`. Empty at the top.
  package var path: [String]
  package var text: String
  /// Whether FRR does not print it, since that is how it is unless told otherwise.
  package var isDefault: Bool

  package init(_ path: [String] = [], _ text: String, isDefault: Bool = false) {
    self.path = path
    self.text = text
    self.isDefault = isDefault
  }

  /// What the line sets: of two lines with the same key in one section the later one holds.
  var key: String {
    let words = text.split(separator: " ")
    let plain = words.first == "no" ? words.dropFirst() : words[...]
    let single = Self.single.first { plain.starts(with: $0) }
    if let single { return single.joined(separator: " ") }
    if plain.first == "neighbor", plain.count > 2 {
      let rest = plain.dropFirst(2)
      if rest.starts(with: ["route-map"]) { return "neighbor \(words[1]) route-map \(words.last ?? "")" }
      if let word = rest.first, ["timers", "password"].contains(word) { return "neighbor \(words[1]) \(word)" }
      if rest.starts(with: ["bfd", "profile"]) { return "neighbor \(words[1]) bfd profile" }
      if rest.starts(with: ["interface", "remote-as"]) { return "neighbor \(words[1]) interface remote-as" }
    }
    if plain.starts(with: ["ip", "ospf", "message-digest-key"]) { return plain.prefix(4).joined(separator: " ") }
    if plain.first == "redistribute", plain.count > 1 { return plain.prefix(2).joined(separator: " ") }
    return plain.joined(separator: " ")
  }

  /// The beginnings of commands that a section has once.
  private static let single: [[Substring]] = [
    "ip ospf area", "ip ospf authentication", "ip ospf bfd profile", "ip ospf cost", "ip ospf dead-interval",
    "ip ospf hello-interval",
    "ip ospf network", "ipv6 ospf6 area", "ipv6 ospf6 authentication", "ipv6 ospf6 bfd profile", "ipv6 ospf6 cost",
    "ipv6 ospf6 dead-interval",
    "ipv6 ospf6 hello-interval", "ipv6 ospf6 network", "ospf router-id", "ospf6 router-id", "bgp router-id",
    "ip protocol ospf", "ipv6 protocol ospf6", "match interface", "match ip address", "match ipv6 address",
    "set as-path prepend", "set community", "set ipv6 next-hop global", "set local-preference", "detect-multiplier",
    "transmit-interval", "receive-interval",
  ].map { $0.split(separator: " ") }

  /// Definitions before what refers to them, filters before what they filter.
  var rank: Int {
    let header = path.first ?? text
    let order = ["ip prefix-list", "ipv6 prefix-list", "route-map", "bfd", "kernel", "ip protocol"]
    let index = (order + ["ipv6 protocol", "router", "interface"]).firstIndex {
      header.hasPrefix($0 + " ") || header == $0
    }
    return index ?? order.count
  }

  /// The line that takes it away.
  var removal: String { told.hasPrefix("no ") ? String(told.dropFirst(3)) : "no \(told)" }
}
