import Foundation
import MeshModel
import Reporting
import TestSupport
import Testing

/// The schema that editors read says what the parser reads.
struct SchemaTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "mesh-repo-example/schema")

  @Test(arguments: MeshSchema.allCases)
  func theCommittedOneIsTheProgramsOwn(_ schema: MeshSchema) throws {
    let file = Self.folder.appending(path: "\(schema.rawValue).json")
    let text = try LanguageSchema.json(schema)
    if ProcessInfo.processInfo.environment["WEFT_RECORD_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("Recorded \(file.lastPathComponent): read it before you commit it.")
    } else {
      #expect(try String(contentsOf: file, encoding: .utf8) == text, "Record it with WEFT_RECORD_GOLDEN=1.")
    }
  }

  /// A form that says nothing of itself would leave its key unchecked in every editor.
  @Test func everyKeySaysWhatItTakes() {
    for (place, section) in MeshLanguage.sections {
      for key in section.keys { #expect(!Self.isLoose(key.schema), "\(place): \(key.name)") }
    }
  }

  private static func isLoose(_ schema: ValueSchema) -> Bool {
    switch schema {
    case .any, .text(nil): true
    case .list(let element): isLoose(element)
    case .named(let name, let element): isLoose(name) || isLoose(element)
    case .oneOf(let choices): choices.contains(where: isLoose)
    case .text, .integer, .boolean, .words, .group: false
    }
  }

  @Test func rightRepositoriesPass() async throws {
    for files in [try ExampleTests.files(), EveryKeyTests.files, MeshFixtures.fullMesh(3)] {
      #expect(try await Self.problems(files).values.allSatisfy(\.isEmpty))
    }
  }

  /// What a schema can see of the ten mistakes: an unknown key, and an endpoint without a port.
  @Test func theTenMistakes() async throws {
    let problems = try await Self.problems(TenMistakesTests.repository.files).filter { !$0.value.isEmpty }
    #expect(problems.keys.sorted() == ["mesh.yaml", "nodes/fra-1.yaml"])
    #expect(problems["mesh.yaml"]?.first?.contains("'listenport' was unexpected") == true)
    #expect(problems["nodes/fra-1.yaml"]?.first?.hasPrefix("endpoint: '203.0.113.20' does not match") == true)
  }

  /// Mistakes of form are refused by the schema too, and nothing else is: it never says less than the parser allows.
  @Test func itRefusesWhatIsNoValueAndNothingMore() async throws {
    let seen: Set<String> = ["key-unknown", "key-missing", "value-type", "topology-shape", "secret-in-repository"]
    // Told by the parser alone: a duplicate, an alias and a file that is no YAML never come as far as a schema; some
    // texts have the right letters and no meaning.
    let unseen: Set<String> = [
      "key-duplicate", "key-type", "yaml-alias", "not-yaml", "public-key", "address", "prefix", "endpoint", "host-key",
      "topology-link",
    ]
    let mistakes = (LoaderTests.meshMistakes + LoaderTests.nodeMistakes).enumerated()
      .filter { !unseen.contains($0.element.code) && !$0.element.text.contains("070") }
      .map { (name: "\($0.offset)/\($0.element.file)", mistake: $0.element) }
    let files = MarkedFiles(Dictionary(uniqueKeysWithValues: mistakes.map { ($0.name, $0.mistake.text) })).files
    let problems = try await Self.problems(files)
    for (name, mistake) in mistakes {
      let isSeen = seen.contains(mistake.code) && !mistake.text.contains("# ")
      let found = try #require(problems[name])
      #expect(found.isEmpty != isSeen, "\(name) \(mistake): \(found)")
    }
  }

  private static func problems(_ files: [String: [UInt8]]) async throws -> [String: [String]] {
    var all: [String: [String]] = [:]
    for schema in MeshSchema.allCases {
      let chosen = files.filter { ($0.key.hasSuffix("mesh.yaml")) == (schema == .mesh) }
      let problems = try await SchemaValidator.problems(
        schema: try LanguageSchema.json(schema), files: chosen.mapValues { String(decoding: $0, as: UTF8.self) })
      all.merge(problems) { first, _ in first }
    }
    return all
  }
}
