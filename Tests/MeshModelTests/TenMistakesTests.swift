import Diagnostics
import MeshModel
import TestSupport
import Testing

/// A repository with ten mistakes in five files: one run tells them all, each where it is.
struct TenMistakesTests {
  static let repository = MarkedFiles([
    "mesh.yaml": """
    version: 1
    name: example
    1️⃣listenport: 51820
    addresses: [10.10.0.0/24, fd10:10::/64]
    topology:
      - fullMesh: [core, 2️⃣hub-c]
      - hubs: [hub-a]
        spokes: [branch]
    routing: 3️⃣rip
    """,
    "nodes/hub-a.yaml": """
    publicKey: 4️⃣\(MeshFixtures.key(1))
    addresses: [10.10.0.1, fd10:10::1]
    endpoint: hub-a.example.net:51820
    networks: [7️⃣10.20.1.0/24]
    tags: [core]
    ssh: {host: 203.0.113.10}
    """,
    "nodes/fra-1.yaml": """
    publicKey: \(MeshFixtures.key(1))
    addresses: [10.10.0.2, 5️⃣10.11.0.2]
    endpoint: 6️⃣203.0.113.20
    networks: [10.20.1.0/24]
    tags: [core]
    ssh: {host: fra-1.example.net}
    """,
    "nodes/branch-1.yaml": """
    publicKey: \(MeshFixtures.key(3))
    addresses: [10.10.0.21]
    networks: [8️⃣10.20.21.5/24]
    tags: [branch]
    ssh: {host: 10.10.0.21, jump: 9️⃣hub-b}
    """,
    "nodes/branch-2.yaml": """
    publicKey: \(MeshFixtures.key(4))
    addresses: [10.10.0.22]
    tags: [branch]
    ssh: {host: 10.10.0.22, jump: hub-a}
    🔟tags: [core]
    """,
  ])

  @Test func eachIsToldOnceWhereItIs() {
    let (mesh, diagnostics) = MeshLoader.load(files: Self.repository.files, folder: "")
    #expect(mesh == nil)
    #expect(diagnostics.count == 10)
    let places = diagnostics.compactMap { diagnostic -> MarkedFiles.Position? in
      guard case .source(let range) = diagnostic.place else { return nil }
      return MarkedFiles.Position(file: range.file, line: range.line, column: range.column)
    }
    #expect(Set(places) == Set(Self.repository.positions.values))
    let renderer = DiagnosticRenderer { Self.repository.text($0) }
    Golden.expect(renderer.render(diagnostics) + "\n", "ten-mistakes.txt")
  }
}
