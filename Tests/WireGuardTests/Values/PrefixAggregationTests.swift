import TestSupport
import Testing
import WireGuard

struct PrefixAggregationTests {
  private func prefixes(_ texts: [String]) throws -> [Prefix] { try texts.map { try #require(Prefix($0)) } }

  @Test(arguments: [
    ([], []),
    (["10.0.0.0/32"], ["10.0.0.0/32"]),
    (["10.0.0.0/32", "10.0.0.1/32"], ["10.0.0.0/31"]),
    (["10.0.0.1/32", "10.0.0.2/32"], ["10.0.0.1/32", "10.0.0.2/32"]),
    (["10.0.0.3/32", "10.0.0.2/32", "10.0.0.0/31"], ["10.0.0.0/30"]),
    (["10.0.0.0/24", "10.0.0.7/32", "10.0.1.0/25", "10.0.1.128/25"], ["10.0.0.0/23"]),
    (["10.0.0.0/24", "fd00::/64", "fd00:0:0:1::/64"], ["10.0.0.0/24", "fd00::/63"]),
    (["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"], ["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"]),
    (["128.0.0.0/2", "192.0.0.0/2"], ["128.0.0.0/1"]),
  ])
  func theFewestPrefixesOfTheSameAddresses(_ given: [String], _ expected: [String]) throws {
    #expect(Prefix.aggregated(try prefixes(given)).map(\.description) == expected)
  }

  @Test func noAddressComesOrGoes() throws {
    for seed in 0..<500 {
      var random = SeededGenerator(seed: seed)
      let given = try (0..<Int.random(in: 0...24, using: &random)).map { _ in
        let address = IPAddress(family: .ipv4, bits: UInt128(0x0A00_0000 + UInt32.random(in: 0..<64, using: &random)))
        return try #require(Prefix(masking: address, length: Int.random(in: 27...32, using: &random)))
      }
      let result = Prefix.aggregated(given)
      for bits in 0x0A00_0000..<(0x0A00_0000 + 72) {
        let address = IPAddress(family: .ipv4, bits: UInt128(bits))
        #expect(given.contains { $0.contains(address) } == result.contains { $0.contains(address) }, "seed \(seed)")
      }
      #expect(result.count <= Set(given).count)
      #expect(Prefix.aggregated(result) == result)
    }
  }

  @Test func aPrefixIsFoundInItsParts() throws {
    let parts = try prefixes(["10.0.0.0/32", "10.0.0.1/32", "10.0.0.2/31", "10.0.0.6/31"])
    #expect(try #require(Prefix("10.0.0.0/30")).parts(in: parts).map(Array.init) == Array(parts.prefix(3)))
    #expect(try #require(Prefix("10.0.0.6/31")).parts(in: parts).map(Array.init) == Array(parts.suffix(1)))
    #expect(try #require(Prefix("10.0.0.4/30")).parts(in: parts) == nil)
    #expect(try #require(Prefix("10.0.0.8/31")).parts(in: parts) == nil)
  }
}
