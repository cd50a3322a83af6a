import Diagnostics
import MeshModel
import TestSupport
import Testing

struct SimulationTests {
  /// Two hubs and six spokes, of which one has a network behind it.
  private func hubs(_ rules: String = "  - {hubs: [h1, h2], spokes: [spoke]}") throws -> MeshCompiler {
    var files = [
      "mesh.yaml": "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n\(rules)\n",
      "nodes/h1.yaml": MeshFixtures.node(1, tag: "hub"), "nodes/h2.yaml": MeshFixtures.node(2, tag: "hub"),
    ]
    for number: UInt16 in 1...6 {
      files["nodes/s\(number).yaml"] = MeshFixtures.node(
        10 + number, number == 4 ? "networks: [10.20.4.0/24]" : "", tag: "spoke")
    }
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    return MeshCompiler(try #require(mesh, "\(diagnostics.map(\.message))"))
  }

  @Test func thePreferredHubIsLostUntilTheMeshIsCompiledAgain() throws {
    let simulation = try Simulation(Outage(nodes: ["h1"]), in: try hubs())
    #expect(simulation.lost == 15 && simulation.pairs == 21 && simulation.nodes == 7)
    #expect(simulation.groups.count == 1)
    #expect(simulation.groups.first?.nodes == ["s1", "s2", "s3", "s4", "s5", "s6"])
    #expect(simulation.groups.first?.loseEachOther == true)
    #expect(simulation.networks.map(\.node) == ["s4"])
    #expect(simulation.networks.map(\.after) == [1], "the other hub has its own tunnel")
    #expect(simulation.recompiled.regained == 15 && simulation.recompiled.groups.isEmpty)
  }

  @Test func whatHasNoOtherTunnelsStaysLost() throws {
    let compiler = try hubs("  - {hubs: [h1], spokes: [spoke, h2]}\n  - link: [s1, s2]")
    let simulation = try Simulation(Outage(nodes: ["h1"]), in: compiler)
    #expect(simulation.lost == 7 * 6 / 2 - 1)
    #expect(simulation.recompiled.regained == 0)
    #expect(simulation.recompiled.groups == simulation.groups)
    let link = try Simulation(Outage(tunnels: [Tunnel("s2", "s1")]), in: compiler)
    #expect(link.groups.map(\.nodes) == [["s1", "s2"]])
    #expect(link.recompiled.regained == 1, "over the hub")
  }

  @Test func aSpareHubIsNotMissed() throws {
    let simulation = try Simulation(Outage(nodes: ["h2", "s4"]), in: try hubs())
    #expect(simulation.lost == 0 && simulation.groups.isEmpty)
    #expect(simulation.networks.map(\.isDown) == [true])
    #expect(simulation.networks.map(\.after) == [0])
  }

  /// Two spokes without a family in common have nothing to lose, whatever passes through their hub.
  @Test func whoHasNoFamilyInCommonLosesNobody() throws {
    let node = { (number: UInt16, addresses: String) in
      MeshFixtures.node(number).replacing(/addresses: .*/, with: "addresses: [\(addresses)]")
    }
    let files = [
      "mesh.yaml": MeshFixtures.mesh.replacing("fullMesh: [core]", with: "{hubs: [hub], spokes: [core]}"),
      "nodes/hub.yaml": node(1, "10.10.0.1"), "nodes/four.yaml": node(2, "10.10.0.2"),
      "nodes/six-a.yaml": node(3, "\"fd10:10::3\""), "nodes/six-b.yaml": node(4, "\"fd10:10::4\""),
      "nodes/both.yaml": node(5, "\"fd10:10::5\", 10.10.0.5, 10.10.0.55"),
    ]
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    let compiler = MeshCompiler(try #require(mesh, "\(diagnostics.map(\.message))"))
    let simulation = try Simulation(Outage(nodes: ["hub"]), in: compiler)
    #expect(simulation.pairs == 4 && simulation.lost == 4, "six-a, six-b and both; four and both")
    #expect(SinglePoints(compiler).pairs == 6, "the hub reaches those of IPv4 besides")
  }

  /// That s2 and s4 are next to each other once s3 is gone from the list would be a tunnel that nobody has.
  @Test func aChainDoesNotCloseOverANodeThatIsDown() throws {
    let simulation = try Simulation(
      Outage(nodes: ["s3"]), in: try hubs("  - chain: [h1, h2, s1, s2, s3, s4, s5, s6]"))
    #expect(simulation.lost == 12 && simulation.recompiled.regained == 0)
  }

  @Test func whatTheMeshDoesNotHaveCannotBeDown() throws {
    let compiler = try hubs()
    #expect(throws: AnalysisError.unknownNode("h3", known: compiler.nodes.map(\.name))) {
      try Simulation(Outage(nodes: ["h3"]), in: compiler)
    }
    #expect(throws: AnalysisError.noTunnel(Tunnel("s1", "s2"), peers: ["h1", "h2"])) {
      try Simulation(Outage(tunnels: [Tunnel("s2", "s1")]), in: compiler)
    }
  }

  @Test func twoHubsAreSinglePointsByTheirRank() throws {
    let each = SinglePoints(try hubs())
    #expect(each.points.first?.part == .node("h1") && each.points.first?.pairs == 15)
    #expect(each.points.count == 7 && each.points.dropFirst().allSatisfy { $0.pairs == 6 })
    #expect(each.privateTunnels == 7 && each.spareTunnels == 0)
    #expect(each.pairs == 28)
  }

  @Test func aFullMeshHasNone() throws {
    let mesh = try #require(MeshLoader.load(files: MeshFixtures.fullMesh(70), folder: "").mesh)
    let each = SinglePoints(MeshCompiler(mesh))
    #expect(each.points.isEmpty && each.privateTunnels == 70 * 69 / 2 && each.pairs == 70 * 69 / 2)
  }
}
