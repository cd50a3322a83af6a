import Foundation
import MeshModel
import Reporting
import TestSupport
import Testing

struct DifferenceReportTests {
  private static func mesh(_ files: [String: [UInt8]]) throws -> Mesh {
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    return try #require(mesh, "\(diagnostics)")
  }

  /// 200 nodes in a full mesh, of which two go and three get new keys.
  private static let largeChange = Result {
    let base = MeshFixtures.fullMesh(200)
    var head = base
    for number in [17, 112] { head["nodes/node\(number).yaml"] = nil }
    for number: UInt16 in [5, 80, 199] {
      let text = MeshFixtures.node(number)
        .replacing(MeshFixtures.key(number), with: MeshFixtures.key(number + 1_000))
      head["nodes/node\(number).yaml"] = Array(text.utf8)
    }
    return MeshDifference(from: try mesh(base), to: try mesh(head))
  }

  @Test func aLargeChangeFitsIntoAComment() throws {
    let difference = try Self.largeChange.get()
    let text = DifferenceMarkdown.render(difference)
    #expect(text.unicodeScalars.count < 2_000)
    for name in ["node17", "node112", "node5", "node80", "node199"] {
      #expect(text.components(matching: " \(name)  ") == 1, "\(name)")
    }
    #expect(difference.touched.count == 200)
    Golden.expect(text, "large-change.md")
    Golden.expect(DifferenceText.render(difference), "large-change.txt")
  }

  @Test(arguments: [300, 400, 500, 65_536])
  func whatDoesNotFitIsCutFromTheEnd(_ limit: Int) throws {
    let text = DifferenceMarkdown.render(try Self.largeChange.get(), limit: limit)
    #expect(text.unicodeScalars.count <= limit)
    #expect(text.hasPrefix("<!-- weft diff test -->\n"))
    #expect(text.hasSuffix("```\n\n</details>\n"))
    #expect(text.contains("2 nodes to remove"))
    #expect(text.contains("more lines") == (limit < 1_000))
  }

  @Test func programsGetAllOfIt() throws {
    let text = try DifferenceJSON.render(try Self.largeChange.get())
    let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    #expect(document.formatVersion == 1)
    #expect(document.nodes.map(\.name) == ["node112", "node17", "node199", "node5", "node80"])
    #expect(document.nodes.map(\.change) == ["removed", "removed", "changed", "changed", "changed"])
    #expect(document.tunnelsAfter == 198 * 197 / 2)
  }

  private struct Document: Decodable {
    struct Node: Decodable {
      var name: String
      var change: String
    }

    var formatVersion: Int
    var nodes: [Node]
    var tunnelsAfter: Int
  }

  @Test func noChangesAreTold() throws {
    let mesh = try Self.mesh(MeshFixtures.fullMesh(3))
    let difference = MeshDifference(from: mesh, to: mesh)
    #expect(difference.isEmpty)
    #expect(DifferenceText.render(difference) == "No changes.\n")
    #expect(!DifferenceMarkdown.render(difference).contains("<details>"))
  }

  @Test func everyKindOfChangeHasItsLine() throws {
    var base = MeshFixtures.fullMesh(6)
    base["nodes/node2.yaml"] = Array(MeshFixtures.node(2, "networks: [10.20.2.0/24, 10.20.9.0/24]").utf8)
    var head = base
    head["mesh.yaml"] = Array(
      (MeshFixtures.mesh.replacing("[core]", with: "[core]\n    persistentKeepalive: 21")
        + "  - link: [node1, lone]\nmtu: 1380\npersistentKeepalive: 15\n").utf8)
    head["nodes/node1.yaml"] = Array(
      MeshFixtures.node(1).replacing("203.0.113.1:51820", with: "one.example.net:51820").utf8)
    head["nodes/node2.yaml"] = Array(MeshFixtures.node(2, "networks: [10.20.2.0/24]").utf8)
    head["nodes/node3.yaml"] = Array(MeshFixtures.node(3, "networks: [10.20.9.0/24, 10.20.3.0/24]").utf8)
    head["nodes/node4.yaml"] = nil
    head["nodes/node5.yaml"] = Array(MeshFixtures.node(5, tag: "lonely").utf8)
    head["nodes/node6.yaml"] = Array(MeshFixtures.node(6, "managed: false").utf8)
    let lone = MeshFixtures.node(7, tag: "edge").split(separator: "\n").filter { !$0.hasPrefix("endpoint") }
    head["nodes/lone.yaml"] = Array((lone.joined(separator: "\n") + "\nmanaged: false\n").utf8)
    let difference = MeshDifference(from: try Self.mesh(base), to: try Self.mesh(head))
    Golden.expect(DifferenceText.render(difference), "every-kind.txt")
    Golden.expect(DifferenceMarkdown.render(difference), "every-kind.md")
  }
}

extension String {
  fileprivate func components(matching part: String) -> Int { ranges(of: part).count }
}
