/// How long a path is: a sum of what belongs to its tunnels, never to a direction.
///
/// WireGuard checks sources with the table that it sends by, so a path must be the same from both ends, and all paths
/// that it is part of must agree with it. Sums of tunnels' own values give that, once no two paths weigh the same.
/// In order of importance:
/// 1. cost, 1 where no rule says otherwise: then it is hops, and two peers talk over their own tunnel;
/// 2. rank, where a spoke's tunnel has that of its hub, and one of gateways that of both, so that the preferred carries;
/// 3. a hash of the two ends' names, so that there are no ties.
struct PathWeight: Hashable, Sendable, Comparable {
  /// 24 bits of cost, 26 of rank, 78 for sums of 64-bit hashes: none overflows into the next below 16,384 hops.
  private var bits: UInt128

  static let zero = PathWeight(bits: 0)
  static let infinite = PathWeight(bits: .max)

  private init(bits: UInt128) { self.bits = bits }

  /// The weight of one tunnel.
  init(cost: UInt16, rank: UInt16, tieBreak: UInt64) {
    bits = UInt128(cost) << 104 | UInt128(rank) << 78 | UInt128(tieBreak)
  }

  /// What fits: 1,000 is the largest cost that can be declared, and ranks beyond this one are not told apart.
  static let largestRank: UInt16 = 4_095

  static func + (lhs: Self, rhs: Self) -> Self { PathWeight(bits: lhs.bits &+ rhs.bits) }

  static func < (lhs: Self, rhs: Self) -> Bool { lhs.bits < rhs.bits }
}

/// Hashes of names that never change between versions or machines.
enum TieBreak {
  /// FNV-1a, 64 bits (draft-eastlake-fnv).
  static func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The same for both orders of the two.
  static func pair(_ one: UInt64, _ other: UInt64) -> UInt64 {
    mix(min(one, other) &+ mix(max(one, other)))
  }

  /// splitmix64's finaliser: every bit depends on every other.
  private static func mix(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
