import Diagnostics
import TestSupport
import Testing
import WireGuard

/// wg-quick files as people and programs write them.
struct QuickFileTests {
  /// A private key that is nobody's, and its public half as `wg pubkey` prints it.
  private static let privateKey = "qDgcSl9EMbHkiciuz8G5wFDNrFHNYBJoGzdJAIBZvkM="
  private static let publicKey = "n0PAtUesoq7cunEft4Z+we2+DxMQ0jBuxNstD3ZMs3I="
  private static let other = "/B9D73V266aZo71vubwva46mnYPLK/iJmeAIg/8UqEc="

  private func read(_ text: String) throws -> QuickFile {
    let (file, diagnostics) = QuickFile.read(Array(text.utf8), file: "a.conf")
    #expect(diagnostics == [])
    return try #require(file)
  }

  @Test func everythingThatSaysSomethingOfTunnelsIsRead() throws {
    let file = try read(
      """
      [Interface]
      # Name = hub-a
      Address = 10.10.0.1/24, fd10:10::1/64
      address=10.11.0.1   # a second one
      PrivateKey = \(Self.privateKey)
      ListenPort = 51820
      MTU = 1380
      DNS = 10.10.0.53, lan
      PostUp = iptables -A FORWARD -i %i -j ACCEPT

      [Peer]
      # fra-1
      PublicKey = \(Self.other)
      PresharedKey = \(Self.privateKey)
      Endpoint = [2001:db8::1]:51821
      AllowedIPs = 10.10.0.2/32, 10.20.1.7/24
      AllowedIPs = fd10:10::2/128
      PersistentKeepalive = 25
      """)
    #expect(file.name == "hub-a")
    #expect(file.publicKey?.description == Self.publicKey)
    #expect(file.addresses.map { "\($0.address)/\($0.length)" } == ["10.10.0.1/24", "fd10:10::1/64", "10.11.0.1/32"])
    #expect(file.addresses[1].place == SourceRange(file: "a.conf", line: 3, column: 25, length: 13))
    #expect(file.listenPort == 51_820)
    #expect(file.mtu == 1_380)
    #expect(file.otherLines.map(\.key) == ["DNS", "PostUp"])
    let peer = try #require(file.peers.first)
    #expect(peer.name == "fra-1")
    #expect(peer.publicKey.description == Self.other)
    #expect(peer.endpoint == Endpoint("[2001:db8::1]:51821"))
    #expect(peer.allowedIPs.map(\.description) == ["10.10.0.2/32", "10.20.1.0/24", "fd10:10::2/128"])
    #expect(peer.keepalive == 25)
    #expect(peer.hasPresharedKey)
  }

  /// Nothing of a private or pre-shared key is in the value, whichever way it is printed.
  @Test func noSecretIsKept() throws {
    let file = try read("[Interface]\nPrivateKey = \(Self.privateKey)\nAddress = 10.0.0.1/24")
    var text = ""
    dump(file, to: &text)
    #expect(!text.contains(Self.privateKey.prefix(12)))
    #expect(text.contains(Self.publicKey))
  }

  @Test(arguments: [
    ("# laptop\n[Peer]\nPublicKey = KEY", "laptop"),
    ("[Peer]\n# Name: laptop\nPublicKey = KEY", "laptop"),
    ("[Peer]\n#friendly_name = x\nPublicKey = KEY", nil),
    ("### Client laptop\n[Peer]\nPublicKey = KEY", "laptop"),
    ("# Client: laptop (3f2a-11)\n[Peer]\nPublicKey = KEY", "laptop"),
    ("[Peer]\nPublicKey = KEY\n# Endpoint = 203.0.113.1:1", nil),
    ("[Peer]\n# of the two this one\nPublicKey = KEY", nil),
    ("[Peer]\nPublicKey = KEY\n\n# laptop", nil),
  ])
  func commentsNamePeers(_ section: String, _ name: String?) throws {
    let file = try read("[Interface]\n\n" + section.replacing("KEY", with: Self.other))
    #expect(file.peers.map(\.name) == [name])
  }

  @Test func aCommentAboveASectionIsNotAboutTheOneBefore() throws {
    let file = try read(
      "[Interface]\n\n# a\n[Peer]\nPublicKey = \(Self.other)\n\n# b\n[Peer]\nPublicKey = \(Self.publicKey)")
    #expect(file.name == nil)
    #expect(file.peers.map(\.name) == ["a", "b"])
  }

  /// What Weft writes sets endpoints and addresses by hooks.
  @Test func bootFilesOfWeftsAreRead() throws {
    let file = try read(
      """
      # Weft: hub-a of mesh example; hooks that end in `: weft` are Weft's, other lines here yours
      [Interface]
      PrivateKey = \(Self.privateKey)
      Table = off
      PostUp = ip -4 address replace 10.10.0.1/32 dev %i || : weft
      PostUp = ip -4 route replace 10.10.0.2/32 dev %i proto 171 || : weft
      PostUp = wg set %i peer \(Self.other) endpoint 198.51.100.7:3021 || : weft-seen
      PostUp = (WG_ENDPOINT_RESOLUTION_RETRIES=15 wg set %i peer \(Self.other) endpoint fra.example.net:51820 </dev/null >/dev/null 2>&1 &) || : weft
      [Peer]
      # fra-1
      PublicKey = \(Self.other)
      AllowedIPs = 10.10.0.2/32
      """)
    #expect(file.addresses.map(\.address.description) == ["10.10.0.1"])
    #expect(file.peers.first?.endpoint == Endpoint("fra.example.net:51820"))
    #expect(file.otherLines.map(\.key) == ["Table"])
  }

