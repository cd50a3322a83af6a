import TestSupport
import Testing
import WireGuard

/// Real interfaces of wireguard-go, read by the real script under each shell.
@Suite struct HostObserverTests {
  @Test(arguments: HostNamespace.Shell.allCases)
  func anEmptyHost(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let observation = try await observe(host)
      #expect(observation.interfaces.isEmpty && observation.bootFiles.isEmpty && observation.keys.isEmpty)
      #expect(observation.marker == nil)
      #expect(observation.clock.unixSeconds > 1_700_000_000 && observation.clock.uptimeTicks > 0)
      #expect(observation.clock.bootID.count == 36)
      #expect(observation.abilities.hasUserspaceWireGuard && observation.abilities.hasWGQuick)
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func everythingIsRead(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let key = try await host.addInterface(.wg0, listenPort: 51820, mesh: "example")
      let other = try await host.addInterface(try #require(InterfaceName("wg1")), listenPort: 51821, mesh: "example")
      let far = try #require(PublicKey(bytes: Array(repeating: 7, count: 32)))
      let marker = Marker(mesh: "example", node: "a", commit: "0123", digest: "d'\"1", interfaces: ["wg0"])
      try await host.expect(
        """
        ip link set wg0 mtu 1380
        ip -4 address add 10.10.0.1/32 dev wg0
        ip -6 address add fd10:10::1/128 dev wg0
        ip -4 route add 10.10.0.2/32 dev wg0 proto \(RouteProtocol.weft)
        ip -4 route add 10.20.0.0/24 dev wg0 proto \(RouteProtocol.weft)
        ip -6 route add fd10:10::2/128 dev wg0 proto \(RouteProtocol.weft)
        wg set wg0 peer \(other) endpoint 127.0.0.1:51821 persistent-keepalive 25 allowed-ips 10.10.0.2/32,fd10:10::2/128
        wg set wg0 peer \(far) allowed-ips 0.0.0.0/0,::/0
        wg set wg1 peer \(key) endpoint '[::1]:51820'
        echo 1 >/proc/sys/net/ipv4/conf/all/forwarding
        printf '%s\\n' \(marker.json) >\(HostFolder.marker(mesh: "example"))
        """)
      var observation = try await observe(host)
      try await until("the handshake") {
        observation = try await observe(host)
        return observation.interfaces.first?.status[other]?.latestHandshake != nil
      }
      let expected = Interface(
        name: .wg0, publicKey: key, listenPort: 51820, mtu: 1380,
        addresses: try prefixes("10.10.0.1/32", "fd10:10::1/128"),
        peers: [
          Peer(
            publicKey: other, endpoint: Endpoint("127.0.0.1:51821"),
            allowedIPs: try prefixes("10.10.0.2/32", "fd10:10::2/128"), keepalive: 25),
          Peer(publicKey: far, allowedIPs: try prefixes("0.0.0.0/0", "::/0")),
        ],
        routes: try prefixes("10.10.0.2/32", "10.20.0.0/24", "fd10:10::2/128"))
      #expect(observation.interfaces.map(\.configuration.name.text) == ["wg0", "wg1"])
      let interface = try #require(observation.interfaces.first)
      #expect(interface.configuration == expected)
      #expect(interface.isUp)
      #expect((interface.status[other]?.sent ?? 0) > 0 && interface.status[far] == PeerStatus())
      #expect(observation.forwarding == Forwarding(ipv4: true, ipv6: false))
      #expect(observation.marker == marker)
      #expect(observation.keys == [key, other].sorted())
      let output = try await host.expect(HostObserver.script(mesh: "example"))
      let secrets = try await host.expect("cat \(HostFolder.keys(mesh: "example"))/*").split(separator: "\n")
      #expect(secrets.count == 2 && secrets.allSatisfy { !output.contains($0) })
    }
  }

  /// An address may have the length of a whole network, as wg-quick files often say: it is the same address.
  @Test(arguments: HostNamespace.Shell.allCases)
  func addressesWithTheLengthOfANetwork(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      _ = try await host.addInterface(.wg0, listenPort: 51820, mesh: "example")
      try await host.expect(
        """
        ip -4 address add 10.10.0.1/24 dev wg0
        ip -4 address add 10.10.0.11/24 dev wg0
        ip -6 address add fd10:10::1/64 dev wg0
        ip link set wg0 up
        """)
      func addresses() async throws -> [String] {
        try await observe(host).interfaces.flatMap(\.configuration.addresses).map(\.description)
      }
      #expect(try await addresses() == ["10.10.0.1/32", "10.10.0.11/32", "fd10:10::1/128"])
      #expect(try await observe(host).interfaces.flatMap(\.configuration.routes).isEmpty)
      for address in try prefixes("10.10.0.11/32", "fd10:10::1/128", "fd10:10::1/128") {
        try await host.expect(
          InterfaceCommand.removeAddress(address).shell(on: .wg0, mesh: "example", abilities: .none))
      }
      #expect(try await addresses() == ["10.10.0.1/32"])
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func anInterfaceThatDoesNotAnswerHoldsNobodyUp(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      _ = try await host.addInterface(.wg0, listenPort: 51820, mesh: "example")
      try await host.expect(
        "for p in /proc/[0-9]*; do if [ \"$(cat $p/comm)\" = wireguard-go ]; then kill -STOP ${p#/proc/}; fi; done")
      await #expect(throws: ObservationError.silent(node: "a", interface: "wg0")) { _ = try await observe(host) }
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func keysThatAreLookedForAreFoundInBootFiles(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let (peer, hook) = (PublicKey.numbered(1), PublicKey.numbered(2))
      try await host.expect(
        """
        printf '%s\\n' '[Interface]' 'PostUp = wg set %i peer \(hook)' '[Peer]' 'PublicKey = \(peer)' \\
          >/etc/wireguard/wg0.conf
        echo '[Interface]' >/etc/wireguard/wg1.conf
        """)
      let script = HostObserver.script(mesh: "example", lookingFor: [peer, hook, .numbered(3)])
      let files = try HostObserver.parse(try await host.expect(script), node: "a").bootFiles
      #expect(files.map(\.mentions) == [[peer, hook].sorted(), []])
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func filesThatAreNobodysInterface(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      try await host.expect(
        "cd /etc/wireguard; touch 'my vpn.conf' a-name-that-is-too-long.conf 'a&b.conf'; mkdir d.conf; touch ok.conf")
      #expect(try await observe(host).bootFiles.map(\.interface.text) == ["ok"])
    }
  }

  @Test(arguments: [
    "clock x", "interface wg0 key port", "link wg0 nonsense", "boot wg0 12", "what ever", "boot-line wg0 text",
    "interface wg0 (none) 1\nendpoints wg0 notakey 1.2.3.4:5",
  ])
  func linesThatMakeNoSenseAreErrors(text: String) {
    #expect(throws: ObservationError.self) { _ = try HostObserver.parse(text + "\nend\n", node: "a") }
  }

  @Test func aReportThatIsCutShortIsAnError() {
    #expect(throws: ObservationError.incomplete(node: "a")) {
      _ = try HostObserver.parse("clock 1700000000 12.34 id\n", node: "a")
    }
  }

  @Test(arguments: [
    ("6.16.1", "v1.0.20250521", true), ("6.12.9-amd64", "v1.0.20250521", false), ("7.0.0", "v1.0.20210914", false),
  ])
  func whereSinglePrefixesCanBeMoved(kernel: String, tools: String, known: Bool) throws {
    let text = """
      clock 1 2.00 id
      tools wireguard-tools \(tools) - https://git.zx2c4.com/wireguard-tools/
      kernel \(kernel)
      able kernel
      end
      """
    #expect(try HostObserver.parse(text, node: "a").abilities.hasIncrementalAllowedIPs == known)
  }

  private func observe(_ host: HostNamespace) async throws -> HostObservation {
    try HostObserver.parse(try await host.expect(HostObserver.script(mesh: "example")), node: "a")
  }

  private func prefixes(_ texts: String...) throws -> [Prefix] { try texts.map { try #require(Prefix($0)) } }
}
