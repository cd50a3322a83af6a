import Testing
import WireGuard

@Suite struct PresharedKeyNameTests {
  @Test(arguments: [("fra-1.3", "fra-1", 3), ("a.b.1000000", "a.b", 1_000_000), ("1.1", "1", 1)])
  func itIsTheNameOfAFile(file: String, peer: String, generation: Int) throws {
    let name = try #require(PresharedKeyName(fileName: file))
    #expect(name == PresharedKeyName(peer: peer, generation: generation))
    #expect(name.fileName == file)
  }

  @Test(arguments: ["", "fra-1", "fra-1.", ".3", "fra-1.0", "fra-1.-1", "fra-1.03", "fra-1.+3", "fra-1.x"])
  func otherFilesAreNobodys(file: String) { #expect(PresharedKeyName(fileName: file) == nil) }

  @Test func theWordsThatSetOne() {
    let file = PresharedKey.file(PresharedKeyName(peer: "fra-1", generation: 3))
    #expect(file.words(mesh: "m")?.text == "preshared-key /etc/wireguard/weft/m/psk/fra-1.3")
    #expect(PresharedKey.off.words(mesh: "m")?.text == "preshared-key /dev/null")
    #expect(PresharedKey.unknown.words(mesh: "m") == nil)
  }

  @Test func aSecretDoesNotShow() throws {
    let secret = try #require(Secret("hunter2"))
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped] {
      #expect(!text.contains("hunter2") && !text.contains("104"))
    }
    #expect(Secret("two\nlines") == nil && Secret("") == nil)
  }
}
