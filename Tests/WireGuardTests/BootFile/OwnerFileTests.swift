import TestSupport
import Testing
import WireGuard

/// The file for the owner of a node, used by wg-quick itself.
struct OwnerFileTests {
  private func file(_ key: PublicKey, listens: Bool = false, networks: [String] = []) throws -> OwnerFile {
    let prefixes = { (texts: [String]) in try texts.map { try #require(Prefix($0)) } }
    return OwnerFile(
      mesh: "example", node: "phone",
      interface: Interface(
        name: .wg0, publicKey: key, listenPort: 51820, mtu: 1380,
        addresses: try prefixes(["10.10.0.30/32", "fd10:10::1e/128"]),
        peers: [
          Peer(
            publicKey: .numbered(1), endpoint: Endpoint("127.0.0.1:51821"),
            allowedIPs: try prefixes(["10.10.0.1/32", "10.20.0.0/16", "fd10:10::1/128"]), keepalive: 25)
        ],
        routes: try prefixes(["10.10.0.1/32", "10.20.0.0/16", "fd10:10::1/128"])),
      peerNames: [.numbered(1): "hub-a"], networks: try prefixes(networks), listens: listens)
  }

  @Test func saysWhatItsOwnerHasToKnow() throws {
    #expect(
      try file(.numbered(5), listens: true, networks: ["10.30.0.0/24"]).template == """
        # Weft: phone of mesh example; Weft does not touch this host, its owner does
        # Behind it: 10.30.0.0/24; it has to forward for them
        [Interface]
        PrivateKey = <the private half of \(PublicKey.numbered(5))>
        Address = 10.10.0.30/32
        Address = fd10:10::1e/128
        ListenPort = 51820
        MTU = 1380
        [Peer]
        # hub-a
        PublicKey = \(PublicKey.numbered(1))
        AllowedIPs = 10.10.0.1/32, 10.20.0.0/16, fd10:10::1/128
        Endpoint = 127.0.0.1:51821
        PersistentKeepalive = 25

        """)
  }

  @Test func givesTheInterfaceOnceTheKeyIsIn() async throws {
    try await withHost(.dash) { host in
      let secret = try #require(Secret(String(try await host.expect("wg genkey").dropLast())))
      let file = try file(try #require(PublicKey(ofPrivateKey: secret)))
      let text = String(decoding: file.bytes(privateKey: secret), as: UTF8.self)
      #expect(!text.contains("#"))
      try await host.expect("umask 077; printf %s \(text) >\(file.path); wg-quick up wg0")
      let observed = try HostObserver.parse(
        try await host.expect(HostObserver.script(mesh: "example")), node: "phone")
      let live = try #require(observed.interfaces.first).configuration
      #expect(live.publicKey == file.interface.publicKey && live.mtu == 1380)
      #expect(live.addresses == file.interface.addresses && live.peers == file.interface.peers)
      for route in file.interface.routes {
        #expect(try await host.expect("ip route get \(route.address)").contains("dev wg0"), "\(route)")
      }
    }
  }
}
