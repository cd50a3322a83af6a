import MeshModel
import SSH
import TestSupport
import Testing

@testable import Reconciliation

struct AddressBookTests {
  /// Node 1 is reached directly; `far` through node 1, `farther` through `far` or node 2.
  private static let files: [String: String] = [
    "mesh.yaml": MeshFixtures.mesh + "  - hubs: [node1]\n    spokes: [edge]\nssh: {user: admin, port: 2022}\n",
    "nodes/node1.yaml": MeshFixtures.node(1, "networks: [192.168.7.0/24]"),
    "nodes/node2.yaml": MeshFixtures.node(2).replacing("ssh: {", with: "ssh: {user: root, port: 22, "),
    "nodes/far.yaml": node(3, "ssh: {host: 10.10.0.3, jump: node1, hostKey: \(MeshFixtures.hostKey)}"),
    "nodes/farther.yaml": node(4, "ssh: {host: \"fd10:10::4\", jump: [far, node2]}"),
    "nodes/site.yaml": node(5, "ssh: {host: 192.168.7.9, jump: node1}"),
    "nodes/phone.yaml": node(6, "managed: false"),
  ]

  private static func node(_ number: UInt16, _ more: String) -> String {
    """
    publicKey: \(MeshFixtures.key(number))
    addresses: [10.10.0.\(number), "fd10:10::\(number)"]
    tags: [edge]
    \(more)

    """
  }

  private func book(_ change: [String: String] = [:]) throws -> AddressBook {
    let files = Self.files.merging(change) { $1 }.mapValues { Array($0.utf8) }
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    return AddressBook(try #require(mesh, "\(diagnostics)"))
  }

  @Test func whatANodeSaysGoesBeforeWhatTheMeshSays() throws {
    let book = try book()
    let first = try #require(book.address(of: "node1"))
    #expect(first.host == "203.0.113.1" && first.port == 2022 && first.user == "admin" && first.jumps.isEmpty)
    let second = try #require(book.address(of: "node2"))
    #expect(second.port == 22 && second.user == "root")
  }

  @Test func jumpsAreFollowedInOrder() throws {
    let farther = try #require(try book().address(of: "farther"))
    #expect(farther.jumps.map(\.node) == ["far", "node2"])
    #expect(farther.jumps[0].jumps.map(\.node) == ["node1"])
    #expect(farther.jumps[0].hostKeys == [MeshFixtures.hostKey])
  }

  /// The checks of the mesh refuse a circle before; a book must end all the same.
  @Test func aCircleEnds() throws {
    let files = Self.files.mapValues { Array($0.utf8) }
    var mesh = try #require(MeshLoader.load(files: files, folder: "").mesh)
    for index in mesh.nodes.indices {
      switch mesh.nodes[index].name {
      case "far": mesh.nodes[index].ssh?.jump = ["farther", "node1"]
      case "farther": mesh.nodes[index].ssh?.jump = ["far"]
      default: continue
      }
    }
    let far = try #require(AddressBook(mesh).address(of: "far"))
    #expect(far.jumps.map(\.node) == ["farther", "node1"])
    #expect(far.jumps[0].jumps.isEmpty)
  }

  @Test(arguments: ["phone", "nobody"]) func noWayIn(name: String) throws {
    #expect(try book().address(of: name) == nil)
  }

  @Test(arguments: [("node1", false), ("far", true), ("farther", true), ("site", true), ("phone", false)])
  func overTheMesh(name: String, expected: Bool) throws {
    #expect(try book().isManagedOverMesh(name) == expected)
  }
}
