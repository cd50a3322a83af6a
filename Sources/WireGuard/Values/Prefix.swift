/// A range of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3), always canonical: host bits are zero.
package struct Prefix: Hashable, Sendable {
  /// The lowest address.
  package let address: IPAddress
  /// Leading bits that all its addresses share, 0 to 32 or 128.
  package let length: Int

  package var family: IPAddress.Family { address.family }

  /// Masks the host bits away; fails on a length that the family does not have.
  package init?(masking address: IPAddress, length: Int) {
    guard (0...address.family.width).contains(length) else { return nil }
    self.init(unchecked: address, length: length)
  }

  /// The prefix of one address: /32 or /128.
  package init(host address: IPAddress) {
    self.init(unchecked: address, length: address.family.width)
  }

  /// Every address of both families: 0.0.0.0/0 and ::/0.
  package static let everything = IPAddress.Family.allCases.map {
    Prefix(unchecked: IPAddress(family: $0, bits: 0), length: 0)
  }

  private init(unchecked address: IPAddress, length: Int) {
    self.address = IPAddress(family: address.family, bits: address.bits & ~Self.hostMask(address.family, length))
    self.length = length
  }

  /// Reads `ADDRESS/LENGTH`, where host bits must be zero, or a bare address.
  package init?(_ text: some StringProtocol) {
    guard let (address, length) = Self.parts(text) else { return nil }
    self.init(unchecked: address, length: length)
    guard self.address == address else { return nil }
  }

  /// Reads `ADDRESS/LENGTH` and masks host bits away, as `wg` does with AllowedIPs.
  package init?(masking text: some StringProtocol) {
    guard let (address, length) = Self.parts(text) else { return nil }
    self.init(unchecked: address, length: length)
  }

  private static func parts(_ text: some StringProtocol) -> (IPAddress, Int)? {
    let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = halves.first.flatMap({ IPAddress($0) }) else { return nil }
    guard halves.count == 2 else { return (address, address.family.width) }
    let digits = halves[1]
    guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
      digits.utf8.count == 1 || digits.utf8.first != UInt8(ascii: "0"), let length = Int(digits),
      length <= address.family.width
    else { return nil }
    return (address, length)
  }

  /// Whether every address of the other prefix is in this one.
  package func contains(_ other: Prefix) -> Bool {
    other.length >= length && contains(other.address)
  }

  package func contains(_ other: IPAddress) -> Bool {
    other.family == family && (other.bits ^ address.bits) & ~Self.hostMask(family, length) == 0
  }

  package func overlaps(_ other: Prefix) -> Bool { contains(other) || other.contains(self) }

  /// Whether it is one address.
  package var isHost: Bool { length == family.width }

  private static func hostMask(_ family: IPAddress.Family, _ length: Int) -> UInt128 {
    let bits = UInt128(family.width - length)
    return bits == 128 ? .max : (UInt128(1) << bits) - 1
  }
}

extension Prefix: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool {
    (lhs.address, lhs.length) < (rhs.address, rhs.length)
  }
}

extension Prefix: CustomStringConvertible {
  package var description: String { "\(address)/\(length)" }
}
