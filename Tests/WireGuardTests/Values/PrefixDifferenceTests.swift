import TestSupport
import Testing
import WireGuard

struct PrefixDifferenceTests {
  @Test(arguments: [
    ("10.0.0.0/24", [], ["10.0.0.0/24"]),
    ("10.0.0.0/24", ["10.0.1.0/24", "fd00::/64"], ["10.0.0.0/24"]),
    ("10.0.0.0/24", ["10.0.0.0/24"], []),
    ("10.0.0.0/24", ["10.0.0.0/16"], []),
    ("10.0.0.7/32", ["10.0.0.7/32"], []),
    ("10.0.0.22/31", ["10.0.0.22/32"], ["10.0.0.23/32"]),
    ("10.0.0.0/30", ["10.0.0.1/32"], ["10.0.0.0/32", "10.0.0.2/31"]),
    ("10.0.0.0/22", ["10.0.1.0/24", "10.0.2.0/24"], ["10.0.0.0/24", "10.0.3.0/24"]),
    ("::/0", ["8000::/1"], ["::/1"]),
    ("fd00::/126", ["fd00::3/128"], ["fd00::/127", "fd00::2/128"]),
  ])
  func theFewestPrefixesOfWhatIsLeft(_ prefix: String, _ others: [String], _ expected: [String]) throws {
    let others = try others.map { try #require(Prefix($0)) }
    #expect(try #require(Prefix(prefix)).subtracting(others).map(\.description) == expected)
  }

  @Test func noAddressComesOrGoes() throws {
    for seed in 0..<500 {
      var random = SeededGenerator(seed: seed)
      func prefix(_ lengths: ClosedRange<Int>) throws -> Prefix {
        let address = IPAddress(family: .ipv4, bits: UInt128(0x0A00_0000 + UInt32.random(in: 0..<64, using: &random)))
        return try #require(Prefix(masking: address, length: Int.random(in: lengths, using: &random)))
      }
      let whole = try prefix(26...32)
      let others = Prefix.aggregated(try (0..<Int.random(in: 0...12, using: &random)).map { _ in try prefix(27...32) })
      let result = whole.subtracting(others)
      for bits in 0x0A00_0000..<(0x0A00_0000 + 72) {
        let address = IPAddress(family: .ipv4, bits: UInt128(bits))
        let isLeft = whole.contains(address) && !others.contains { $0.contains(address) }
        #expect(isLeft == result.contains { $0.contains(address) }, "seed \(seed)")
      }
      #expect(Prefix.aggregated(result) == result)
    }
  }
}
