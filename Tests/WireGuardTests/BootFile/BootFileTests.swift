import TestSupport
import Testing
import WireGuard

/// The file, written and used by real programs on real interfaces.
@Suite struct BootFileTests {
  /// One peer with an address, one with a name that nobody resolves, one without an endpoint.
  private func file(_ key: PublicKey, operatorLines: [String] = []) throws -> BootFile {
    BootFile(
      mesh: "example", node: "a",
      interface: Interface(
        name: .wg0, publicKey: key, listenPort: 51820, mtu: 1380,
        addresses: try prefixes("10.10.0.1/32", "fd10:10::1/128"),
        peers: [
          Peer(
            publicKey: .numbered(1), endpoint: Endpoint("127.0.0.1:51821"),
            allowedIPs: try prefixes("10.10.0.2/32", "fd10:10::2/128"), keepalive: 25),
          Peer(
            publicKey: .numbered(2), endpoint: Endpoint("hub.example.net:51820"),
            allowedIPs: try prefixes("10.10.0.3/32")),
          Peer(publicKey: .numbered(3), allowedIPs: []),
        ],
        routes: try prefixes("10.10.0.2/32", "10.10.0.3/32", "fd10:10::2/128")),
      peerNames: [.numbered(1): "hub-a"], operatorLines: operatorLines,
      forwarding: Forwarding(ipv4: true, ipv6: true), networks: try prefixes("10.20.1.0/24", "fd20:1::/64"))
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func itIsReadBackAsWritten(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let key = try await makeKey(host)
      let file = try file(key, operatorLines: ["# ours: don't touch", "PostUp = touch /run/hook-%i", "FwMark = 0x10"])
      try await host.expect(file.install())
      let state = try #require(try await observe(host).bootFiles.first)
      #expect(
        state
          == BootFileState(
            interface: .wg0, digest: file.digest, publicKey: key, operatorLines: file.operatorLines,
            startsAtBoot: false))
      #expect(
        try await host.expect("cd /etc/wireguard; ls -lA | grep -c '^-rw-------'; ls -A") == "1\nweft\nwg0.conf\n")
      // Anything of Weft's that is changed by hand shows; a secret or an endpoint does not.
      try await host.expect("sed -i 's/^ListenPort = .*/ListenPort = 1/' /etc/wireguard/wg0.conf")
      #expect(try await observe(host).bootFiles.first?.digest != file.digest)
      try await host.expect(BootFile.remove(.wg0))
      #expect(try await observe(host).bootFiles.isEmpty)
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func theTemplateIsTheFileWithoutItsSecrets(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let key = try await makeKey(host)
      var file = try file(key)
      let name = PresharedKeyName(peer: "hub-a", generation: 2)
      file.interface.peers[0].presharedKey = .file(name)
      let secret = PublicKey.numbered(77).description
      try await host.expect(
        "mkdir -p \(HostFolder.presharedKeys(mesh: "example")); echo \(secret) >\(name.path(mesh: "example"))")
      try await host.expect(file.install())
      let keyFile = "/etc/wireguard/weft/example/keys/\(key.fileName)"
      let privateKey = try await host.expect("cat \(keyFile)").dropLast()
      let written = try await host.expect("cat \(file.path)")
      #expect(written.contains(secret) && written.contains(privateKey))
      let masked = written.replacing(secret, with: "</etc/wireguard/weft/example/psk/hub-a.2>")
        .replacing(privateKey, with: "<\(keyFile)>")
      #expect(masked == file.template)
      // Nobody takes a template for the file.
      try await host.expect("printf %s \(file.template) >\(file.path)")
      #expect(try await host.run("wg-quick up wg0").exitCode != 0)
    }
  }

  @Test func aHostWithoutTheKeyKeepsItsFile() async throws {
    try await withHost(.dash) { host in
      try await host.expect("echo old >/etc/wireguard/wg0.conf")
      let result = try await host.run(try file(.numbered(9)).install())
      #expect(result.exitCode != 0 && result.errorOutput.contains("no such private key"))
      #expect(try await host.expect("cat /etc/wireguard/wg0.conf; ls -A /etc/wireguard") == "old\nwg0.conf\n")
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func aBootGivesTheInterfaceAndReloadsChangeNothing(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let key = try await makeKey(host)
      let file = try file(key, operatorLines: ["PostUp = touch /run/hook-%i"])
      try await host.expect(file.install())
      // A route that is there already, and no name server at all.
      try await host.expect(
        "ip link add va type veth peer name vb; ip link set va up; ip route add 10.10.0.3/32 dev va")
      try await host.expect(BootFile.bringUp(.wg0))
      try await host.expect("test -e /run/hook-wg0")
      var expected = file.interface
      expected.peers = expected.peers.map { peer in
        Peer(
          publicKey: peer.publicKey, endpoint: peer.endpoint?.address == nil ? nil : peer.endpoint,
          allowedIPs: peer.allowedIPs, keepalive: peer.keepalive)
      }
      #expect(try await configuration(host) == expected)
      #expect(try await observe(host).forwarding == Forwarding(ipv4: true, ipv6: true))
      // FRR comes with iproute2; busybox does not list them.
      for (family, network) in [(IPAddress.Family.ipv4, "10.20.1.0/24"), (.ipv6, "fd20:1::/64")] where shell == .dash {
        #expect(try await host.expect(DropCommand.show(family)).hasPrefix("blackhole \(network) "))
      }

      // A peer moves; the file must not move it back.
      try await host.expect("wg set wg0 peer \(PublicKey.numbered(3)) endpoint 127.0.0.9:999")
      let before = try await host.expect(state)
      for _ in 0..<2 {
        try await host.expect("bash -c 'exec wg syncconf wg0 <(exec wg-quick strip wg0)'")
        #expect(try await host.expect(state) == before)
      }

      // Written again, it keeps the operator's line and remembers where the peers were.
      let written = try #require(try await observe(host).bootFiles.first)
      var again = file
      again.operatorLines = written.operatorLines
      try await host.expect(again.install())
      #expect(try await observe(host).bootFiles.first?.digest == file.digest)
      try await host.expect("wg-quick down wg0; rm /run/hook-wg0; wg-quick up wg0 && test -e /run/hook-wg0")
      let after = try await configuration(host)
      #expect(after.peers.first { $0.publicKey == .numbered(3) }?.endpoint == Endpoint("127.0.0.9:999"))
      #expect(after.publicKey == key && after.addresses == expected.addresses && after.routes == expected.routes)
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func aNameThatResolvesIsSetAfterwards(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      try await host.expect("echo '127.0.0.5 hub.example.net' >/run/hosts; mount --bind /run/hosts /etc/hosts")
      try await host.expect(try file(try await makeKey(host)).install())
      try await host.expect(BootFile.bringUp(.wg0))
      try await until("the endpoint") {
        try await configuration(host).peers.contains { $0.endpoint == Endpoint("127.0.0.5:51820") }
      }
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func peopleMayAddLines(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let file = try file(try await makeKey(host))
      try await host.expect(file.install())
      try await host.expect("sed -i 's/^Table = off/&\\nPostUp = true\\n\\n# mine/' /etc/wireguard/wg0.conf")
      let state = try #require(try await observe(host).bootFiles.first)
      #expect(state.digest == file.digest && state.operatorLines == ["PostUp = true", "# mine"])
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func itIsStartedAtBoot(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      try await host.expect(try file(try await makeKey(host)).install())
      try await host.expect(BootFile.startAtBoot(.wg0))
      #expect(try await observe(host).bootFiles.first?.startsAtBoot == true)
      try await host.expect(BootFile.dontStartAtBoot(.wg0))
      #expect(try await observe(host).bootFiles.first?.startsAtBoot == false)
    }
  }

  private var state: ShellText {
    """
    for field in public-key listen-port fwmark peers endpoints allowed-ips persistent-keepalive; do
      wg show wg0 $field | sort
    done
    ip address show dev wg0 | sed 's/ tentative//'; ip -4 route; ip -6 route
    """
  }

  private func makeKey(_ host: HostNamespace) async throws -> PublicKey {
    try #require(KeyScript.parse(try await host.expect(KeyScript.make(mesh: "example"))))
  }

  private func configuration(_ host: HostNamespace) async throws -> Interface {
    try #require(try await observe(host).interfaces.first).configuration
  }

  private func observe(_ host: HostNamespace) async throws -> HostObservation {
    try HostObserver.parse(try await host.expect(HostObserver.script(mesh: "example")), node: "a")
  }

  private func prefixes(_ texts: String...) throws -> [Prefix] { try texts.map { try #require(Prefix($0)) } }
}
