import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// `weft render` shows what an apply writes.
struct RenderedFilesTests {
  @Test func areThoseThatAnApplyWrites() throws {
    var files = MeshFixtures.fullMesh(4)
    files["mesh.yaml"] = Array(
      "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n  - {hubs: [node1], spokes: [core]}\n"
        .utf8)
    files["nodes/node3.yaml"] = Array(MeshFixtures.node(3, "networks: [10.20.3.0/24]").utf8)
    let compiler = MeshCompiler(try #require(MeshLoader.load(files: files, folder: "").mesh))
    let fresh = try #require(try Scene(nodes: 1).fresh()["n1"])
    let nodes = compiler.nodes.map { node in
      var host = fresh
      host.keys = [node.publicKey].compactMap { $0 }
      return NodeInput(
        name: node.name, desired: compiler.desired(node.name), applied: nil, recorded: nil, reading: .observed(host),
        isManagedOverMesh: false)
    }
    let names = compiler.nodes.compactMap { node in node.publicKey.map { ($0, node.name) } }
    let plan = try Planner.plan(
      PlanningInput(
        mesh: "test", commit: "c0ffee", applied: nil, policy: compiler.mesh.policy, usesPresharedKeys: false,
        nodes: nodes, names: Dictionary(names, uniquingKeysWith: { first, _ in first })))
    #expect(plan.changedNodes.count == 4)
    for node in compiler.nodes {
      let written = plan.waves.flatMap(\.work).filter { $0.node == node.name }.last?.settlement.bootFiles
      #expect(try compiler.files(of: node.name).contents == (written ?? []).map { .managed($0) })
    }
  }
}
