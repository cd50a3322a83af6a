import FRR
import TestSupport
import WireGuard

/// Configurations of one router, the same for the same seed; those of one seed have much in common, as those before and
/// after a commit have.
struct RandomRouters {
  private var random: SeededGenerator
  private let isBGP: Bool

  init(seed: Int, isBGP: Bool) {
    random = SeededGenerator(seed: seed)
    self.isBGP = isBGP
  }

  mutating func next() -> RouterConfiguration {
    let interfaces = (1...6).filter { _ in Bool.random(using: &random) }.map { index in
      RouterInterface(
        name: InterfaceName("wg-n\(index)") ?? .wg0, cost: UInt16.random(in: 1...3, using: &random),
        hasBFD: Bool.random(using: &random),
        neighbor: RouterNeighbor(
          isTransit: Bool.random(using: &random), announced: prefixes(index), asNumber: 4_200_000_000 + UInt32(index)),
        key: (0...2).randomElement(using: &random).flatMap { $0 == 0 ? nil : Self.key(index, $0) })
    }
    let isFast = Bool.random(using: &random)
    return RouterConfiguration(
      mesh: "example", routerID: IPAddress(family: .ipv4, bits: 0x0A0A_0063),
      routing: isBGP
        ? .bgp(.init(asNumber: 4_200_000_099, keepalive: isFast ? 1 : 10, holdTime: isFast ? 3 : 30))
        : .ospf(.init(helloInterval: isFast ? 1 : 10, deadInterval: isFast ? 3 : 40)),
      bfd: BFD(interval: isFast ? 100 : 300, multiplier: isFast ? 3 : 5), interfaces: interfaces,
      passiveInterfaces: Bool.random(using: &random) ? ["lan0", "lan1"].compactMap { InterfaceName($0) } : [],
      addresses: ["10.10.0.99/32", "fd10:10::99/128"].compactMap { Prefix($0) },
      networks: prefixes(9).filter { !$0.isHost }, known: (1...6).flatMap { prefixes($0) },
      isTransit: Bool.random(using: &random))
  }

  /// The keys that the interfaces may have.
  static let keys = (1...6).flatMap { index in [1, 2].map { key(index, $0) } }

  private static func key(_ index: Int, _ generation: Int) -> PresharedKeyName {
    PresharedKeyName(peer: "n\(index)", generation: generation)
  }

  private mutating func prefixes(_ index: Int) -> [Prefix] {
    [
      "10.10.0.\(index)/32", "fd10:10::\(index)/128", "10.20.\(index).0/24", "fd20:0:0:\(index)::/64",
      "192.0.2.\(index)/32",
    ]
    .filter { _ in Int.random(in: 0..<4, using: &random) > 0 }.compactMap { Prefix($0) }
  }
}
