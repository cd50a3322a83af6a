import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// Ends that contradict each other are told, with the places of both; no repository comes of it.
struct ImportClashTests {
  private func file(_ key: Int, _ address: String, name: String? = nil) -> String {
    """
    [Interface]
    \(name.map { "# Name = \($0)" } ?? "")
    PrivateKey = \(QuickFileText.privateKey(key))
    Address = \(address)
    """
  }

  private func problems(_ files: [(String, String)]) throws -> [String] {
    let hosts = try ImportFixture(files.map { (path: $0.0, text: $0.1) }).hosts()
    do {
      _ = try ImportedRepository(hosts, name: "test", origin: "A test.")
      return []
    } catch {
      return error.diagnostics.map { DiagnosticRenderer().render($0).split(separator: "\n").prefix(2).joined() }
    }
  }

  @Test func oneKeyInTwoFiles() throws {
    #expect(
      try problems([("a.conf", file(1, "10.0.0.1/24")), ("b.conf", file(1, "10.0.0.2/24"))])
        == ["b.conf: error: has the key of a  note: a.conf: the other one"])
  }

  @Test func oneAddressInTwoFiles() throws {
    #expect(
      try problems([("a.conf", file(1, "10.0.0.1/24")), ("b.conf", file(2, "fd00::1/64, 10.0.0.1/32"))])
        == ["b.conf:4:23: error: 10.0.0.1 is already a's  note: a.conf:4:11: the other one"])
  }

  @Test func oneNameInTwoFiles() throws {
    #expect(
      try problems([("a.conf", file(1, "10.0.0.1/24")), ("b.conf", file(2, "10.0.0.2/24", name: "A"))])
        == ["b.conf: error: is called a, as another one is  note: a.conf: the other one"])
  }

  @Test func noAddressAtAll() throws {
    #expect(
      try problems([("a.conf", "[Interface]\nPrivateKey = \(QuickFileText.privateKey(1))")])
        == [
          "a.conf: error: has no address, so it cannot be a node  Add the `Address` that its peers have in their AllowedIPs."
        ]
    )
  }

  @Test(arguments: [
    (["hub-a.conf", "x/fra.1.conf"], ["hub-a -", "fra.1 -"]),
    (["hub-a/wg0.conf", "/etc/Fra_1/wg0.conf"], ["hub-a wg0", "fra-1 wg0"]),
    (["hub-a/mesh.conf", "fra/mesh.conf"], ["hub-a mesh", "fra mesh"]),
    (["./wg0.conf"], ["nil"]),
  ])
  func pathsNameNodes(_ paths: [String], _ names: [String]) {
    let found = ImportedFileName.names(of: paths).map { name in
      name.map { "\($0.node) \($0.interface?.text ?? "-")" } ?? "nil"
    }
    #expect(found == names)
  }
}
