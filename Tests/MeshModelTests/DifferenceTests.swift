import MeshModel
import TestSupport
import Testing

struct DifferenceTests {
  private func mesh(_ change: (inout [String: [UInt8]]) -> Void) throws -> Mesh {
    var files = MeshFixtures.fullMesh(5)
    change(&files)
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    return try #require(mesh, "\(diagnostics)")
  }

  @Test func aNodeIsToldOnceAndNotByItsTunnels() throws {
    let difference = MeshDifference(from: try mesh { $0["nodes/node5.yaml"] = nil }, to: try mesh { _ in })
    #expect(difference.nodes.map(\.name) == ["node5"])
    #expect(difference.nodes.map(\.kind) == [.added])
    #expect(difference.nodes.map(\.peers) == [4])
    #expect(difference.tunnelsGained.isEmpty)
    #expect(difference.prefixes.isEmpty)
    #expect(difference.touched == ["node1", "node2", "node3", "node4", "node5"])
    #expect(difference.size == MeshSize(nodes: 5, tunnels: 10))
  }

  @Test func aPrefixThatMovesIsOneChange() throws {
    let one = MeshFixtures.node(1, "networks: [10.20.0.0/24]")
    let two = MeshFixtures.node(2, "networks: [10.20.0.0/24]")
    let difference = MeshDifference(
      from: try mesh { $0["nodes/node1.yaml"] = Array(one.utf8) },
      to: try mesh { $0["nodes/node2.yaml"] = Array(two.utf8) })
    #expect(difference.nodes.isEmpty)
    #expect(
      difference.prefixes.map { "\($0.prefix) \($0.from ?? "-") \($0.to ?? "-")" } == ["10.20.0.0/24 node1 node2"])
  }

  @Test func losingTheHubCutsNodesOff() throws {
    let hub = "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n"
    let before = try mesh { $0["mesh.yaml"] = Array((hub + "  - {hubs: [node1], spokes: [core]}").utf8) }
    let after = try mesh { $0["mesh.yaml"] = Array((hub + "  - {hubs: [node1], spokes: [node2, node3]}").utf8) }
    let difference = MeshDifference(from: before, to: after)
    #expect(difference.tunnelsLost == [Tunnel("node1", "node4"), Tunnel("node1", "node5")])
    #expect(difference.reachLost.count == 2 + 2 * 2 + 1)
    #expect(
      PairGroup.groups(difference.reachLost).map(\.node) == ["node4", "node5"])
  }

  @Test func anotherPreferredHubMovesPaths() throws {
    let text = "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n"
    let ranked = { (hubs: String) throws -> Mesh in
      try mesh { $0["mesh.yaml"] = Array((text + "  - {hubs: [\(hubs)], spokes: [core]}").utf8) }
    }
    let difference = MeshDifference(from: try ranked("node1, node2"), to: try ranked("node2, node1"))
    #expect(difference.tunnelsGained.isEmpty && difference.tunnelsLost.isEmpty && difference.reachLost.isEmpty)
    #expect(difference.pathsMoved.map(\.description) == ["node3 ↔ node4", "node3 ↔ node5", "node4 ↔ node5"])
    #expect(difference.touched == ["node3", "node4", "node5"])
  }

  @Test func settingsAreToldByTheirKeys() throws {
    let difference = MeshDifference(
      from: try mesh { _ in }, to: try mesh { $0["mesh.yaml"]?.append(contentsOf: "listenPort: 51821\n".utf8) })
    #expect(difference.settings.map(\.key) == ["listenPort"])
    #expect(difference.settings.first?.new == ["51821"])
    #expect(difference.touched.count == 5)
  }

  @Test func whatARuleSaysOfItsTunnelsIsToldByTheRule() throws {
    let rules = { (full: String, link: String) throws -> Mesh in
      let text = "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n"
      return try mesh { files in
        files["mesh.yaml"] = Array("\(text)  - {fullMesh: [core]\(full)}\n  - {link: [node1, node2]\(link)}\n".utf8)
      }
    }
    let tell = { (old: Mesh, new: Mesh) in
      MeshDifference(from: old, to: new).tunnelsChanged.map {
        "\($0.rule) \($0.tunnels) \($0.field.key) \($0.field.old) \($0.field.new)"
      }
    }
    let plain = try rules("", "")
    let full = try rules(", persistentKeepalive: 15, mtu: 1380", "")
    #expect(
      tell(plain, full) == [
        "fullMesh: [core] 10 mtu [] [\"1380\"]", "fullMesh: [core] 10 persistentKeepalive [] [\"15\"]",
      ])
    #expect(MeshDifference(from: plain, to: full).touched.count == 5)
    // The link goes before the full mesh, which says it of the nine others.
    let linked = try rules(", persistentKeepalive: 20, mtu: 1380", ", persistentKeepalive: off, mtu: 1380, cost: 3")
    #expect(
      tell(full, linked) == [
        "fullMesh: [core] 9 persistentKeepalive [\"15\"] [\"20\"]", "link: [node1, node2] 1 cost [] [\"3\"]",
        "link: [node1, node2] 1 persistentKeepalive [\"15\"] [\"off\"]",
      ])
    let reached = try rules("", ", endpoints: {node1: \"192.0.2.7:7\"}")
    #expect(tell(plain, reached) == ["link: [node1, node2] 1 endpoints.node1 [] [\"192.0.2.7:7\"]"])
    #expect(tell(reached, plain) == ["link: [node1, node2] 1 endpoints.node1 [\"192.0.2.7:7\"] []"])
    #expect(tell(reached, reached) == [])
  }

  @Test func aFirstCommitIsAllGained() throws {
    let difference = MeshDifference(from: nil, to: try mesh { _ in })
    #expect(difference.nodes.allSatisfy { $0.kind == .added })
    #expect(difference.nodes.count == 5)
    #expect(difference.prefixes.isEmpty)
  }
}
