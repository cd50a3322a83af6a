import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// What compiled tables must hold, on tables made by hand: no declared mesh gives a wrong one.
struct TableTests {
  private static func prefixes(_ texts: [String]) throws -> [Prefix] { try texts.map { try #require(Prefix($0)) } }

  /// A row of three nodes, each with one address, where the one in the middle has a network.
  private static func row(
    a: [String: [String]] = ["b": ["10.0.0.2/32", "10.20.0.0/16", "10.0.0.3/32"]],
    b: [String: [String]] = ["a": ["10.0.0.1/32"], "c": ["10.0.0.3/32"]],
    c: [String: [String]] = ["b": ["10.0.0.2/32", "10.20.0.0/16", "10.0.0.1/32"]]
  ) throws -> [TableChecks.Table] {
    let table = { (name: String, own: [String], peers: [String: [String]]) in
      TableChecks.Table(
        node: name, own: try prefixes(own),
        peers: try peers.sorted { $0.key < $1.key }.map { ($0.key, try prefixes($0.value)) })
    }
    return [
      try table("a", ["10.0.0.1/32"], a), try table("b", ["10.0.0.2/32", "10.20.0.0/16"], b),
      try table("c", ["10.0.0.3/32"], c),
    ]
  }

  @Test func aRightTableIsRight() throws { #expect(TableChecks.run(try Self.row()) == []) }

  @Test func aPrefixOnTwoPeers() throws {
    let wrong = TableChecks.run(
      try Self.row(b: ["a": ["10.0.0.1/32", "10.30.0.0/24"], "c": ["10.0.0.3/32", "10.30.0.0/24"]]))
    #expect(wrong.map(\.code) == ["allowed-ips-twice"])
    #expect(wrong.map(\.place) == [.node("b")])
    #expect(wrong.first?.consequence.contains("c would, and a would lose it") == true)
  }

  @Test func aPrefixInsideAnotherPeers() throws {
    let wrong = TableChecks.run(try Self.row(b: ["a": ["10.0.0.1/32"], "c": ["10.0.0.0/24"]]))
    #expect(wrong.map(\.code) == ["allowed-ips-nested"])
    #expect(wrong.first?.message == "10.0.0.1/32 of a lies inside 10.0.0.0/24 of c")
  }

  /// The way from a to c leads over b, and c would answer over a tunnel of its own.
  @Test func aWayBackThatIsNotTheWayThere() throws {
    let wrong = TableChecks.run(
      try Self.row(c: ["a": ["10.0.0.1/32"], "b": ["10.0.0.2/32", "10.20.0.0/16"]]))
    #expect(wrong.map(\.code) == ["path-asymmetric", "path-asymmetric"])
    #expect(wrong.map(\.place) == [.node("a"), .node("c")])
    #expect(
      wrong.first?.message == "the way to 10.0.0.3/32 breaks at c: it takes 10.0.0.1/32 from a, not from b")
  }

  @Test func aWayThatEndsAndOneInCircles() throws {
    let ends = TableChecks.run(try Self.row(b: ["a": ["10.0.0.1/32"], "c": []]))
    #expect(ends.first?.message == "the way to 10.0.0.3/32 breaks at b: it goes no further")
    let circles = TableChecks.run(
      try Self.row(b: ["a": ["10.0.0.1/32", "10.0.0.3/32"], "c": []], c: ["b": ["10.0.0.1/32"]]))
    #expect(circles.map(\.code).allSatisfy { $0 == "path-asymmetric" } && !circles.isEmpty)
  }

  /// Whatever the language can say compiles to tables that pass.
  @Test(arguments: 0..<40)
  func whatIsCompiledPasses(_ seed: Int) throws {
    #expect(TableChecks.run(MeshCompiler(try RandomTopology(seed: seed).mesh)) == [])
  }

  /// Tunnels that are declared and not made are told, and nothing is told where all are made.
  @Test(arguments: 0..<40)
  func whatIsNotMadeIsTold(_ seed: Int) throws {
    let topology = try RandomTopology(seed: seed)
    let compiler = MeshCompiler(topology.mesh)
    let told = UnusedTunnelChecks.run(compiler)
    #expect(told.isEmpty == (compiler.tunnelCount == topology.declaredTunnels))
    #expect(told.count <= 1, "one rule alone has a cost")
  }
}
