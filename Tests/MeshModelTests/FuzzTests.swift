import Diagnostics
import MeshModel
import TestSupport
import Testing

/// Damaged repositories: each is read or refused, told in words, and never ends the program or keeps it for ever.
///
/// `make fuzz` tries 200,000 cases; here are a few of the same.
struct FuzzTests {
  private static let pieces =
    [
      "[", "]", "{", "}", ":", ": ", "- ", "#", "\"", "'", "|", ">", "&a ", "*a ", "!", "!!int ", "? ", "\t", "\n",
      "\r\n",
      "  ", "é", "\u{0}", "\u{FEFF}", "~", ",", "---\n", "...\n", "%YAML 1.1\n", "<<: ", "0x7f", "1e9", "-1",
      "4294967296",
      "99999999999999999999", "10.10.0.1", "10.0.0.0/8", "::/0", "0.0.0.0/0", "fd10:10::1", "[::1]:1", "a:0", "../",
      "$(id)",
      "%s", "PrivateKey = ", "-----BEGIN PRIVATE KEY-----", "hubs: [core]\n", "spokes: [core]\n",
      "link: [node1, node1]",
      "generation: 0", "jump: node2", "managed: false", "forward: true", MeshFixtures.key(1), MeshFixtures.hostKey,
    ] + MeshLanguage.sections.flatMap { $0.section.keys.map { "\n\($0.name): " } }

  /// What is mutated: every key, so that every form is reached.
  private static let repositories = [MeshFixtures.fullMesh(3), EveryKeyTests.files, TenMistakesTests.repository.files]

  @Test(.timeLimit(.minutes(120)))
  func damagedRepositoriesAreReadOrRefused() {
    let mutation = Mutation(pieces: Self.pieces)
    var (read, refused) = (0, 0)
    for seed in 0..<Mutation.cases(0.5, quick: 1_000) {
      var random = SeededGenerator(seed: seed)
      var files = Self.repositories[seed % Self.repositories.count]
      for path in files.keys.sorted() where Int.random(in: 0...2, using: &random) == 0 {
        files[path] = mutation.apply(files[path] ?? [], using: &random)
      }
      let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
      #expect((mesh == nil) == diagnostics.contains { $0.severity == .error }, "seed \(seed)")
      #expect(diagnostics.allSatisfy { !$0.remedy.isEmpty }, "seed \(seed)")
      let renderer = DiagnosticRenderer(files: files)
      #expect(renderer.render(diagnostics).isEmpty == diagnostics.isEmpty, "seed \(seed)")
      guard let mesh else {
        refused += 1
        continue
      }
      read += 1
      #expect(TableChecks.run(MeshCompiler(mesh)) == [], "seed \(seed)")
    }
    #expect(read > 0 && refused > 0)
  }
}
