/// An IPv4 or IPv6 address as an integer.
package struct IPAddress: Hashable, Sendable {
  package enum Family: UInt8, Hashable, Sendable, Comparable, CaseIterable {
    case ipv4 = 4
    case ipv6 = 6

    /// Bits in an address: 32 or 128.
    package var width: Int { self == .ipv4 ? 32 : 128 }

    /// As people write it: `IPv4` or `IPv6`.
    package var name: String { self == .ipv4 ? "IPv4" : "IPv6" }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
  }

  package let family: Family
  private let high: UInt64
  private let low: UInt64

  /// The address as a number; an IPv4 address is in the lowest 32 bits.
  package var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

  package init(family: Family, bits: UInt128) {
    self.family = family
    self.high = family == .ipv4 ? 0 : UInt64(truncatingIfNeeded: bits >> 64)
    self.low = UInt64(truncatingIfNeeded: bits) & (family == .ipv4 ? 0xFFFF_FFFF : .max)
  }

  /// Reads dotted decimal (no leading zeros, four parts) or RFC 4291 text (section 2.2, no zone).
  package init?(_ text: some StringProtocol) {
    if text.utf8.contains(UInt8(ascii: ":")) {
      guard let bits = IPv6Text.parse(text) else { return nil }
      self.init(family: .ipv6, bits: bits)
    } else {
      guard let bits = IPv4Text.parse(text) else { return nil }
      self.init(family: .ipv4, bits: UInt128(bits))
    }
  }

  /// Whether it stands for no host that a tunnel could reach: unspecified, loopback, of link scope, multicast, broadcast, or
  /// an IPv4 address in IPv6's clothes (RFC 6890).
  package var isUnusable: Bool { Self.unusable.contains { $0.contains(self) } }

  /// Blocks of such addresses. IPv4's of link scope are not among them: some clouds route them.
  fileprivate static let unusable: [Prefix] = [
    "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32", "::/127", "::ffff:0:0/96", "fe80::/10", "ff00::/8",
  ].compactMap { Prefix($0) }
}

extension Prefix {
  /// Whether none of its addresses stands for a host that a tunnel could reach.
  package var isUnusable: Bool { IPAddress.unusable.contains { $0.contains(self) } }
}

extension IPAddress: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.family, lhs.high, lhs.low) < (rhs.family, rhs.high, rhs.low)
  }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimal, or the canonical text of RFC 5952.
  package var description: String {
    switch family {
    case .ipv4: IPv4Text.format(UInt32(truncatingIfNeeded: bits))
    case .ipv6: IPv6Text.format(bits)
    }
  }
}
