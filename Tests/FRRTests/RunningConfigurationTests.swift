import FRR
import TestSupport
import Testing
import WireGuard

/// Against FRR itself: what is set is read back as it was wanted, and nothing of the operator's is touched.
struct RunningConfigurationTests {
  /// What the operator has on the host.
  private static let foreign = """
    ip route 192.168.77.0/24 blackhole
    ip prefix-list theirs seq 5 permit 10.0.0.0/8 le 24
    route-map theirs permit 10
     match ip address prefix-list theirs
    exit
    interface lan0
     ip ospf cost 7
    exit
    """

  private static let daemons = ["zebra", "ospfd", "ospf6d", "bgpd", "bfdd"]

  @Test(.needsFRR, .timeLimit(.minutes(10)), arguments: [false, true])
  func whatIsSetIsReadBack(isBGP: Bool) async throws {
    try await withHost(.dash) { host in
      try await host.startFRR()
      let lines = ShellText(words: Self.foreign.split(separator: "\n").map { "\(String($0))" })
      try await host.expect("printf '%s\\n' \(lines) | vtysh -f /dev/stdin")
      let foreign = try await observe(host).running
      #expect(!foreign.isEmpty)
      try await host.expect(
        """
        mkdir -p \(HostFolder.presharedKeys(mesh: "example")) && cd \(HostFolder.presharedKeys(mesh: "example"))
        for name in \(ShellText(words: RandomRouters.keys.map { "\($0.fileName)" })); do wg genpsk >$name; done
        """)
      var routers = RandomRouters(seed: isBGP ? 2 : 1, isBGP: isBGP)
      for _ in 0..<12 {
        let router = routers.next()
        let (commands, before) = try await change(host, to: router)
        let after = try await observe(host)
        let rest = RoutingDifference(
          desired: router, mesh: "example", running: after.running, recorded: after.recorded,
          forgetsNeighbors: after.forgetsNeighbors)
        #expect(rest.isEmpty && rest.isRecorded, "set \(rest.settings) removed \(rest.removed) after \(commands)")
        #expect(Set(after.running).isSuperset(of: foreign))
        // A list is changed entry by entry.
        let entries = Set(before.running).intersection(after.running).map(\.text).filter {
          $0.hasPrefix("ip prefix-list ") || $0.hasPrefix("ipv6 prefix-list ")
        }
        #expect(Set(commands).isDisjoint(with: entries + entries.map { "no \($0)" }))
      }
      let kept = Set(try await observe(host).running)
      try await host.expect(HostNamespace.restartFRR)
      try await until("FRR is there again") { Set(try await observe(host).running) == kept }
      if !isBGP { try await expectNothingLeft(host, but: foreign) }
    }
  }

  /// With one neighbour: bgpd before 8.5 may end with the instance where others were never heard of
  /// (``RoutingDifference/shutDown(_:in:)``).
  @Test(.needsFRR, .timeLimit(.minutes(10))) func aBGPRouterIsTakenAway() async throws {
    try await withHost(.dash) { host in
      try await host.startFRR()
      let foreign = try await observe(host).running
      var router = TextTests.router(.bgp(.init(asNumber: 4_200_000_001)))
      router.interfaces.removeLast()
      _ = try await change(host, to: router)
      #expect(try await observe(host).running.count > foreign.count)
      try await expectNothingLeft(host, but: foreign)
    }
  }

  /// One that is on an interface stays reachable, also where zebra has not noticed: the route that drops is the worst.
  @Test(.needsFRR, .timeLimit(.minutes(10))) func aNetworkWithoutAWayIsDropped() async throws {
    try await withHost(.dash) { host in
      try await host.startFRR()
      try await host.expect(
        "ip link add lan0 type veth peer name lan1; ip link set lan0 up; ip link set lan1 up; ip address add fd99::1/64 dev lan0 nodad"
      )
      var router = TextTests.router(.ospf(.init()))
      try await host.expect("ip link set lo up; ip address add 10.98.0.1/32 dev lo")
      // What leads back into the mesh is no way to a network behind the host.
      _ = try await host.addInterface(.wg0, listenPort: 51820, mesh: "example")
      try await host.expect("ip route add 10.97.0.0/16 dev wg0")
      router.networks = TextTests.prefixes("10.99.0.0/16", "fd99::/64", "10.98.0.1/32", "10.97.0.0/16")
      let script = RoutingObserver.script(mesh: "example", networks: router.networks)
      func wayless() async throws -> Set<Prefix> {
        try RoutingObservation(try await host.expect(script), node: "a").wayless
      }
      #expect(try await wayless() == Set(TextTests.prefixes("10.99.0.0/16", "10.97.0.0/16")))
      _ = try await change(host, to: router)
      #expect(try await wayless() == Set(TextTests.prefixes("10.99.0.0/16", "10.97.0.0/16")))
      #expect(try await host.run("ip route get 10.99.0.9").exitCode != 0)
      #expect(try await host.expect("ip route get fd99::9").contains(" dev lan0 "))
      _ = try await change(host, to: nil)
      for family in IPAddress.Family.allCases { #expect(try await host.expect(DropCommand.show(family)).isEmpty) }
    }
  }

  private func expectNothingLeft(_ host: HostNamespace, but foreign: [FRRLine]) async throws {
    _ = try await change(host, to: nil)
    let end = try await observe(host)
    #expect(Set(end.running) == Set(foreign))
    #expect(end.recorded.isEmpty)
  }

  /// Brings the host there; gives what `vtysh` read, and what there was.
  private func change(
    _ host: HostNamespace, to router: RouterConfiguration?
  ) async throws -> ([String], RoutingObservation) {
    let before = try await observe(host)
    let difference = RoutingDifference(
      desired: router, mesh: "example", running: before.running, recorded: before.recorded,
      forgetsNeighbors: before.forgetsNeighbors)
    try await host.expect(difference.apply(mesh: "example", daemons: Self.daemons))
    try await host.expect(difference.keep(mesh: "example", daemons: Self.daemons))
    return (difference.commands, before)
  }

  private func observe(_ host: HostNamespace) async throws -> RoutingObservation {
    try RoutingObservation(try await host.expect(RoutingObserver.script(mesh: "example")), node: "a")
  }
}
