import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// What each rule of a topology makes, and what it says of its tunnels.
struct TopologyTests {
  private func load(_ topology: String, _ nodes: [String], more: [String: String] = [:]) throws -> MeshCompiler {
    let text = "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n\(topology)\n"
    var files = ["mesh.yaml": Array(text.utf8)]
    for (index, name) in nodes.enumerated() {
      let tag = name.prefix { $0.isLetter }
      files["nodes/\(name).yaml"] = Array(
        MeshFixtures.node(UInt16(index + 1), more[name] ?? "", tag: "tag-\(tag)").utf8)
    }
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    return MeshCompiler(try #require(mesh, "\(diagnostics)"))
  }

  struct Shape: CustomTestStringConvertible {
    var rule: String
    var nodes: [String]
    /// As `a-b`, sorted.
    var tunnels: [String]
    /// Who does not reach whom; all others do.
    var apart: [String] = []

    var testDescription: String { rule.replacing("\n", with: " ") }
  }

  static let shapes: [Shape] = [
    Shape(rule: "  - chain: [a, b, c, d]", nodes: ["a", "b", "c", "d"], tunnels: ["a-b", "b-c", "c-d"]),
    Shape(rule: "  - chain: [b, tag-a]", nodes: ["a1", "a2", "b"], tunnels: ["a1-a2", "a1-b"]),
    Shape(rule: "  - ring: [a, b, c, d]", nodes: ["a", "b", "c", "d"], tunnels: ["a-b", "a-d", "b-c", "c-d"]),
    Shape(
      rule: "  - fullMesh: [tag-a]\n  - fullMesh: [tag-b]\n  - gateways: [[a1, a2], [b1, b2]]",
      nodes: ["a1", "a2", "a3", "b1", "b2", "b3"],
      tunnels: [
        "a1-a2", "a1-a3", "a1-b1", "a1-b2", "a2-a3", "a2-b1", "a2-b2", "b1-b2", "b1-b3", "b2-b3",
      ]),
    Shape(
      rule: "  - hubs: [h]\n    spokes: [tag-s]\n    spokeToSpoke: false", nodes: ["h", "s1", "s2"],
      tunnels: ["h-s1", "h-s2"], apart: ["s1-s2"]),
    Shape(
      rule: "  - hubs: [h1, h2]\n    spokes: [tag-s]\n    spokeToSpoke: false", nodes: ["h1", "h2", "s1", "s2"],
      tunnels: ["h1-h2", "h1-s1", "h1-s2", "h2-s1", "h2-s2"], apart: ["s1-s2"]),
    // Another way is a way.
    Shape(
      rule: "  - hubs: [h1]\n    spokes: [tag-s]\n    spokeToSpoke: false\n  - hubs: [h2]\n    spokes: [tag-s]",
      nodes: ["h1", "h2", "s1", "s2"], tunnels: ["h1-s1", "h1-s2", "h2-s1", "h2-s2"], apart: ["h1-h2"]),
    Shape(
      rule: "  - hubs: [h]\n    spokes: [tag-s]\n    spokeToSpoke: false\n  - link: [s1, s2]",
      nodes: ["h", "s1", "s2", "s3"], tunnels: ["h-s1", "h-s2", "h-s3", "s1-s2"], apart: ["s1-s3", "s2-s3"]),
    // Two groups of one hub, and a hub above it.
    Shape(
      rule: """
          - hubs: [h]
            spokes: [tag-s]
            spokeToSpoke: false
          - hubs: [h]
            spokes: [tag-t]
            spokeToSpoke: false
          - hubs: [top]
            spokes: [h]
        """, nodes: ["h", "s1", "s2", "t1", "t2", "top"],
      tunnels: ["h-s1", "h-s2", "h-t1", "h-t2", "h-top"], apart: ["s1-s2", "t1-t2"]),
  ]

  @Test(arguments: shapes)
  func makesTheseTunnels(_ shape: Shape) throws {
    let compiler = try load(shape.rule, shape.nodes)
    #expect(compiler.tunnels.map { "\($0.first)-\($0.second)" } == shape.tunnels)
    for one in shape.nodes {
      let apart = shape.apart.filter { $0.split(separator: "-").contains { $0 == one } }
      let others = apart.flatMap { $0.split(separator: "-") }.map(String.init)
      #expect(compiler.reached(from: one) == shape.nodes.filter { $0 != one && !others.contains($0) })
    }
  }

  @Test func aNodeThatIsNotEnrolledIsAGapInAChain() throws {
    let text = "  - chain: [a, b, c]"
    var mesh = try load(text, ["a", "b", "c"]).mesh
    mesh.nodes[1].publicKey = nil
    #expect(MeshCompiler(mesh).tunnels == [])
  }

  @Test func theFirstGatewaysArePreferred() throws {
    let rule = "  - fullMesh: [tag-a]\n  - fullMesh: [tag-b]\n  - gateways: [[a2, a1], [b3, b1]]"
    let compiler = try load(rule, ["a1", "a2", "a3", "b1", "b2", "b3"])
    let interface = try #require(compiler.desired("a3")?.interfaces.first)
    let far = try #require(IPAddress("10.10.0.5"))
    let owner = CryptoKeyRouting(peers: interface.configuration.peers).owner(of: far)
    #expect(owner.flatMap { interface.peerNames[$0] } == "a2")
    #expect(compiler.hubGroups == [["a2", "a1"], ["b3", "b1"]])
  }

  /// A spoke that helps itself to the other's prefix sends, and is not heard: its peer's source check knows better.
  @Test func aSpokeThatIsKeptApartIsNotHeard() throws {
    let compiler = try load(
      "  - hubs: [h]\n    spokes: [tag-s]\n    spokeToSpoke: false", ["h", "s1", "s2"],
      more: ["s1": "networks: [10.20.1.0/24]", "s2": "networks: [10.20.2.0/24]"])
    var simulation = CryptoKeyRoutingTests.Simulation(compiler)
    let (s1, s2, hub) = try (
      #require(IPAddress("10.10.0.2")), #require(IPAddress("10.10.0.3")), #require(IPAddress("10.10.0.1"))
    )
    let own = try #require(simulation.desired["s1"]?.interfaces.first?.configuration.peers.first)
    let greedy = own.allowing(own.allowedIPs + [Prefix(host: s2)])
    simulation.tables["s1"] = CryptoKeyRouting(peers: [greedy])
    #expect(simulation.path(from: "s1", s1, to: "h", hub) != nil)
    #expect(simulation.peer(of: "s1", for: s2) == "h")
    #expect(simulation.path(from: "s1", s1, to: "s2", s2) == nil)
    // In the hub's name it is not heard either: the hub knows its own address.
    #expect(simulation.path(from: "s1", hub, to: "s2", s2) == nil)
  }

  @Test func costsDecideBeforeHubs() throws {
    let rule = "  - link: [a, b]\n    cost: 10\n  - chain: [a, m, b]\n    cost: 4"
    let compiler = try load(rule, ["a", "b", "m"])
    // Nothing goes through the link: it is no tunnel.
    #expect(compiler.tunnels.map(\.description) == ["a ↔ m", "b ↔ m"])
    let cheap = try load(rule.replacing("cost: 10", with: "cost: 7"), ["a", "b", "m"])
    #expect(cheap.tunnels.map(\.description) == ["a ↔ b", "a ↔ m", "b ↔ m"])
    let hubs = try load(
      "  - hubs: [h1, h2]\n    spokes: [tag-s]\n  - link: [h1, s1]\n    cost: 2", ["h1", "h2", "s1", "s2"])
    let ways = CryptoKeyRoutingTests.Simulation(hubs)
    #expect(ways.peer(of: "s1", for: try #require(IPAddress("10.10.0.4"))) == "h2")
    #expect(ways.peer(of: "s2", for: try #require(IPAddress("10.10.0.3"))) == "h2")
  }

  @Test func whatIsBehindAPeerIsAggregatedAndTheRestIsNot() throws {
    let nodes = ["h"] + (1...7).map { "s\($0)" }
    let compiler = try load(
      "  - hubs: [h]\n    spokes: [tag-s]", nodes,
      more: ["s2": "networks: [10.20.4.0/24]", "s3": "networks: [10.20.5.0/24]"])
    let interface = try #require(compiler.desired("s7")?.interfaces.first?.configuration)
    #expect(
      interface.peers.flatMap(\.allowedIPs).map(\.description) == [
        "10.10.0.1/32", "10.10.0.2/31", "10.10.0.4/30", "10.20.4.0/23", "fd10:10::1/128", "fd10:10::2/127",
        "fd10:10::4/126",
      ])
    #expect(interface.routes.count == 7 * 2 + 2)
  }