  @Test(arguments: [
    ("[Interface]\n1️⃣Adress = 10.0.0.1/24", "is no key of wg-quick's"),
    ("[Interface]\n1️⃣Endpoint = 203.0.113.1:51820", "belongs into a [Peer] section"),
    ("[Interface]\nAddress = 10.0.0.1/24, 1️⃣10.0.0.300", "expected an address such as 10.10.0.1/24"),
    ("[Interface]\nListenPort = 1️⃣65536", "expected a port, 0 to 65535"),
    ("[Interface]\nPrivateKey = 1️⃣abc", "expected a private key: 44 characters of base64 that end in `=`"),
    ("[Interface]\n1️⃣what is this", "expected `KEY = VALUE`"),
    ("1️⃣ListenPort = 1\n[Interface]", "stands before any section"),
    ("[Interface]\n1️⃣[Pear]\nPublicKey = x", "unknown section"),
    ("[Interface]\n1️⃣[Peer]\nAllowedIPs = 10.0.0.1/32", "this peer has no PublicKey"),
    ("[Interface]\n[Peer]\nPublicKey = 1️⃣abc", "expected a public key: 44 characters of base64 that end in `=`"),
    (
      "[Interface]\n[Peer]\nPublicKey = KEY\n[Peer]\nPublicKey = 1️⃣KEY", "this peer is given twice"
    ),
    ("[Interface]\n[Peer]\nPublicKey = KEY\nEndpoint = 1️⃣hub", "expected an endpoint such as hub.example.net:51820"),
    (
      "[Interface]\r\n[Peer]\r\nPublicKey = KEY\r\nAllowedIPs = ::/0,1️⃣10.0.0.0/33\r\n",
      "expected a network such as 10.20.1.0/24"
    ),
    (
      "[Interface]\n[Peer]\nPublicKey = KEY\nPersistentKeepalive = 1️⃣-1",
      "expected `off`, or seconds from 0 to 65535"
    ),
  ])
  func whatIsWrongIsToldWithItsPlace(_ text: String, _ message: String) throws {
    let marked = MarkedFiles(["a.conf": text.replacing("KEY", with: Self.other)])
    let (file, diagnostics) = QuickFile.read(try #require(marked.files["a.conf"]), file: "a.conf")
    #expect(file == nil)
    let first = try #require(diagnostics.first)
    #expect(diagnostics.count == 1)
    #expect(first.message == message)
    guard case .source(let place) = first.place else { return #expect(Bool(false), "\(first.place)") }
    #expect(place.description == marked.positions[1]?.description)
  }

  @Test(arguments: ["PrivatKey = SECRET", "PrivateKey = SECRET1", "SECRET", "[Peer]\nPresharedKeys = SECRET"])
  func aLineThatMayHoldASecretIsNotShown(_ line: String) throws {
    let text = "[Interface]\n" + line.replacing("SECRET", with: Self.privateKey)
    let (_, diagnostics) = QuickFile.read(Array(text.utf8), file: "a.conf")
    #expect(!diagnostics.isEmpty)
    let shown = DiagnosticRenderer { _ in text }.render(diagnostics)
    #expect(!shown.contains(Self.privateKey.prefix(12)), "\(shown)")
  }

  /// Whatever stands in a file, it is read or refused, and never ends the program.
  @Test func damagedFilesAreReadOrRefused() {
    var random = SeededGenerator(seed: 5)
    let good = """
      [Interface]
      PrivateKey = \(Self.privateKey)
      Address = 10.0.0.1/24

      [Peer]
      PublicKey = \(Self.other)
      AllowedIPs = 10.0.0.2/32, fd00::/64
      Endpoint = [2001:db8::1]:51820
      """
    let pieces = ["[", "]", "=", "#", ",", "\n", "\r", "\u{0}", "é", ":", "/", "Peer", "\u{FFFD}", " "].map {
      Array($0.utf8)
    }
    var refused = 0
    for _ in 0..<5_000 {
      var bytes = Array(good.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        if Bool.random(using: &random) {
          bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: at)
        } else {
          bytes[at] = UInt8.random(in: 0...255, using: &random)
        }
      }
      let (file, diagnostics) = QuickFile.read(bytes, file: "a.conf")
      #expect((file == nil) == !diagnostics.isEmpty)
      if file == nil { refused += 1 }
      let text = String(decoding: bytes, as: UTF8.self)
      let shown = DiagnosticRenderer { _ in text }.render(diagnostics)
      #expect(!shown.contains(Self.privateKey.prefix(16)))
    }
    #expect(refused > 1_000)
  }
}
