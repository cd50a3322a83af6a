import MeshModel
import TestSupport
import Testing

/// Meshes that look like those that are told of, and are right.
struct SoundMeshTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var files: [String: String]

    init(_ title: String, _ files: [String: String]) { (testDescription, self.files) = (title, files) }
  }

  private typealias Scene = DiagnosticScene

  static let cases = [
    Case(
      "keepalives are off, but for the tunnels of nodes behind NAT",
      [
        "mesh.yaml": Scene.mesh("    persistentKeepalive: 20\npersistentKeepalive: off"),
        "nodes/node3.yaml": Scene.node(3, without: "endpoint"),
      ]),
    Case(
      "keepalives are off where a rule gives the endpoint",
      [
        "mesh.yaml": Scene.mesh("    persistentKeepalive: off\n    endpoints: {node3: \"203.0.113.9:51820\"}"),
        "nodes/node3.yaml": Scene.node(3, without: "endpoint"),
      ]),
    Case("the rule of all tunnels has a smaller MTU", ["mesh.yaml": Scene.mesh("    mtu: 1380\nmtu: 1500")]),
    Case(
      "the one node with an IPv6 endpoint has a smaller MTU",
      [
        "mesh.yaml": Scene.mesh("mtu: 1440"),
        "nodes/node3.yaml": Scene.node(3, "endpoint: \"[2001:db8::3]:51820\"", "mtu: 1420"),
      ]),
    Case(
      "a link says what two rules disagree on",
      [
        "mesh.yaml": Scene.mesh(
          "    mtu: 1400\n  - chain: [node1, node2]\n    mtu: 1380\n  - link: [node2, node1]\n    mtu: 1390")
      ]),
    Case("a file begins with a byte order mark", ["mesh.yaml": "\u{FEFF}" + MeshFixtures.mesh]),
    Case("a public key in a file of its own", ["keys/phone.pub": MeshFixtures.key(9) + "\n"]),
  ]

  @Test(arguments: cases) func nothingIsTold(_ scene: Case) {
    let files = MeshFixtures.fullMesh(3).merging(scene.files.mapValues { Array($0.utf8) }) { _, new in new }
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    #expect(diagnostics == [])
    #expect(mesh != nil)
  }
}