  @Test func nodesHaveAsManyAddressesAsTheyLike() throws {
    let text = """
      version: 1
      name: test
      addresses: [10.10.0.0/16, 10.11.0.0/16, fd10:10::/64]
      topology: [{fullMesh: [a, b]}]
      nodes:
        a: {publicKey: \(MeshFixtures.key(1)), addresses: [10.10.0.1, 10.11.0.1, 10.10.7.7, "fd10:10::1", "fd10:10::7"],
            endpoint: "[2001:db8::1]:51820", managed: false}
        b: {publicKey: \(MeshFixtures.key(2)), addresses: [10.10.0.2], endpoint: b.example.net:51820, managed: false}
      """
    let (mesh, diagnostics) = MeshLoader.load(files: ["mesh.yaml": Array(text.utf8)], folder: "")
    let compiler = MeshCompiler(try #require(mesh, "\(diagnostics)"))
    let peer = try #require(compiler.desired("b")?.interfaces.first?.configuration.peers.first)
    #expect(
      peer.allowedIPs.map(\.description) == [
        "10.10.0.1/32", "10.10.7.7/32", "10.11.0.1/32", "fd10:10::1/128", "fd10:10::7/128",
      ])
    #expect(peer.endpoint?.description == "[2001:db8::1]:51820")
    #expect(compiler.desired("a")?.interfaces[0].configuration.peers[0].endpoint?.description == "b.example.net:51820")
  }
}
