import TestSupport
import Testing
import WireGuard

/// Pre-shared keys on real interfaces: set, read and written by the real scripts under each shell.
@Suite struct PresharedKeyReadingTests {
  private static let old = PresharedKeyName(peer: "fra-1", generation: 1)
  private static let new = PresharedKeyName(peer: "fra-1", generation: 2)
  private static let folder = HostFolder.presharedKeys(mesh: "example")

  @Test(arguments: HostNamespace.Shell.allCases)
  func aHostSaysWhichFileHoldsAKeyAndNeverTheKey(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let key = try await setUp(host)
      let peers = (1...4).map { PublicKey.numbered($0) }
      try await host.expect(
        """
        wg set wg0 peer \(peers[0]) preshared-key \(Self.old.path(mesh: "example"))
        wg genpsk | wg set wg0 peer \(peers[1]) preshared-key /dev/stdin
        wg set wg0 peer \(peers[2])
        """)
      // What lies there and is no key is nobody's.
      try await host.expect("cd \(Self.folder); : >empty.1; echo text >hub-a.1; wg genpsk >'a b.1'; mkdir folder.1")
      let before = try await observe(host)
      #expect(
        try await host.expect("cd \(Self.folder); sha256sum fra-1.1 fra-1.2 | cut -d ' ' -f 1")
          == [Self.old, Self.new].compactMap { before.presharedKeys[$0] }.map { $0 + "\n" }.joined())
      #expect(before.presharedKeys.count == 2)
      let live = try #require(before.interfaces.first).configuration
      #expect(live.peers.sorted { $0.publicKey < $1.publicKey }.map(\.presharedKey) == shown(peers, live))

      // The commands lead from one to the other, and back to none.
      var next = live
      next.peers = next.peers.map { peer in
        var peer = peer
        peer.presharedKey = peer.publicKey == peers[0] ? .file(Self.new) : .off
        return peer
      }
      for command in InterfaceDifference.commands(from: live, to: next) {
        try await host.expect(command.shell(on: .wg0, mesh: "example", abilities: before.abilities))
      }
      let after = try #require(try await observe(host).interfaces.first).configuration
      #expect(after == next)

      // A boot file has the keys of its files, and says so.
      let file = BootFile(mesh: "example", node: "a", interface: after)
      try await host.expect(file.install())
      let state = try #require(try await observe(host).bootFiles.first)
      #expect(state.presharedKeys == [peers[0]: .file(Self.new)])
      #expect(file.matches(state) && state.publicKey == key)
      try await host.expect("ip link delete wg0; \(BootFile.bringUp(.wg0))")
      #expect(try await observe(host).interfaces.first?.configuration.peers == after.peers)
      try await host.expect("sed -i 's|^PresharedKey.*|PRESHAREDKEY=\(peers[3])|' /etc/wireguard/wg0.conf")
      let broken = try #require(try await observe(host).bootFiles.first)
      #expect(broken.presharedKeys == [peers[0]: .unknown])
      #expect(broken.digest == file.digest && !file.matches(broken))

      let said = try await host.expect(HostObserver.script(mesh: "example"))
      let secrets = try await host.expect(
        "cat \(Self.folder)/fra-1.* \(HostFolder.keys(mesh: "example"))/*; wg show wg0 preshared-keys | cut -f 2")
      #expect(secrets.split(separator: "\n").filter { $0.hasSuffix("=") }.allSatisfy { !said.contains($0) })
    }
  }

  @Test(arguments: HostNamespace.Shell.allCases)
  func aFileThatIsNotThereLeavesTheBootFile(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      let key = try await setUp(host)
      let peer = Peer(
        publicKey: .numbered(1), allowedIPs: [],
        presharedKey: .file(PresharedKeyName(peer: "fra-1", generation: 9)))
      let interface = Interface(
        name: .wg0, publicKey: key, listenPort: 1, mtu: 1420, addresses: [], peers: [peer], routes: [])
      try await host.expect("echo old >/etc/wireguard/wg0.conf")
      let result = try await host.run(BootFile(mesh: "example", node: "a", interface: interface).install())
      #expect(result.exitCode != 0)
      #expect(try await host.expect("cat /etc/wireguard/wg0.conf") == "old\n")
    }
  }

  /// A host of a full mesh of 1,000: as many files, and as many peers.
  @Test(arguments: HostNamespace.Shell.allCases)
  func aThousandKeysAreTold(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      _ = try await setUp(host)
      try await host.expect(
        """
        cd \(Self.folder)
        count=0
        while [ $count -lt 1000 ]; do
          count=$((count + 1))
          wg genpsk >node-$count.1
          printf '[Peer]\\nPublicKey = %s\\nPresharedKey = %s\\n' "$(wg genpsk)" "$(cat node-$count.1)"
        done >/run/peers
        wg addconf wg0 /run/peers
        """)
      let observation = try await observe(host)
      #expect(observation.presharedKeys.count == 1002)
      let peers = try #require(observation.interfaces.first).configuration.peers
      #expect(Set(peers.map(\.presharedKey)).count == 1000 && !peers.contains { $0.presharedKey == .unknown })
    }
  }

  private func shown(_ peers: [PublicKey], _ live: Interface) -> [PresharedKey] {
    let expected: [PublicKey: PresharedKey] = [peers[0]: .file(Self.old), peers[1]: .unknown, peers[2]: .off]
    return live.peers.map(\.publicKey).sorted().compactMap { expected[$0] }
  }

  /// An interface, and two generations of one tunnel's key.
  private func setUp(_ host: HostNamespace) async throws -> PublicKey {
    let key = try await host.addInterface(.wg0, listenPort: 51820, mesh: "example")
    try await host.expect("mkdir \(Self.folder); cd \(Self.folder); wg genpsk >fra-1.1; wg genpsk >fra-1.2")
    return key
  }

  private func observe(_ host: HostNamespace) async throws -> HostObservation {
    try HostObserver.parse(try await host.expect(HostObserver.script(mesh: "example")), node: "a")
  }
}
