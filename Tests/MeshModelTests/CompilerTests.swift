import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

struct CompilerTests {
  private func mesh(_ topology: String, _ nodes: [String: String], keepalive: String = "auto") throws -> Mesh {
    var files = [
      "mesh.yaml": Array(
        """
        version: 1
        name: test
        addresses: [10.10.0.0/16, fd10:10::/64]
        persistentKeepalive: \(keepalive)
        topology:
        \(topology)
        """.utf8)
    ]
    for (name, text) in nodes { files["nodes/\(name).yaml"] = Array(text.utf8) }
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    #expect(diagnostics.filter { $0.severity == .error } == [])
    return try #require(mesh)
  }

  private func peers(_ node: DesiredNode?) -> [String: [String]] {
    guard let interface = node?.interfaces.first else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: interface.configuration.peers.map { peer in
        (interface.peerNames[peer.publicKey] ?? "?", peer.allowedIPs.map(\.description))
      })
  }

  @Test func aFullMeshKnowsEveryNodeDirectly() throws {
    let mesh = try #require(MeshLoader.load(files: MeshFixtures.fullMesh(3), folder: "").mesh)
    let node = MeshCompiler(mesh).desired("node1")
    #expect(
      peers(node) == ["node2": ["10.10.0.2/32", "fd10:10::2/128"], "node3": ["10.10.0.3/32", "fd10:10::3/128"]])
    #expect(node?.interfaces.first?.configuration.addresses.map(\.description) == ["10.10.0.1/32", "fd10:10::1/128"])
    #expect(
      node?.interfaces.first?.configuration.routes.map(\.description)
        == ["10.10.0.2/32", "10.10.0.3/32", "fd10:10::2/128", "fd10:10::3/128"])
  }

  @Test func ofTwoHubsThePreferredCarries() throws {
    let mesh = try mesh(
      "  - hubs: [h2, h1]\n    spokes: [spoke]",
      [
        "h1": MeshFixtures.node(1, tag: "hub"), "h2": MeshFixtures.node(2, tag: "hub"),
        "s1": MeshFixtures.node(11, "networks: [10.20.1.0/24]", tag: "spoke"),
        "s2": MeshFixtures.node(12, tag: "spoke"),
      ])
    let compiler = MeshCompiler(mesh)
    #expect(compiler.tunnels.map(\.description) == ["h1 ↔ h2", "h1 ↔ s1", "h1 ↔ s2", "h2 ↔ s1", "h2 ↔ s2"])
    #expect(
      peers(compiler.desired("s2")) == [
        "h1": ["10.10.0.1/32", "fd10:10::1/128"],
        "h2": ["10.10.0.2/32", "10.10.0.11/32", "10.20.1.0/24", "fd10:10::2/128", "fd10:10::b/128"],
      ])
    #expect(compiler.desired("s1")?.forwarding == Forwarding(ipv4: true, ipv6: false))
    #expect(compiler.desired("s2")?.forwarding == Forwarding(ipv4: false, ipv6: false))
  }

  @Test func aLinkIsAShortcut() throws {
    let mesh = try mesh(
      "  - hubs: [hub]\n    spokes: [spoke]\n  - link: [s1, s2]",
      [
        "hub": MeshFixtures.node(1, tag: "other"), "s1": MeshFixtures.node(11, tag: "spoke"),
        "s2": MeshFixtures.node(12, tag: "spoke"),
      ])
    #expect(peers(MeshCompiler(mesh).desired("s1"))["s2"] == ["10.10.0.12/32", "fd10:10::c/128"])
  }

  @Test func nobodyGoesThroughANodeThatDoesNotForward() throws {
    let nodes = [
      "a": MeshFixtures.node(1), "b": MeshFixtures.node(2), "c": MeshFixtures.node(3),
    ]
    let chain = "  - link: [a, b]\n  - link: [b, c]"
    #expect(peers(MeshCompiler(try mesh(chain, nodes)).desired("a")).values.joined().count == 2)
    let forwarding = nodes.merging(["b": MeshFixtures.node(2, "forward: true")]) { $1 }
    #expect(peers(MeshCompiler(try mesh(chain, forwarding)).desired("a")).values.joined().count == 4)
  }

  @Test(arguments: [("auto", [0, 25]), ("off", [0, 0]), ("10", [10, 10])])
  func keepaliveIsSentFromBehindNAT(_ policy: String, _ expected: [UInt16]) throws {
    let hidden = MeshFixtures.node(2).split(separator: "\n").filter { !$0.hasPrefix("endpoint") }
    let mesh = try mesh(
      "  - fullMesh: [core]", ["a": MeshFixtures.node(1), "b": hidden.joined(separator: "\n")], keepalive: policy)
    let compiler = MeshCompiler(mesh)
    let sent = ["a", "b"].map { compiler.desired($0)?.interfaces.first?.configuration.peers.first?.keepalive }
    #expect(sent == expected)
  }

  @Test func theDigestIsOfAllThatIsDesired() throws {
    let mesh = try #require(MeshLoader.load(files: MeshFixtures.fullMesh(3), folder: "").mesh)
    let node = try #require(MeshCompiler(mesh).desired("node1"))
    #expect(node.digest.count == 64)
    #expect(node.digest == MeshCompiler(mesh).desired("node1")?.digest)
    var other = node
    other.forwarding.ipv4.toggle()
    #expect(other.digest != node.digest)
    other = node
    other.interfaces[0].configuration.peers[1].keepalive = 25
    #expect(other.digest != node.digest)
    other = node
    other.interfaces[0].configuration.routes.removeLast()
    #expect(other.digest != node.digest)
  }

  @Test func sha256IsTheStandards() {
    // FIPS 180-4's example, as NIST publishes it.
    #expect(
      SHA256Digest.hex(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
