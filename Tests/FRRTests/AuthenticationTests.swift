import FRR
import TestSupport
import Testing
import WireGuard

/// Two routers that authenticate each other by what both derive from a key of their tunnel, on FRR itself.
@Suite(.needsFRR, .timeLimit(.minutes(10))) struct AuthenticationTests {
  private static let keys = ["1", "2", "3"].map { String(repeating: $0, count: 42) + "A=" }

  private static func secret(_ key: String) -> String {
    String(SHA256Digest.hex(of: "weft routing\n\(key)\n").prefix(16))
  }

  /// One of two ends, which are alike but for their numbers.
  private func router(_ number: UInt32, isBGP: Bool, generation: Int?) -> RouterConfiguration {
    let other = 3 - number
    let neighbor = RouterNeighbor(
      isTransit: true, announced: TextTests.prefixes("10.10.0.\(other)/32", "fd10:10::\(other)/128"),
      asNumber: 4_200_000_000 + other)
    let interface = RouterInterface(
      name: InterfaceName("c1090\(number)") ?? .wg0, cost: 1, hasBFD: false, neighbor: neighbor,
      key: generation.map { PresharedKeyName(peer: "n\(other)", generation: $0) })
    let own = TextTests.prefixes("10.10.0.\(number)/32", "fd10:10::\(number)/128")
    return RouterConfiguration(
      mesh: "example", routerID: IPAddress(family: .ipv4, bits: 0x0A0A_0000 | UInt128(number)),
      routing: isBGP
        ? .bgp(.init(asNumber: 4_200_000_000 + number, keepalive: 1, holdTime: 3))
        : .ospf(.init(helloInterval: 1, deadInterval: 3)),
      interfaces: [interface], addresses: own, networks: [], known: own + neighbor.announced, isTransit: true)
  }

  private func hold(_ key: String, generation: Int = 1, _ number: UInt32, on host: HostNamespace) async throws {
    let name = PresharedKeyName(peer: "n\(3 - number)", generation: generation)
    try await host.expect(
      "mkdir -p \(HostFolder.presharedKeys(mesh: "example")) && echo \(key) >\(name.path(mesh: "example"))")
  }

  private func observe(_ host: HostNamespace) async throws -> RoutingObservation {
    let output = try await host.expect(RoutingObserver.script(mesh: "example"))
    for key in Self.keys { #expect(!output.contains(Self.secret(key)) && !output.contains(key)) }
    return try RoutingObservation(output, node: "a")
  }

  /// Makes a router what it is to be, and gives what that changed.
  @discardableResult
  private func bring(_ host: HostNamespace, _ router: RouterConfiguration) async throws -> RoutingDifference {
    let before = try await observe(host)
    let difference = RoutingDifference(
      desired: router, mesh: "example", running: before.running, recorded: before.recorded)
    try await host.expect(difference.apply(mesh: "example", daemons: router.daemons))
    try await host.expect(difference.keep(mesh: "example", daemons: router.daemons))
    let after = try await observe(host)
    let rest = RoutingDifference(desired: router, mesh: "example", running: after.running, recorded: after.recorded)
    #expect(rest.isEmpty && rest.isRecorded, "\(rest.settings) \(rest.removed)")
    return difference
  }

  private func isUp(_ host: HostNamespace, isBGP: Bool) async throws -> Bool {
    let up = try await observe(host).adjacencies.filter(\.isUp).map(\.kind)
    return Set(up) == (isBGP ? [.bgp] : [.ospf, .ospf6])
  }

  private func withPair(isBGP: Bool, _ body: ([(host: HostNamespace, number: UInt32)]) async throws -> Void)
    async throws
  {
    try await withHost(.dash) { one in
      try await withHost(.dash) { other in
        try await one.connect("10.9.0.1", to: other, "10.9.0.2")
        for host in [one, other] { try await host.startFRR(isBGP ? ["bgpd"] : ["ospfd", "ospf6d"]) }
        try await body([(one, 1), (other, 2)])
      }
    }
  }

  @Test(arguments: [false, true])
  func neighborsNeedOneSecret(isBGP: Bool) async throws {
    try await withPair(isBGP: isBGP) { ends in
      for (host, number) in ends {
        try await hold(Self.keys[0], number, on: host)
        try await bring(host, router(number, isBGP: isBGP, generation: 1))
      }
      try await until("both are neighbours") { try await isUp(ends[0].host, isBGP: isBGP) }

      // Another key at one end: FRR has the secret of a file that is no more.
      let (host, number) = ends[1]
      try await hold(Self.keys[1], number, on: host)
      let secrets = try await bring(host, router(number, isBGP: isBGP, generation: 1)).settings.map(\.replaces)
      #expect(secrets.count == (isBGP ? 1 : 2))
      #expect(secrets.allSatisfy { $0?.hasSuffix("sha256:\(SHA256Digest.hex(of: Self.secret(Self.keys[0])))") == true })
      if isBGP {
        let refused: ShellText = """
          awk '$1 == "TcpExt:" && !names { names = $0; next }
            $1 == "TcpExt:" {
              split(names, name)
              for (i = 2; i <= NF; i++) if (name[i] == "TCPMD5Failure") count = $i
              exit count == 0
            }' /proc/net/netstat
          """
        try await until("packets are refused") {
          let ends = [try await ends[0].host.run(refused), try await host.run(refused)]
          return ends.contains { $0.exitCode == 0 }
        }
      }
      try await until("they have lost each other") {
        try await observe(host).adjacencies.allSatisfy { !$0.isUp }
      }

      try await hold(Self.keys[0], number, on: host)
      try await bring(host, router(number, isBGP: isBGP, generation: 1))
      try await until("both are neighbours again") { try await isUp(host, isBGP: isBGP) }
    }
  }

  @Test(arguments: [false, true])
  func anotherGenerationIsAnotherSecret(isBGP: Bool) async throws {
    try await withPair(isBGP: isBGP) { ends in
      for generation in [nil, 1, 2, nil] {
        for (host, number) in ends {
          if let generation { try await hold(Self.keys[generation], generation: generation, number, on: host) }
          try await bring(host, router(number, isBGP: isBGP, generation: generation))
        }
        try await until("both are neighbours") { try await isUp(ends[0].host, isBGP: isBGP) }
        let keys = try await observe(ends[0].host).running.compactMap(\.presharedKey)
        #expect(Set(keys.map(\.generation)) == Set([generation].compactMap(\.self)))
      }
    }
  }

  /// Neither while it is read nor while it is set is a secret in an argument; nor is it in what FRR says of a line.
  @Test(arguments: [false, true])
  func secretsAreInNoArgumentAndNoMessage(isBGP: Bool) async throws {
    try await withHost(.dash) { host in
      try await host.startFRR()
      try await host.expect(
        """
        mkdir -p /run/bin
        for program in vtysh awk sed sha256sum grep tr cat mv; do
          printf '#!/bin/sh\\necho %s "$*" >>/run/arguments\\nexec %s "$@"\\n' $program "$(command -v $program)" \\
            >/run/bin/$program
        done
        chmod +x /run/bin/*
        echo 'PATH=/run/bin:$PATH' >/run/profile
        """)
      let router = router(1, isBGP: isBGP, generation: 1)
      let missing = RoutingDifference(desired: router, mesh: "example", running: [], recorded: [])
      let refused = try await host.run(missing.apply(mesh: "example", daemons: []))
      #expect(refused.exitCode == 1 && refused.errorOutput.contains("there is no pre-shared key"))
      #expect(try await host.run("test -e \(HostFolder.routing(mesh: "example"))").exitCode != 0)

      try await hold(Self.keys[0], 1, on: host)
      try await bring(host, router)
      let arguments = try await host.expect("cat /run/arguments")
      #expect(arguments.contains("vtysh -f /dev/stdin") && arguments.contains("sha256sum"))
      for text in [Self.keys[0], Self.secret(Self.keys[0])] { #expect(!arguments.contains(text)) }
      let files = try await host.expect(
        "grep -rl \(Self.secret(Self.keys[0])) /etc /run/frr /var/log/frr /var/tmp /tmp 2>/dev/null || :")
      #expect(Set(files.split(separator: "\n")).isSubset(of: ["/etc/frr/frr.conf", "/etc/frr/frr.conf.sav"]))
      #expect(try await host.expect("stat -c '%a %U' /etc/frr/frr.conf") == "640 frr\n")

      // FRR repeats a line that it does not take: here all of another autonomous system.
      guard isBGP else { return }
      try await hold(Self.keys[0], 2, on: host)
      let wrong = RoutingDifference(
        desired: self.router(2, isBGP: true, generation: 1), mesh: "example", running: [], recorded: [])
      let said = try await host.run(wrong.apply(mesh: "example", daemons: []))
      #expect(said.exitCode == 1 && said.errorOutput.contains("password preshared:n1.1"), "\(said)")
      #expect(!said.errorOutput.contains(Self.secret(Self.keys[0])))
    }
  }
}
