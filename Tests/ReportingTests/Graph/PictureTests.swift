import Foundation
import MeshModel
import TestSupport
import Testing

@testable import Reporting

struct PictureTests {
  private static func example(folder mesh: String = "") throws -> MeshPicture {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appending(path: "mesh-repo-example")
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where name.hasSuffix(".yaml") {
      files[name] = Array(try Data(contentsOf: folder.appending(path: name)))
    }
    let (loaded, diagnostics) = MeshLoader.load(files: files, folder: mesh)
    return MeshPicture(try #require(loaded, "\(diagnostics)"))
  }

  @Test func theExampleIsDrawn() throws {
    let picture = try Self.example()
    // The picture of the pages is the golden file.
    Golden.expect(MeshSVG.render(picture), "../../../../docs/example-mesh.svg")
    Golden.expect(MeshDOT.render(picture), "example.dot")
    Golden.expect(MeshMermaid.render(picture), "example.mmd")
    Golden.expect(MeshSVG.render(try Self.example(folder: "routed")), "../../../../docs/routed-mesh.svg")
  }

  @Test func everyKindIsDrawn() {
    let picture = PictureSketch.everyKind.picture
    Golden.expect(MeshSVG.render(picture), "every-kind.svg")
    Golden.expect(MeshDOT.render(picture), "every-kind.dot")
    Golden.expect(MeshMermaid.render(picture), "every-kind.mmd")
  }

  @Test func nodesWithoutAKeyAreDrawnToo() throws {
    var files = MeshFixtures.fullMesh(4)
    for number: UInt16 in [2, 4] {
      let lines = MeshFixtures.node(number).split(separator: "\n").filter { !$0.hasPrefix("publicKey") }
      files["nodes/node\(number).yaml"] = Array(lines.joined(separator: "\n").utf8)
    }
    let picture = MeshPicture(try #require(MeshLoader.load(files: files, folder: "").mesh))
    #expect(picture.tunnelCount == 6)
    #expect(picture.nodes.filter { !$0.isEnrolled }.map(\.name) == ["node2", "node4"])
    #expect(PictureWords.summary(picture) == "4 nodes, 6 tunnels; 2 not enrolled yet")
  }

  @Test(arguments: PictureSketch.many)
  func canBeRead(_ sketch: PictureSketch) {
    let picture = sketch.picture
    expectReadable(picture, sketch.name)
    let svg = ParsedSVG(MeshSVG.render(picture))
    // What is as wide as it is long can be printed.
    #expect(svg.width <= 4_000 && svg.height <= 4_000, "\(svg.width) × \(svg.height)")
  }

  @Test func randomMeshesCanBeRead() {
    for seed in 1...150 { expectReadable(PictureSketch.random(seed).picture, "seed \(seed)") }
  }

  private func expectReadable(_ picture: MeshPicture, _ name: String) {
    let text = MeshSVG.render(picture)
    let svg = ParsedSVG(text)
    #expect(svg.problem == nil, "\(name)")
    #expect(svg.names == picture.nodes.map(\.name).sorted(), "\(name)")
    #expect(svg.titles == picture.nodes.count + 1, "\(name)")
    let overlap = svg.overlap
    #expect(overlap == nil, "\(name): \(String(describing: overlap))")
    let outside = svg.labels.filter {
      $0.left < 0 || $0.top < 0 || $0.right > svg.width || $0.bottom > svg.height
    }
    #expect(outside.isEmpty, "\(name): \(outside)")
    let structure = MeshStructure(picture)
    #expect(text.utf8.count < 7_000 + 800 * picture.nodes.count + 250 * structure.links.count, "\(name)")
    expectFreeLines(PictureLayout.best(picture, structure), name)
  }

  /// No line passes through a box, and no two boxes meet.
  private func expectFreeLines(_ layout: PictureLayout, _ name: String) {
    let segments = layout.wires.flatMap(\.lines).flatMap { line in zip(line, line.dropFirst()).map { [$0, $1] } }
    for (index, frame) in layout.nodes.enumerated() {
      let inside = PictureFrame(x: frame.x + 1, y: frame.y + 1, width: frame.width - 2, height: frame.height - 2)
      let crossing = segments.first { ends in
        let xs = ends.map(\.x).sorted()
        let ys = ends.map(\.y).sorted()
        return !PictureFrame(x: xs[0], y: ys[0], width: xs[1] - xs[0], height: ys[1] - ys[0]).isApart(from: inside)
      }
      #expect(crossing == nil, "\(name): \(String(describing: crossing)) through node \(index), \(frame)")
      #expect(layout.nodes[(index + 1)...].allSatisfy { $0.isApart(from: frame) }, "\(name)")
    }
  }

  @Test func aPictureIsTheSameEachTime() {
    for sketch in PictureSketch.many { #expect(MeshSVG.render(sketch.picture) == MeshSVG.render(sketch.picture)) }
  }

  /// GitHub draws no chart with more than 500 lines or 50,000 characters.
  @Test(arguments: PictureSketch.many)
  func mermaidStaysWithinLimits(_ sketch: PictureSketch) {
    let picture = sketch.picture
    let text = MeshMermaid.render(picture)
    #expect(text.count <= 50_000)
    let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(lines.count { $0.contains(" --- ") || $0.contains(" ===") } <= 300)
    #expect(lines.count { $0.hasPrefix("subgraph ") } == lines.count { $0 == "end" })
    // Every box that a line names is there.
    let words = lines.filter { $0.contains(" --- ") || $0.contains(" ===") }.flatMap { $0.split(separator: " ") }
    let ends = Set(words.filter { $0.first == "n" || $0.first == "g" }.map(String.init))
    let boxes = lines.map { $0.hasPrefix("subgraph ") ? String($0.dropFirst(9)) : $0 }.filter { !$0.contains(" ==") }
    for end in ends {
      #expect(boxes.contains { $0.hasPrefix(end + "[") || $0.hasPrefix(end + "(") || $0.hasPrefix(end + "{") })
    }
  }

  @Test(arguments: PictureSketch.many)
  func dotNamesEveryNodeOnce(_ sketch: PictureSketch) {
    let picture = sketch.picture
    let text = MeshDOT.render(picture)
    let lines = text.split(separator: "\n")
    for node in picture.nodes {
      #expect(lines.count { $0.hasSuffix("]") && $0.contains("\"\(node.name)\" [label=") } == 1)
    }
    #expect(lines.count { $0.contains(" -- ") && !$0.contains("style=invis") } <= 300)
    #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
  }

  @Test func namesAreOrderedAsPeopleCount() {
    let names = ["n10", "n2", "n1", "n02", "a", "n2-b", "n2-a"]
    #expect(names.sorted(by: NaturalOrder.precedes) == ["a", "n1", "n02", "n2", "n2-a", "n2-b", "n10"])
  }
}
