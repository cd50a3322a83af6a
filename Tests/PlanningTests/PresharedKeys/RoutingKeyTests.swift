import MeshModel
import TestSupport
import Testing
import WireGuard

@testable import Planning

/// What neighbours of a routing protocol derive their secrets from is a pre-shared key of a generation of its own.
struct RoutingKeyTests {
  private let scene: Scene

  init() throws {
    var files = MeshFixtures.fullMesh(3)
    files["mesh.yaml", default: []] += Array(
      "presharedKeys: {generation: 3}\nrouting: {protocol: ospf, authentication: true}\n".utf8)
    let mesh = try #require(MeshLoader.load(files: files, folder: "").mesh)
    let compiler = MeshCompiler(mesh)
    scene = Scene(compiler.nodes.compactMap { compiler.desired($0.name) })
  }

  @Test func bothHostsGetItAndKeepIt() throws {
    let needed = PresharedKeyExchange.needed(try scene.input())
    let tunnels = ["node1 ↔ node2", "node1 ↔ node3", "node2 ↔ node3"]
    #expect(needed.map(\.tunnel.description) == tunnels.flatMap { [$0, $0] })
    #expect(needed.map(\.generation) == [1, 3, 1, 3, 1, 3] && needed.allSatisfy(\.isNew))

    var hosts = try scene.inStep()
    for (name, node) in scene.desired {
      for key in node.presharedKeys { hosts[name]?.presharedKeys[key] = String(repeating: "a", count: 64) }
    }
    hosts["node1"]?.presharedKeys[PresharedKeyName(peer: "node2", generation: 2)] = String(repeating: "b", count: 64)
    let input = try scene.input(observed: hosts)
    #expect(PresharedKeyExchange.needed(input) == [])
    let unneeded = input.nodes.map { node in
      node.unneededPresharedKeys(node.desired?.interfaces.map(\.configuration) ?? [], router: [])
    }
    #expect(unneeded == [[PresharedKeyName(peer: "node2", generation: 2)], [], []])
  }
}
