import Diagnostics
import FRR
import TestSupport
import Testing
import WireGuard

@testable import MeshModel

/// A mesh with a routing protocol: an interface for each tunnel, and nothing of it that other nodes change.
struct RoutedMeshTests {
  private static let topology = "topology: [{hubs: [hub-a, hub-b], spokes: [site, phone]}]"

  private func compiler(_ routing: String, more: [String: String] = [:]) throws -> MeshCompiler {
    var files = [
      "mesh.yaml": "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\n\(Self.topology)\n\(routing)\n",
      "nodes/hub-a.yaml": MeshFixtures.node(1, tag: "hub"), "nodes/hub-b.yaml": MeshFixtures.node(2, tag: "hub"),
      "nodes/phone.yaml": "publicKey: \(MeshFixtures.key(9))\naddresses: [10.10.0.9]\nmanaged: false\n",
    ]
    for number: UInt16 in 11...13 {
      files["nodes/site-\(number).yaml"] = MeshFixtures.node(
        number, "networks: [10.20.\(number).0/24]", tag: "site")
    }
    files.merge(more) { _, new in new }
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    return MeshCompiler(try #require(mesh, "\(diagnostics.map(\.message))"))
  }

  @Test func everyTunnelHasAnInterface() throws {
    let site = try #require(try compiler("routing: ospf").desired("site-11"))
    #expect(site.interfaces.map(\.configuration.name.text) == ["wg0-hub-a", "wg0-hub-b"])
    let tunnel = try #require(site.interfaces.first?.configuration)
    #expect(tunnel.listenPort == 51_821 && tunnel.isRouted)
    #expect(tunnel.addresses.map(\.description) == ["10.10.0.11/32", "fd10:10::b/128", "fe80::7765:0:a0a:b/128"])
    #expect(tunnel.routes.map(\.description) == ["10.10.0.1/32", "fd10:10::1/128"])
    #expect(tunnel.peers.map(\.allowedIPs) == [Prefix.everything])
    #expect(tunnel.peers.first?.endpoint == Endpoint("203.0.113.1:51831"))
  }

  @Test func nothingOfATunnelChangesWhenNodesComeAndGo() throws {
    let before = try compiler("routing: bgp")
    let after = try compiler("routing: bgp", more: ["nodes/site-07.yaml": MeshFixtures.node(7, tag: "site")])
    for name in before.nodes.map(\.name) where name != "phone" {
      let old = try #require(before.desired(name)?.interfaces)
      let new = try #require(after.desired(name)?.interfaces)
      #expect(Set(old).isSubset(of: Set(new)), "\(name)")
    }
  }

  @Test(arguments: ["ospf", "bgp"])
  func aNetworkThatMovesConcernsItsNodesAndTheirNeighbours(_ routing: String) throws {
    let before = try compiler("routing: \(routing)")
    let moved = [
      "nodes/site-11.yaml": MeshFixtures.node(11, tag: "site"),
      "nodes/site-12.yaml": MeshFixtures.node(12, "networks: [10.20.12.0/24, 10.20.11.0/24]", tag: "site"),
    ]
    let after = try compiler("routing: \(routing)", more: moved)
    for name in before.nodes.map(\.name) where name != "phone" {
      #expect(before.desired(name)?.interfaces == after.desired(name)?.interfaces, "no AllowedIPs of \(name)")
    }
    #expect(before.desired("site-13") == after.desired("site-13"))
    for name in ["hub-a", "site-11", "site-12"] { #expect(before.desired(name) != after.desired(name)) }
  }

  @Test func namesFitAndStay() throws {
    let name = "a-very-long-name-of-a-site"
    let hub = try #require(
      try compiler("routing: ospf", more: ["nodes/\(name).yaml": MeshFixtures.node(7, tag: "site")]).desired("hub-a"))
    let names = hub.interfaces.map(\.configuration.name.text).filter { $0.hasPrefix("wg0-a-ver") }
    #expect(names.count == 1 && names.allSatisfy { $0.utf8.count == 15 })
  }

  /// systemd escapes any other character in the name of a unit, which then is no interface's.
  @Test func namesAreThoseOfUnits() throws {
    for number in 0..<2_000 {
      let name = try #require(InterfaceName(tunnelTo: "branch-office-\(number)", beside: .wg0))
      #expect(name.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
    }
  }

  @Test func nodesWithoutTheProtocolAreBehindOneHub() throws {
    let compiler = try compiler("routing: ospf")
    #expect(compiler.peers(of: "phone") == ["hub-a"])
    let hub = try #require(compiler.desired("hub-a"))
    let shared = try #require(hub.interfaces.first { $0.configuration.name == .wg0 }?.configuration)
    #expect(shared.peers.map(\.allowedIPs) == [[Prefix("10.10.0.9/32")].compactMap(\.self)])
    #expect(compiler.desired("hub-b")?.interfaces.contains { $0.configuration.name == .wg0 } == false)
    let router = try #require(hub.router)
    #expect(router.networks == [Prefix("10.10.0.9/32")].compactMap(\.self), "the hub announces it")
    let phone = try #require(compiler.desired("phone")?.interfaces.first?.configuration.peers.first)
    #expect(Prefix.aggregated(phone.allowedIPs).contains { $0.contains(IPAddress("10.20.12.7") ?? $0.address) })
  }

  @Test(arguments: [("ospf", [10, 11]), ("bgp", [2, 3])])
  func theSecondHubCostsMore(_ routing: String, _ costs: [UInt16]) throws {
    let router = try #require(try compiler("routing: \(routing)").desired("site-11")?.router)
    #expect(router.interfaces.map(\.cost) == costs)
    #expect(!router.isTransit && router.interfaces.allSatisfy(\.neighbor.isTransit))
  }

  @Test func bfdIsOffTowardsNodesBehindNAT() throws {
    let hidden = MeshFixtures.node(13, tag: "site").split(separator: "\n").filter { !$0.hasPrefix("endpoint") }
    let more = ["nodes/site-13.yaml": hidden.joined(separator: "\n") + "\n"]
    let some = try #require(try compiler("routing: {protocol: ospf, bfd: true}", more: more).desired("hub-a")?.router)
    #expect(some.interfaces.filter { !$0.hasBFD }.map(\.name.text) == ["wg0-site-13"])
    let all = try #require(
      try compiler("routing: {protocol: ospf, bfd: {behindNAT: true}}", more: more).desired("hub-a")?.router)
    #expect(all.interfaces.allSatisfy { $0.hasBFD })
  }

