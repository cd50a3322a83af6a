/// Addresses of link scope (RFC 4291, section 2.5.6) that Weft gives to tunnels with a routing protocol on them.
///
/// They share 80 bits that no host makes up by itself but by chance: wireguard-go's interfaces get another one from the
/// kernel, which is not Weft's to take away.
package enum LinkLocal {
  private static let start = IPAddress(family: .ipv6, bits: 0xFE80_0000_0000_0000_7765_0000_0000_0000)
  /// The length that neighbours see: the link.
  package static let length = 64

  /// The address of a node on all of its tunnels, made of its first address in the mesh: an IPv4 address as it is.
  package static func address(for node: IPAddress) -> IPAddress {
    let low = node.family == .ipv4 ? node.bits : node.bits & 0xFFFF_FFFF_FFFF
    return IPAddress(family: .ipv6, bits: start.bits | low)
  }

  package static func isWefts(_ address: IPAddress) -> Bool {
    address.family == .ipv6 && address.bits >> 48 == start.bits >> 48
  }
}

extension Prefix {
  /// Whether it stands for one of ``LinkLocal``.
  package var isLinkLocal: Bool { isHost && LinkLocal.isWefts(address) }

  /// As `ip address` takes an address of an interface: of link scope with the link's length, any other as it is.
  package var assigned: String { isLinkLocal ? "\(address)/\(LinkLocal.length)" : description }
}
