import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// Computed ways, held against hosts that are as computed, and against some that are not.
struct HostTracerTests {
  /// Two hubs, three sites with networks, and a phone that nobody manages.
  private func compiler(_ routing: String = "") throws -> MeshCompiler {
    let topology = "topology: [{hubs: [hub-a, hub-b], spokes: [site, phone]}]"
    var files = [
      "mesh.yaml": "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\n\(topology)\n\(routing)\n",
      "nodes/hub-a.yaml": MeshFixtures.node(1, tag: "hub"), "nodes/hub-b.yaml": MeshFixtures.node(2, tag: "hub"),
      "nodes/phone.yaml": "publicKey: \(MeshFixtures.key(9))\naddresses: [10.10.0.9]\nmanaged: false\n",
    ]
    for number: UInt16 in 11...13 {
      files["nodes/site-\(number).yaml"] = MeshFixtures.node(number, "networks: [10.20.\(number).0/24]", tag: "site")
    }
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    return MeshCompiler(try #require(mesh, "\(diagnostics.map(\.message))"))
  }

  private static let destination = IPAddress(family: .ipv4, bits: 0x0A14_0C07)

  private func compare(
    _ compiler: MeshCompiler, from: String = "site-11", to destination: String = "10.20.12.7",
    _ change: (inout ModelHosts) -> Void
  ) throws -> TraceComparison {
    var tracer = PacketTracer(compiler)
    var hosts = ModelHosts(compiler)
    change(&hosts)
    return try hosts.compare(tracer.trace(from: from, to: try #require(IPAddress(destination))))
  }

  @Test(arguments: 0..<20) func hostsThatAreAsComputedAgree(_ seed: Int) throws {
    let topology = try RandomTopology(seed: seed, nodes: 3...8)
    var mesh = topology.mesh
    if !topology.isApart, seed.isMultiple(of: 2) { mesh.routing = RoutingSettings(.ospf) }
    let compiler = MeshCompiler(mesh)
    let hosts = ModelHosts(compiler)
    var tracer = PacketTracer(compiler)
    for source in compiler.nodes {
      for destination in compiler.nodes where destination.name != source.name {
        for trace in try tracer.traces(from: source.name, toNode: destination.name) {
          let comparison = try hosts.compare(trace)
          #expect(
            !comparison.differs && comparison.isLost == !trace.isAnswered, "\(source.name) → \(trace.destination)")
          #expect(comparison.way.real.map(\.node) == trace.way.map(\.node))
          #expect(comparison.ways.flatMap(\.elsewhere) == [])
        }
      }
    }
  }

  @Test(arguments: [
    ("answer RTNETLINK answers: Invalid argument\nmatch blackhole 10.20.12.7", HostDecision.Drop.refused(.blackhole)),
    ("answer RTNETLINK answers: Network is unreachable", .refused(.noRoute)),
    ("answer RTNETLINK answers: Invalid cross-device link", .refused(.sourceFiltered)),
    ("answer 10.20.12.7 from 10.10.0.11 dev lo", .loopback),
    ("answer local 10.20.12.7 from 10.10.0.11 dev lo", .notItsOwn),
  ])
  func aHostThatDropsIsNamed(_ output: String, _ drop: HostDecision.Drop) throws {
    let comparison = try compare(try compiler()) {
      $0.answer("hub-a", to: Self.destination, "tool iproute2\n" + output)
    }
    #expect(comparison.way.real.map(\.node) == ["site-11", "hub-a"])
    #expect(comparison.way.real.last?.decision == .drop(drop))
    #expect(comparison.way.asComputed.map(\.agrees) == [true, false, true])
    #expect(comparison.differs && comparison.isLost && comparison.way.elsewhere.isEmpty)
  }

  @Test func aPacketThatLeavesTheMeshIsFollowedNoFurther() throws {
    let comparison = try compare(try compiler()) {
      $0.answer(
        "site-11", to: Self.destination,
        "tool iproute2\nanswer 10.20.12.7 via 192.0.2.1 dev eth0\nroute default via 192.0.2.1 dev eth0")
    }
    let gateway = try #require(IPAddress("192.0.2.1"))
    #expect(comparison.way.real.map(\.decision) == [.leave(interface: "eth0", gateway: gateway)])
    #expect(comparison.isLost)
  }

  @Test func anAddressThatTheHostDoesNotHaveIsMissed() throws {
    let address = try #require(IPAddress("10.10.0.12"))
    let comparison = try compare(try compiler(), to: "10.10.0.12") {
      $0.answer("site-12", to: address, "tool iproute2\nanswer RTNETLINK answers: No route to host")
    }
    #expect(comparison.way.real.last == HostHop(node: "site-12", decision: .drop(.addressMissing), route: nil))
    #expect(comparison.way.asComputed.map(\.agrees) == [true, true, false])
  }

  /// What the AllowedIPs of hosts say, whatever their routes do.
  @Test func allowedIPsDecide() throws {
    func moving(_ prefix: String, from: String?, to: String?) -> (inout HostObservation) -> Void {
      { observation in
        var interface = observation.interfaces[0].configuration
        interface.peers = interface.peers.map { peer in
          var prefixes = Set(peer.allowedIPs)
          if peer.publicKey.description == from { prefixes = prefixes.filter { $0.description != prefix } }
          if peer.publicKey.description == to { prefixes.formUnion([Prefix(prefix)].compactMap(\.self)) }
          return peer.allowing(prefixes)
        }
        observation.interfaces[0].configuration = interface
      }
    }
    let (site11, site12, site13) = (MeshFixtures.key(11), MeshFixtures.key(12), MeshFixtures.key(13))
    let other = try compare(try compiler()) { $0.change("hub-a", moving("10.20.12.0/24", from: site12, to: site13)) }
    // It sends it back, and the hub does not take it from there.
    #expect(other.way.real.map(\.node) == ["site-11", "hub-a", "site-13", "hub-a"])
    #expect(other.way.elsewhere.map(\.node) == ["site-13", "hub-a"])
    #expect(other.way.real.last?.decision == .drop(.sourceRefused(sender: "site-13", owner: "site-11")))
    #expect(other.differs)
    let nobody = try compare(try compiler()) { $0.change("hub-a", moving("10.20.12.0/24", from: site12, to: nil)) }
    #expect(nobody.way.real.last?.decision == .drop(.noPeer(.wg0)))
    let refused = try compare(try compiler()) { $0.change("hub-a", moving("10.10.0.11/32", from: site11, to: site13)) }
    #expect(refused.way.real.last?.decision == .drop(.sourceRefused(sender: "site-11", owner: "site-13")))
    // A table where nobody has the source: then the packet dies at the hub without any question about routes.
    let alone = try compare(try compiler()) { hosts in
      hosts.change("hub-a") { $0.interfaces[0].configuration.peers.removeAll { $0.publicKey.description == site11 } }
    }
    #expect(alone.way.real.last?.decision == .drop(.unknownSender("site-11")))
  }

  @Test func forwardingAndKeysAreThoseOfTheHost() throws {
    let deaf = try compare(try compiler()) { $0.change("hub-a") { $0.forwarding.ipv4 = false } }
    #expect(deaf.way.real.last?.decision == .drop(.notForwarding(.ipv4)))
    // A key that is declared and not live: the host is known by the one that it has.
    let live = try #require(PublicKey(MeshFixtures.key(77)))
    let late = try compare(try compiler()) { hosts in
      hosts.change("site-11") { $0.interfaces[0].configuration.publicKey = live }
      hosts.change("hub-a") { hub in
        hub.interfaces[0].configuration.peers = hub.interfaces[0].configuration.peers.map { peer in
          var peer = peer
          if peer.publicKey.description == MeshFixtures.key(11) { peer.publicKey = live }
          return peer
        }
      }
    }
    #expect(!late.differs && !late.isLost)
    let stranger = try compare(try compiler()) { hosts in
      hosts.change("site-11") { $0.interfaces[0].configuration.peers[0].publicKey = live }
    }
    #expect(stranger.way.real.map(\.decision) == [.sendAway(interface: .wg0, live)])
  }

  @Test func whoIsNotAskedIsNotJudged() throws {
    let away = try compare(try compiler()) { $0.unreached = ["hub-a"] }
    #expect(away.way.asComputed.map(\.agrees) == [true, nil, true])
    #expect(away.way.arrives == nil && !away.isLost && !away.differs)
    #expect(away.unreached == ["hub-a"] && away.asked == ["site-11", "hub-a", "site-12"])
    let phone = try compare(try compiler(), to: "10.10.0.9") { _ in }
    #expect(phone.way.real.last == HostHop(node: "phone", decision: .notAsked, route: nil))
    #expect(phone.unreached.isEmpty && !phone.differs && !phone.isLost)
  }

  /// The protocol has taken the other hub: all hosts on that way are asked, and the answer comes back as computed.
  @Test func anotherWayIsFollowed() throws {
    func through(_ interface: String) -> String {
      """
      tool iproute2
      answer 10.20.12.7 from 10.10.0.11 dev \(interface)
      route 10.20.12.0/24 nhid 9 dev \(interface) proto ospf metric 30
      """
    }
    let comparison = try compare(try compiler("routing: ospf")) {
      $0.answer("site-11", to: Self.destination, through("wg0-hub-b"))
    }
    #expect(comparison.way.real.map(\.node) == ["site-11", "hub-b", "site-12"])
    #expect(comparison.way.elsewhere.map(\.node) == ["hub-b", "site-12"])
    #expect(comparison.way.real.first?.route?.owner == .daemon("ospf"))
    #expect(comparison.way.arrives == true && comparison.differs && !comparison.isLost)
    #expect(comparison.back?.differs == false)
    let equal =
      "answer 10.20.12.7 dev wg0-hub-b\nroute 10.20.12.0/24 proto ospf \\ nexthop dev wg0-hub-a \\ nexthop dev wg0-hub-b"
    let either = try compare(try compiler("routing: ospf")) {
      $0.answer("site-11", to: Self.destination, "tool iproute2\n" + equal)
    }
    #expect(either.way.real.map(\.node) == ["site-11", "hub-b", "site-12"])
    #expect(either.way.asComputed.first?.isAtEqualCost == true && !either.differs && !either.isLost)
    // The right interface, and somebody else at its other end.
    let swapped = try compare(try compiler("routing: ospf")) {
      $0.change("site-11") { site in
        let names = site.interfaces.map(\.configuration.name.text)
        guard names == ["wg0-hub-a", "wg0-hub-b"] else { return }
        site.interfaces[0].configuration.peers = site.interfaces[1].configuration.peers
      }
    }
    #expect(swapped.way.asComputed.first?.agrees == false)
    #expect(swapped.way.real.map(\.node) == ["site-11", "hub-b", "site-12"])
    let circle = try compare(try compiler("routing: ospf")) {
      $0.answer("site-11", to: Self.destination, through("wg0-hub-b"))
      $0.answer("hub-b", to: Self.destination, through("wg0-site-11"))
    }
    #expect(circle.way.real.map(\.node) == ["site-11", "hub-b", "site-11", "hub-b"])
    #expect(circle.way.real.last?.decision == .drop(.loop))
  }
}