  /// What neighbours derive a secret from has a generation of its own, and both ends have the file.
  @Test(arguments: [("true", 1), ("{generation: 4}", 4), ("false", nil)] as [(String, Int?)])
  func neighborsAuthenticateEachOther(_ value: String, _ generation: Int?) throws {
    let compiler = try compiler(
      "presharedKeys: {generation: 3}\nrouting: {protocol: bgp, authentication: \(value)}")
    let hub = try #require(compiler.desired("hub-a"))
    let keys = ["hub-b", "site-11", "site-12", "site-13"].map { peer in
      generation.map { PresharedKeyName(peer: peer, generation: $0) }
    }
    #expect(hub.router?.interfaces.map(\.key) == keys)
    #expect(Set(hub.presharedKeys.map(\.generation)) == Set([3, generation].compactMap(\.self)))
    #expect(hub.presharedKeys.count == (generation == nil ? 4 : 8), "none of a node without the protocol")
  }

  /// Packets go where the compiler says that the protocol will send them, over random topologies.
  @Test(arguments: 0..<60)
  func packetsArriveByTheRoutesThatAreLearned(_ seed: Int) throws {
    let topology = try RandomTopology(seed: seed)
    guard !topology.isApart else { return }
    var mesh = topology.mesh
    mesh.routing = RoutingSettings(seed.isMultiple(of: 2) ? .ospf : .bgp)
    let compiler = MeshCompiler(mesh)
    var tracer = PacketTracer(compiler)
    for source in compiler.nodes {
      let reached = Set(compiler.reached(from: source.name))
      #expect(reached == topology.connected(to: source.name))
      for destination in compiler.nodes where destination.name != source.name {
        for trace in try tracer.traces(from: source.name, toNode: destination.name) {
          #expect(trace.isAnswered == reached.contains(destination.name), "\(source.name) → \(trace.destination)")
        }
      }
    }
    #expect(TableChecks.run(compiler) == [])
  }

  /// What a failure leaves is what the graph without it has.
  @Test(arguments: 0..<30)
  func theProtocolFindsEveryOtherWay(_ seed: Int) throws {
    let topology = try RandomTopology(seed: seed, nodes: 4...14)
    guard !topology.isApart else { return }
    var mesh = topology.mesh
    mesh.routing = RoutingSettings(.ospf)
    let compiler = MeshCompiler(mesh)
    for down in compiler.nodes.map(\.name) {
      let simulation = try Simulation(Outage(nodes: [down]), in: compiler)
      #expect(simulation.recompiled.regained == 0, "all of them run the protocol")
    }
    let points = SinglePoints(compiler).points
    for node in compiler.nodes.map(\.name) {
      let lost = try Simulation(Outage(nodes: [node]), in: compiler).lost
      let told = points.first { $0.part == .node(node) }?.pairs ?? 0
      #expect(told == lost, "\(node)")
    }
  }
}
