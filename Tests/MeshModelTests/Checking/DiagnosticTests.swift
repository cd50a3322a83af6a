import Diagnostics
import MeshModel
import TestSupport
import Testing

/// Everything that a mesh can be told before anything is touched: with its code, its severity, its places and its words.
struct DiagnosticTests {
  private static func load(_ scene: DiagnosticScene) -> (marked: MarkedFiles, files: [String: [UInt8]], [Diagnostic]) {
    let marked = MarkedFiles(scene.files)
    let files = MeshFixtures.fullMesh(3).merging(marked.files) { $1 }
    return (marked, files, MeshLoader.compile(files: files, folder: "").diagnostics)
  }

  private static func position(_ place: Place?) -> MarkedFiles.Position? {
    guard case .source(let range) = place else { return nil }
    return MarkedFiles.Position(file: range.file, line: range.line, column: range.column)
  }

  @Test(arguments: DiagnosticScene.all)
  func isToldWhereItIs(_ scene: DiagnosticScene) throws {
    let (marked, _, diagnostics) = Self.load(scene)
    let code = try #require(DiagnosticCode(rawValue: scene.code))
    #expect(diagnostics.map(\.code) == [scene.code])
    let diagnostic = try #require(diagnostics.first)
    #expect(diagnostic.severity == code.entry.severity)
    #expect(!diagnostic.remedy.isEmpty)
    if let place = marked.positions[1] { #expect(Self.position(diagnostic.place) == place) }
    if let other = marked.positions[2] { #expect(Self.position(diagnostic.notes.first?.place) == other) }
  }

  @Test func allReadWell() {
    let texts = DiagnosticScene.all.map { scene in
      let (_, files, diagnostics) = Self.load(scene)
      let renderer = DiagnosticRenderer(files: files)
      return "# \(scene.title)\n\n\(renderer.render(diagnostics))\n"
    }
    Golden.expect(texts.joined(separator: "\n"), "diagnostics.txt")
  }

  @Test func noSecretIsInTheirWords() throws {
    for scene in DiagnosticScene.secrets {
      let (_, files, diagnostics) = Self.load(scene)
      let renderer = DiagnosticRenderer(files: files)
      let text = renderer.render(diagnostics)
      #expect(!text.contains(MeshFixtures.key(9)) && !text.contains("b3BlbnNzaA"), "\(text)")
    }
  }

  /// A file that is no YAML, a value of the wrong kind: the line is not shown where a secret is on it.
  @Test(arguments: ["endpoint: ", "presharedKeys: ", "tags: [", "PrivateKey: [\"", "# psk="])
  func noSecretIsShownByOtherDiagnostics(_ before: String) {
    var files = MeshFixtures.fullMesh(2)
    files["nodes/node2.yaml"] = Array(
      (DiagnosticScene.node(2, without: "endpoint") + "\(before)\(MeshFixtures.key(9))").utf8)
    let diagnostics = MeshLoader.load(files: files, folder: "").diagnostics
    let renderer = DiagnosticRenderer(files: files)
    #expect(!renderer.render(diagnostics).contains(MeshFixtures.key(9)), "\(renderer.render(diagnostics))")
  }

  /// A code that no scene provokes would be one that nobody has seen.
  @Test func everyCodeIsProvoked() {
    let scenes = DiagnosticScene.all.map(\.code) + (LoaderTests.meshMistakes + LoaderTests.nodeMistakes).map(\.code)
    let elsewhere: [DiagnosticCode] = [
      // LoaderTests and HostileFilesTests.
      .meshMissing, .nodeName, .fileIgnored, .fileSize, .notUTF8, .yamlDepth, .nodeNotEnrolled,
      // TableTests: no declared mesh gives them.
      .allowedIPsTwice, .allowedIPsNested, .pathAsymmetric,
      // What only commands meet: hosts, programs and files of this machine.
      .hostUnreachable, .importInterface, .importName, .fileUnreadable, .folderTaken, .folderUnwritable,
      .ansibleMissing, .ansibleFailed, .pictureUnwritten,
    ]
    let others = elsewhere + OtherCodeTests.scenes.map(\.code)
    let missing = Set(DiagnosticCode.allCases).subtracting(others).map(\.rawValue).filter { !scenes.contains($0) }
    #expect(missing.sorted() == [])
  }
}
