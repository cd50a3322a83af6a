import Diagnostics
import MeshModel
import TestSupport
import Testing

/// Files come from pull requests that nobody has read: none of them ends the program, or keeps it for ever.
struct HostileFilesTests {
  /// Both would take for ever if copies of copies were gone into: as values, and as keys, which are compared.
  @Test(arguments: ["b: *a30", "? *a30\n: 1\n? [*a30]\n: 2"])
  func aBombOfAliasesIsRefusedAtOnce(_ use: String) {
    let bomb = (1...30).map { level in
      "a\(level): &a\(level) [\(level == 1 ? "x" : "*a\(level - 1), *a\(level - 1)")]"
    }
    var files = MeshFixtures.fullMesh(2)
    files["nodes/node2.yaml"] = Array((bomb + [use]).joined(separator: "\n").utf8)
    let codes = MeshLoader.load(files: files, folder: "").diagnostics.map(\.code)
    #expect(codes == ["yaml-alias"])
  }

  @Test(arguments: [(20, "yaml-depth"), (100_000, "not-yaml")])
  func deepNestingIsRefused(_ depth: Int, _ code: String) {
    var files = MeshFixtures.fullMesh(2)
    let text = "tags: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    files["nodes/node2.yaml"] = Array(text.utf8)
    #expect(MeshLoader.load(files: files, folder: "").diagnostics.map(\.code).contains(code))
  }

  @Test func aHugeFileIsRefusedAtOnce() {
    var files = MeshFixtures.fullMesh(2)
    files["nodes/node2.yaml"] = Array(repeating: UInt8(ascii: "a"), count: 100 << 20)
    #expect(MeshLoader.load(files: files, folder: "").diagnostics.map(\.code) == ["file-size"])
  }

  /// Names end up in paths on hosts, in references of git, and in scripts.
  @Test(arguments: [
    "nodes/../../etc/passwd.yaml", "nodes/a b.yaml", "nodes/$(id).yaml", "nodes/-rf.yaml", "nodes/a;id.yaml",
    "nodes/a..b.yaml", "nodes/a\nb.yaml",
  ])
  func namesThatLeadElsewhereAreRefusedOrNotRead(_ path: String) {
    var files = MeshFixtures.fullMesh(2)
    files[path] = Array(MeshFixtures.node(3).utf8)
    let mesh = MeshLoader.load(files: files, folder: "").mesh
    #expect(mesh == nil || mesh?.nodes.count == 2)
  }

  @Test(arguments: ["name: a/b", "name: \"$(id)\"", "name: ../x", "interface: \"wg0;id\"", "interface: ../wg0"])
  func valuesThatLeadElsewhereAreRefused(_ line: String) {
    var files = MeshFixtures.fullMesh(2)
    let key = line.prefix { $0 != ":" }
    let rest = MeshFixtures.mesh.split(separator: "\n").filter { !$0.hasPrefix(key) }
    files["mesh.yaml"] = Array((rest + [line[...]]).joined(separator: "\n").utf8)
    #expect(MeshLoader.load(files: files, folder: "").diagnostics.map(\.code) == ["value-type"])
  }

  /// Each is told, and compared with what may have been meant.
  @Test func manyMistakesAreAllTold() {
    var files = MeshFixtures.fullMesh(2)
    let keys = (0..<2_000).map { "colour\($0): red" } + [String(repeating: "k", count: 1_000) + ": 1"]
    files["nodes/node2.yaml"] = Array((MeshFixtures.node(2) + "\n" + keys.joined(separator: "\n")).utf8)
    #expect(MeshLoader.load(files: files, folder: "").diagnostics.count == keys.count)
  }

  /// Whatever stands in a file, it is read or refused, and never ends the program.
  @Test func damagedFilesAreReadOrRefused() {
    var random = SeededGenerator(seed: 3)
    let pieces = [
      "[", "]", "{", "}", ":", "-", "#", "\"", "'", "|", ">", "&a", "!", "?", "\t", "\n", "  ", "é", "~", ",",
    ]
    var refused = 0
    for _ in 0..<600 {
      var files = MeshFixtures.fullMesh(2)
      let path = Bool.random(using: &random) ? "mesh.yaml" : "nodes/node1.yaml"
      var bytes = files[path] ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0...bytes.count, using: &random)
        bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: at)
      }
      files[path] = bytes
      let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
      #expect((mesh == nil) == diagnostics.contains { $0.severity == .error })
      if mesh == nil { refused += 1 }
    }
    #expect(refused > 100)
  }
}
