import WireGuard

/// What the lab's own internet is made of: names and ranges that no real host has.
enum Underlay {
  static let internet = "internet"
  static let controller = "controller"
  static let git = "git"
  static let reserved: Set<String> = [internet, controller, git]
  /// The git server's name, as the controller types it.
  static let gitHost = "git.lab"

  /// For benchmarks of networks (RFC 2544, appendix C.2.2; RFC 6890): in no routing table of the world.
  static let pool4 = prefix(.ipv4, 198 << 24 | 18 << 16, 15)
  /// The same for IPv6 (RFC 5180, section 8).
  static let pool6 = prefix(.ipv6, 0x2001_0002 << 96, 48)
  /// Behind a NAT: shared address space (RFC 6598).
  static let inside = prefix(.ipv4, 100 << 24 | 64 << 16, 10)

  /// The internet's own addresses, the same at every port: a host route leads back, so nothing else has to be unique.
  static let gateways = gateways(pool4, 1)
  /// A NAT's addresses towards those behind it. They differ from the internet's: a machine drops what a neighbour
  /// sends from an address of its own, and so never answers its ARP requests.
  static let insideGateways = gateways(inside, 2)

  private static func gateways(_ range: Prefix, _ number: UInt128) -> [InterfaceAddress] {
    [
      InterfaceAddress(IPAddress(family: .ipv4, bits: range.address.bits + number)),
      InterfaceAddress(IPAddress(family: .ipv6, bits: 0xFE80 << 112 | number), length: 64),
    ]
  }

  /// The name of the interface that a machine is plugged into: at most 15 bytes (`IFNAMSIZ`).
  static func port(_ machine: String) -> String {
    guard machine.utf8.count > 15 || machine.hasPrefix("eth") || machine.hasPrefix("lan") || machine == "lo" else {
      return machine
    }
    return machine.prefix(6) + "-" + String(hash(machine) & 0xFFFF_FFFF, radix: 36)
  }

  /// FNV-1a: stable, unlike Hasher's.
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  private static func prefix(_ family: IPAddress.Family, _ bits: UInt128, _ length: Int) -> Prefix {
    let address = IPAddress(family: family, bits: bits)
    return Prefix(masking: address, length: length) ?? Prefix(host: address)
  }
}
