import TestSupport
import Testing
import WireGuard

@testable import FRR

struct ObservationTests {
  @Test func neighborsAreRead() throws {
    let observation = try RoutingObservation(Self.report, node: "a")
    #expect(observation.isInstalled && observation.daemons.contains("ospfd"))
    let told = observation.adjacencies.map {
      "\($0.kind) \($0.interface) \($0.peer) \($0.state) \($0.seconds ?? -1) \($0.isUp)"
    }
    #expect(
      told == [
        "ospf wg-hub-b 10.10.0.2 Full 467 true", "ospf wg-fra-1 10.10.0.3 ExStart 2 false",
        "ospf6 wg-hub-b 10.10.0.2 Full 93784 true", "bgp wg-fra-1  Active 0 false",
        "bgp wg-hub-b  Established 4 true", "bfd wg-hub-b fe80::2 up 467 true",
      ])
    #expect(observation.running.contains(FRRLine(["interface wg-hub-b"], "ip ospf cost 1")))
    #expect(observation.recorded == [FRRLine(["interface wg-hub-b"], "ip ospf cost 1")])
  }

  @Test func hostsWithoutFRRSaySo() throws {
    let observation = try RoutingObservation("frr-end\n", node: "a")
    #expect(!observation.isInstalled && observation.daemons.isEmpty && observation.adjacencies.isEmpty)
    #expect(throws: ObservationError.incomplete(node: "a")) { try RoutingObservation("frr installed\n", node: "a") }
  }

  /// What is secret is told as a digest alone, and what an operator has in his configuration stays where it is.
  @Test(.needsFRR, arguments: HostNamespace.Shell.allCases)
  func secretsStayOnTheHost(shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      if shell == .busybox { try await host.expect("ln -s /usr/bin/vtysh /run/bin/") }
      try await host.startFRR(["ospfd", "ospf6d", "bgpd", "ripd"])
      let key = PresharedKeyName(peer: "fra-1", generation: 2)
      let derived = SHA256Digest.hex(of: "weft routing\nwhat the file holds\n").prefix(16)
      try await host.expect(
        """
        mkdir -p \(HostFolder.presharedKeys(mesh: "example")) && cd \(HostFolder.presharedKeys(mesh: "example"))
        echo 'what the file holds' >fra-1.2; : >fra-2.2; echo other >'fra 1.2'; mkdir fra-3.2
        """)
      let lines = [
        "interface wg0", " ip ospf message-digest-key 1 md5 verysecret", " ip ospf authentication message-digest",
        " ip ospf message-digest-key 2 md5 othersecret 10.0.0.1", " ip rip authentication string ripsecret",
        " ipv6 ospf6 authentication keychain theirs", "exit", "interface wg1",
        " ip ospf authentication-key topsecret", " ipv6 ospf6 authentication key-id 7 hash-algo md5 key sixsecret",
        "exit", "key chain theirs", " key 1", "  key-string chainsecret", "  cryptographic-algorithm hmac-sha-256",
        " exit", "exit", "router bgp 65000", " neighbor 192.0.2.1 remote-as 65001",
        " neighbor 192.0.2.1 password neighborsecret", "exit", "interface wg2",
        " ip ospf message-digest-key 2 md5 \(derived)", "exit",
      ]
      try await host.expect("printf '%s\\n' \(ShellText(words: lines.map { "\($0)" })) | vtysh -f /dev/stdin")
      let output = try await host.expect(RoutingObserver.script(mesh: "example"))
      #expect(!output.contains("secret") && !output.contains(derived))
      let observation = try RoutingObservation(output, node: "a")
      let digest = SHA256Digest.hex(of: "verysecret")
      #expect(
        observation.running.contains(FRRLine(["interface wg0"], "ip ospf message-digest-key 1 md5 sha256:\(digest)")))
      #expect(observation.running.contains(FRRLine(["interface wg0"], "ip ospf authentication message-digest")))
      #expect(
        observation.running.contains(
          FRRLine(["key chain theirs", "key 1"], "cryptographic-algorithm hmac-sha-256")))
      #expect(observation.running.filter { $0.text.contains("sha256:") }.count == 7)
      #expect(observation.running.compactMap(\.presharedKey) == [key])
    }
  }

  @Test(arguments: [
    ("FRRouting 8.4.4 (hub-a) on Linux(6.1.0-13-amd64).", false), ("FRRouting 8.5 (a).", true),
    ("FRRouting 10.2.1 (a) on Linux.", true), ("FRRouting 9.0-dev (a).", true), ("FRRouting unknown (a).", false),
    ("", false),
  ])
  func versionsThatForgetNeighborsAreKnown(version: String, forgets: Bool) throws {
    let line = version.isEmpty ? "" : "frr-version \(version)\n"
    #expect(try RoutingObservation("frr installed\n\(line)frr-end\n", node: "a").forgetsNeighbors == forgets)
  }

  @Test func routesThatDropAreLines() throws {
    let observation = try RoutingObservation(
      """
      frr installed
      frr-drop blackhole 10.20.9.0/24 metric 4261412866
      frr-drop blackhole 10.20.8.1 metric 4261412866
      frr-drop blackhole fd20::/64 dev lo metric 4261412866 pref medium
      frr-drop unreachable 10.1.0.0/16
      frr-wayless 10.20.9.0/24
      frr-wayless damaged
      frr-end

      """, node: "a")
    let dropped = TextTests.prefixes("10.20.9.0/24", "10.20.8.1/32", "fd20::/64")
    #expect(observation.running.map(\.dropped) == dropped)
    #expect(observation.wayless == Set(TextTests.prefixes("10.20.9.0/24")))
  }

  @Test func whatIsDerivedFromAKeyThatIsGoneIsUnknown() throws {
    let observation = try RoutingObservation(Self.report, node: "a")
    let key = PresharedKeyName(peer: "hub-b", generation: 1)
    #expect(observation.running.compactMap(\.presharedKey) == [key])
    #expect(observation.forgetting([PresharedKeyName(peer: "hub-b", generation: 2)]) == observation)
    #expect(
      observation.forgetting([key]).running.contains(
        FRRLine(["interface wg-hub-b"], "ip ospf message-digest-key 1 md5 sha256:")))
  }

  /// A line that FRR refuses, and a daemon that does not run, are failures that say which.
  @Test(.needsFRR) func refusalsAreTold() async throws {
    try await withHost(.dash) { host in
      try await host.startFRR(["ospfd", "ospf6d"])
      let router = TextTests.router(.ospf(.init()))
      let difference = RoutingDifference(desired: router, mesh: "example", running: [], recorded: [])
      let missing = try await host.run(difference.apply(mesh: "example", daemons: router.daemons))
      #expect(missing.exitCode == 1 && missing.errorOutput.contains("FRR's bfdd does not run"))
      #expect(try await host.run("test -e \(HostFolder.routing(mesh: "example"))").exitCode != 0)
      var wrong = router
      wrong.mesh = "a b"
      let refused = try await host.run(
        RoutingDifference(desired: wrong, mesh: "example", running: [], recorded: []).apply(
          mesh: "example", daemons: []))
      #expect(refused.exitCode == 1)
      #expect(refused.errorOutput.contains("Unknown command"))
    }
  }

  static let report = """
    frr installed
    frr-daemons  zebra ospfd ospf6d bgpd watchfrr staticd bfdd
    frr-running Building configuration...
    frr-running !
    frr-running frr version 8.4.4
    frr-running interface wg-hub-b
    frr-running  ip ospf cost 1
    frr-running  ip ospf message-digest-key 1 md5 preshared:hub-b.1
    frr-running exit
    frr-running router bgp 4200000001
    frr-running  address-family ipv4 unicast
    frr-running   network 10.10.0.1/32
    frr-running  exit-address-family
    frr-running exit
    frr-running ip prefix-list weft-example-own-4 seq 5 permit 10.10.0.1/32
    frr-running end
    frr-ospf {"neighbors":{
    frr-ospf "10.10.0.2":[{"nbrState":"Full\\/-","upTimeInMsec":467497,"ifaceName":"wg-hub-b:10.10.0.1"}],
    frr-ospf "10.10.0.3":[{"nbrState":"ExStart\\/-","upTimeInMsec":2100,"ifaceName":"wg-fra-1:10.10.0.1"}]}}
    frr-ospf6 {"neighbors":[{"neighborId":"10.10.0.2","state":"Full","duration":"1d02h03m04s","interfaceName":"wg-hub-b"}]}
    frr-bgp {"ipv4Unicast":{"peers":{"wg-hub-b":{"state":"Established","peerUptimeMsec":4000}}},
    frr-bgp "ipv6Unicast":{"peers":{"wg-hub-b":{"state":"Established","peerUptimeMsec":4000},
    frr-bgp "wg-fra-1":{"state":"Active","peerUptimeMsec":0}}}}
    frr-bfd [{"peer":"fe80::2","interface":"wg-hub-b","status":"up","uptime":467},{"peer":"10.0.0.9","status":"up"}]
    frr-record interface wg-hub-b
    frr-record  ip ospf cost 1
    frr-record exit
    frr-end

    """
}
