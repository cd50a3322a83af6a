import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// What another generator wrote comes back the same, by parsed value, node by node.
struct GeneratorTests {
  @Test func aFullMeshOfThirtyComesBackTheSame() throws {
    let fixture = try ImportFixture.meshconf()
    let imported = try fixture.imported()
    #expect(imported.differences == [])
    #expect(imported.remarks == [])
    #expect(imported.compared.nodes == 30)
    #expect(imported.compared.peers == 30 * 29)
    #expect(imported.shapes == [.fullMesh(30)])

    // Once more by the files themselves, and not by what the import says of them.
    let compiler = MeshCompiler(imported.mesh)
    let files = try fixture.read()
    #expect(files.count == 30)
    for file in files {
      let name = try #require(file.name)
      let interface = try #require(compiler.desired(name)?.interfaces.first?.configuration)
      #expect(interface.publicKey == file.publicKey)
      #expect(interface.addresses.map(\.address) == file.addresses.map(\.address).sorted())
      #expect(interface.listenPort == file.listenPort)
      #expect(interface.mtu == file.mtu)
      let peers = Dictionary(uniqueKeysWithValues: interface.peers.map { ($0.publicKey, $0) })
      #expect(peers.count == file.peers.count)
      for section in file.peers {
        let peer = try #require(peers[section.publicKey])
        #expect(peer.endpoint == section.endpoint)
        #expect(peer.allowedIPs == section.allowedIPs.sorted())
        #expect(peer.keepalive == section.keepalive)
      }
    }
  }

  @Test func theRepositoryIsOneThatAPersonWouldWrite() throws {
    let imported = try ImportFixture.meshconf().imported()
    #expect(imported.files.count == 31)
    let shown = ["mesh.yaml", "nodes/site-05.yaml", "nodes/site-06.yaml"].map { path in
      "==> \(path)\n\(imported.files[path] ?? "")"
    }
    Golden.expect(shown.joined(separator: "\n"), "meshconf.txt")
  }

  /// Of each private key nothing but the public half goes anywhere.
  @Test func noPrivateKeyIsWritten() throws {
    let fixture = try ImportFixture.meshconf()
    let written = try fixture.imported().files.values.joined()
    for (_, text) in fixture.files {
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("PrivateKey") })
      #expect(!written.contains(line.dropFirst("PrivateKey = ".count)))
    }
  }

  /// What `weft render --all` writes has a word in the place of each secret; some name the key.
  @Test(arguments: [false, true])
  func filesThatWeftRendersComeBackTheSame(namingKeys: Bool) throws {
    var files = MeshFixtures.fullMesh(5)
    files["mesh.yaml"]?.append(contentsOf: Array("\npresharedKeys: true\ninterface: office\n".utf8))
    files["nodes/node2.yaml"]?.append(contentsOf: Array("\ninterface: wg3\n".utf8))
    files["nodes/node3.yaml"] = Array(MeshFixtures.node(3, "managed: false\nnetworks: [10.20.0.0/24]").utf8)
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    let compiler = MeshCompiler(try #require(mesh, "\(diagnostics)"))
    let fixture = ImportFixture(
      try compiler.nodes.map { node in
        let content = try #require(try compiler.files(of: node.name).contents.first)
        let name = try #require(content.path.split(separator: "/").last)
        let lines = content.text.split(separator: "\n").map { line in
          namingKeys || !line.hasPrefix("PrivateKey") ? line : "PrivateKey = <secret>"
        }
        return ("files/\(node.name)/\(name)", lines.joined(separator: "\n"))
      })
    let imported = try fixture.imported()
    // A node that Weft never touches has a pre-shared key with nobody, and its file becomes one to be managed.
    #expect(
      imported.differences.allSatisfy { $0.field == "PresharedKey" && ($0.node == "node3" || $0.peer == "node3") })
    let again = MeshCompiler(imported.mesh)
    for node in compiler.nodes {
      let before = try #require(compiler.desired(node.name)?.interfaces.first?.configuration)
      let after = try #require(again.desired(node.name)?.interfaces.first?.configuration)
      #expect(after.publicKey == before.publicKey && after.name == before.name && after.routes == before.routes)
      #expect(after.peers.map(\.endpoint) == before.peers.map(\.endpoint))
    }
  }

  /// With lengths other than /32, this generator gives one network to all peers; the last one has it.
  @Test func prefixesThatSeveralPeersHaveAreTold() throws {
    var fixture = try ImportFixture.meshconf()
    fixture.files = fixture.files.prefix(3).map { path, text in
      (path, text.replacing("/32", with: "/24"))
    }
    let file = try #require(try fixture.read().first)
    let (_, warnings) = ImportedHost.read(file, name: "x", interface: nil)
    #expect(warnings.map(\.message) == ["10.60.0.0/24 is given to 29 peers: the last one has it"])
    #expect(try !fixture.imported().differences.isEmpty)
  }
}
