import TestSupport
import Testing
import WireGuard

@Suite struct PublicKeyTests {
  @Test func readsWhatItWrites() throws {
    for number in 0..<200 {
      let key = PublicKey.numbered(number)
      #expect(PublicKey(key.description) == key)
      #expect(key.description.count == 44)
      #expect(PublicKey(bytes: key.bytes) == key)
    }
  }

  /// The first is from RFC 7748, section 6.1: Alice's public key.
  @Test func knowsTheStandardsExample() throws {
    let key = try #require(PublicKey("hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="))
    #expect(key.bytes.prefix(4) == [0x85, 0x20, 0xF0, 0x09])
    #expect(!key.isZero)
    #expect(key.abbreviation == "hSDw…o=")
    #expect(key.fileName == "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")
  }

  /// Alice's private key there.
  @Test func comesFromItsPrivateHalf() throws {
    let secret = try #require(Secret("dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo="))
    #expect(PublicKey(ofPrivateKey: secret)?.description == "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=")
    for text in ["dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LC", "AAAA", "not a key"] {
      #expect(PublicKey(ofPrivateKey: try #require(Secret(text))) == nil)
    }
  }

  @Test(arguments: [
    "", "hSDw", "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo", "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTm==",
    "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmp=",  // the same bytes, with an unused bit set
    "hSDwCYkwp1R0i33ctD73Wg2-Og0mOBr066SpjqqbTmo=", " hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=",
  ])
  func refuses(text: String) { #expect(PublicKey(text) == nil) }

  @Test func zeroIsZero() throws {
    let zero = try #require(PublicKey("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
    #expect(zero.isZero)
  }

  @Test func ordersAsItsBytes() {
    let keys = (0..<100).map { PublicKey.numbered($0) }
    let byBytes = keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    #expect(keys.sorted() == byBytes)
  }
}
