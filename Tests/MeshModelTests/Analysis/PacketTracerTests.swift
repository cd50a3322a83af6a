import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// Which way packets take, and why they die.
struct PacketTracerTests {
  /// a - b - c in a chain, where b does not forward unless it is told to; d alone; e is not enrolled.
  private func chain(_ more: String = "") throws -> MeshCompiler {
    let unenrolled = MeshFixtures.node(5).split(separator: "\n").filter { !$0.hasPrefix("publicKey") }
    let files = [
      "mesh.yaml": """
      version: 1
      name: test
      addresses: [10.10.0.0/16, fd10:10::/64]
      topology:
        - link: [a, b]
        - link: [b, c]
        - link: [a, e]
      """,
      "nodes/a.yaml": MeshFixtures.node(1),
      "nodes/b.yaml": MeshFixtures.node(2, more),
      "nodes/c.yaml": MeshFixtures.node(3, "networks: [10.20.3.0/24]"),
      "nodes/d.yaml": MeshFixtures.node(4),
      "nodes/e.yaml": unenrolled.joined(separator: "\n"),
    ]
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    return MeshCompiler(try #require(mesh, "\(diagnostics.map(\.message))"))
  }

  private func trace(
    _ compiler: MeshCompiler, _ from: String, _ destination: String, source: String? = nil,
    _ change: (@Sendable (inout DesiredNode) -> Void)? = nil
  ) throws -> PacketTrace {
    var tracer = PacketTracer(compiler) { name in
      var node = compiler.desired(name)
      if var changed = node, let change {
        change(&changed)
        node = changed
      }
      return node
    }
    return try tracer.trace(
      from: from, to: try #require(IPAddress(destination)), source: try source.map { try #require(IPAddress($0)) })
  }

  @Test(arguments: [
    ("a", "10.10.0.3", ["a", "b", "c"]), ("c", "fd10:10::1", ["c", "b", "a"]), ("a", "10.20.3.7", ["a", "b", "c"]),
    ("a", "10.20.3.200", ["a", "b", "c"]), ("b", "10.10.0.2", ["b"]), ("c", "10.20.3.9", ["c"]),
  ])
  func aPacketArrivesAndItsAnswerTakesTheSameWay(_ from: String, _ destination: String, _ nodes: [String]) throws {
    let trace = try trace(try chain("forward: true"), from, destination)
    #expect(trace.way.map(\.node) == nodes)
    #expect(trace.arrives && trace.isAnswered && trace.isSymmetric)
  }

  @Test(arguments: [
    ("a", "10.10.0.3", PacketTrace.Drop.noRoute(.throughOthers("c", notForwarding: ["b"]))),
    ("a", "10.20.3.1", .noRoute(.throughOthers("c", notForwarding: ["b"]))),
    ("a", "10.10.0.4", .noRoute(.noTunnels("d"))),
    ("a", "10.10.0.5", .noRoute(.notEnrolled("e"))),
    ("a", "192.0.2.1", .noRoute(.nobody)),
    ("a", "10.10.9.9", .noRoute(.nobody)),
  ])
  func withoutARouteTheReasonIsTold(_ from: String, _ destination: String, _ drop: PacketTrace.Drop) throws {
    let trace = try trace(try chain(), from, destination)
    #expect(trace.way.map(\.decision) == [.drop(drop)])
    #expect(!trace.arrives && trace.back.isEmpty)
  }

  @Test(arguments: [
    // A host behind c sends; a network that nobody declared; an address of somebody else's.
    ("c", "10.10.0.1", "10.20.3.5", nil, ""),
    ("c", "10.10.0.1", "10.99.0.1", PacketTrace.Drop.sourceRefused(sender: "c", owner: nil), "b"),
    ("c", "10.10.0.2", "10.10.0.1", .sourceRefused(sender: "c", owner: "a"), "b"),
    ("a", "10.10.0.2", "10.99.0.1", .notForwarding(.ipv4), "a"),
  ])
  func sourcesAreChecked(
    _ from: String, _ destination: String, _ source: String, _ drop: PacketTrace.Drop?, _ node: String
  ) throws {
    let trace = try trace(try chain("forward: true"), from, destination, source: source)
    guard let drop else {
      #expect(trace.isAnswered)
      return
    }
    #expect(trace.way.last?.decision == .drop(drop))
    #expect(trace.way.last?.node == node)
  }

  /// Tables that no mesh compiles to.
  @Test func brokenTablesAreSeenThrough() throws {
    let compiler = try chain("forward: true")
    let deaf = try trace(compiler, "a", "10.10.0.3") { $0.forwarding = Forwarding(ipv4: false, ipv6: false) }
    #expect(deaf.way.last?.decision == .drop(.notForwarding(.ipv4)))
    #expect(deaf.way.last?.node == "b")
    let empty = try trace(compiler, "a", "10.10.0.3") { node in
      guard node.name == "b" else { return }
      node.interfaces[0].configuration.peers = node.interfaces[0].configuration.peers.map { peer in
        peer.allowing(peer.allowedIPs.filter { $0.description != "10.10.0.3/32" })
      }
    }
    #expect(empty.way.last?.decision == .drop(.noPeer(route: try #require(Prefix("10.10.0.3/32")))))
    let circle = try trace(compiler, "a", "10.10.0.3") { node in
      guard node.name == "b" else { return }
      // b sends back to a what is c's; a has its source from b.
      node.interfaces[0].configuration.peers = node.interfaces[0].configuration.peers.map { peer in
        let all = ["10.10.0.1/32", "10.10.0.3/32"].compactMap { Prefix($0) }
        return peer.allowing(node.interfaces[0].peerNames[peer.publicKey] == "a" ? all : [])
      }
    }
    #expect(circle.way.map(\.node) == ["a", "b", "a"])
    #expect(circle.way.last?.decision == .drop(.sourceRefused(sender: "b", owner: nil)))
    let oneWay = try trace(compiler, "a", "10.10.0.3") { node in
      if node.name == "c" { node.interfaces[0].configuration.routes = [] }
    }
    #expect(oneWay.arrives && !oneWay.isAnswered)
    #expect(oneWay.back.map(\.node) == ["c"])
  }

  @Test func circlesEnd() throws {
    // Everybody has everything from everybody: nothing is refused, and nothing arrives.
    let everything = ["0.0.0.0/0"].compactMap { Prefix($0) }
    let trace = try trace(try chain("forward: true"), "a", "10.10.0.3") { node in
      guard node.name != "c" else { return }
      let other = node.name == "a" ? "b" : "a"
      let names = node.interfaces[0].peerNames
      node.interfaces[0].configuration.peers = node.interfaces[0].configuration.peers.map { peer in
        peer.allowing(names[peer.publicKey] == other ? everything : [])
      }
    }
    #expect(trace.way.map(\.node) == ["a", "b", "a"])
    #expect(trace.way.last?.decision == .drop(.loop))
  }

  @Test func aNodeStandsForItsAddresses() throws {
    var tracer = PacketTracer(try chain("forward: true"))
    #expect(try tracer.traces(from: "a", toNode: "c").map(\.destination.description) == ["10.10.0.3", "fd10:10::3"])
    let source = try #require(IPAddress("fd10:10::1"))
    #expect(
      try tracer.traces(from: "a", toNode: "c", source: source).map(\.destination.description) == ["fd10:10::3"])
    #expect(throws: AnalysisError.unknownNode("x", known: ["a", "b", "c", "d", "e"])) {
      try tracer.traces(from: "a", toNode: "x")
    }
    #expect(throws: AnalysisError.notEnrolled("e")) { try tracer.traces(from: "e", toNode: "a") }
    #expect(throws: AnalysisError.mixedFamilies(source, try #require(IPAddress("10.10.0.3")))) {
      try tracer.trace(from: "a", to: try #require(IPAddress("10.10.0.3")), source: source)
    }
  }
}
