import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// Who decides what a tunnel and an interface have: rule, node, tag, mesh.
struct TunnelSettingsTests {
  private func desired(
    _ mesh: String, _ topology: String, _ more: [String: String] = [:]
  ) throws -> [String: DesiredInterface] {
    let text = "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\n\(mesh)\ntopology:\n\(topology)\n"
    var files = ["mesh.yaml": Array(text.utf8)]
    for (index, name) in (["a", "b", "c"] + more.keys.filter { $0 > "c" }).enumerated() {
      files["nodes/\(name).yaml"] = Array(MeshFixtures.node(UInt16(index + 1), more[name] ?? "").utf8)
    }
    let (loaded, diagnostics) = MeshLoader.load(files: files, folder: "")
    let compiler = MeshCompiler(try #require(loaded, "\(diagnostics)"))
    let pairs = compiler.nodes.compactMap { node in
      compiler.desired(node.name)?.interfaces.first.map { (node.name, $0) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private func keepalives(_ interface: DesiredInterface?) -> [String: UInt16] {
    guard let interface else { return [:] }
    let pairs = interface.configuration.peers.map { (interface.peerNames[$0.publicKey] ?? "", $0.keepalive) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test func keepaliveIsTheRulesElseTheNodesElseTheTagsElseTheMeshs() throws {
    let all = try desired(
      "persistentKeepalive: 60\ndefaults: {core: {persistentKeepalive: 50}}",
      "  - fullMesh: [core]\n    persistentKeepalive: 20\n  - link: [b, a]\n    persistentKeepalive: off")
    #expect(keepalives(all["a"]) == ["b": 0, "c": 20])
    let nodes = try desired(
      "persistentKeepalive: 60\ndefaults: {core: {persistentKeepalive: 50}}", "  - fullMesh: [core]",
      ["a": "persistentKeepalive: 40"])
    #expect(keepalives(nodes["a"]) == ["b": 40, "c": 40])
    #expect(keepalives(nodes["b"]) == ["a": 50, "c": 50])
    #expect(keepalives(try desired("persistentKeepalive: 60", "  - fullMesh: [core]")["b"]) == ["a": 60, "c": 60])
  }

  @Test func theMTUIsThatOfTheSmallestTunnel() throws {
    let rules = "  - fullMesh: [a, b]\n  - link: [b, c]"
    let mtus = { (all: [String: DesiredInterface]) in ["a", "b", "c"].map { all[$0]?.configuration.mtu } }
    #expect(try mtus(desired("", rules)) == [1420, 1420, 1420])
    #expect(try mtus(desired("mtu: 1380", rules)) == [1380, 1380, 1380])
    #expect(try mtus(desired("", rules, ["c": "mtu: 1280"])) == [1420, 1280, 1280])
    #expect(try mtus(desired("", rules + "\n    mtu: 1300")) == [1420, 1300, 1300])
    #expect(try mtus(desired("", rules + "\n    mtu: 1500", ["c": "mtu: 1280"])) == [1420, 1280, 1280])
    let tagged = "mtu: 1400\ndefaults: {core: {mtu: 1390}}"
    #expect(try mtus(desired(tagged, rules, ["a": "mtu: 1395"])) == [1390, 1390, 1390])
  }

  @Test func anEndpointIsForTheTunnelsOfItsRule() throws {
    let all = try desired(
      "", "  - fullMesh: [core]\n  - link: [a, b]\n    endpoints: {a: \"192.0.2.7:7\", b: b.lan:51820}")
    let endpoints = { (name: String) in
      all[name].map { interface in
        interface.configuration.peers.map {
          "\(interface.peerNames[$0.publicKey] ?? "") \($0.endpoint?.description ?? "-")"
        }.sorted()
      }
    }
    #expect(endpoints("a") == ["b b.lan:51820", "c 203.0.113.3:51820"])
    #expect(endpoints("b") == ["a 192.0.2.7:7", "c 203.0.113.3:51820"])
    #expect(endpoints("c") == ["a 203.0.113.1:51820", "b 203.0.113.2:51820"])
  }

  /// Links that say something of spokes' tunnels do not make their hub as good as the preferred one.
  @Test(arguments: [["a", "b"], ["b", "a"]])
  func linksToAHubLeaveTheOrderOfHubs(hubs: [String]) throws {
    let rule = "  - hubs: [\(hubs[0]), \(hubs[1])]\n    spokes: [c, d]"
    let links = ["c", "d"].map { "\n  - link: [\(hubs[1]), \($0)]\n    mtu: 1420" }.joined()
    #expect(try desired("", rule + links, ["d": ""]) == desired("", rule, ["d": ""]))
  }

  @Test func interfaceAndPortAreTheNodesElseTheMeshs() throws {
    let all = try desired(
      "interface: wg1\nlistenPort: 1001", "  - fullMesh: [core]", ["b": "interface: wg3\nlistenPort: 1003"])
    #expect(["a", "b"].map { all[$0]?.configuration.name.text } == ["wg1", "wg3"])
    #expect(["a", "b"].map { all[$0]?.configuration.listenPort } == [1001, 1003])
  }

  @Test func tagsFillWhatTheirNodesLeaveOut() throws {
    let text = """
      version: 1
      name: test
      addresses: [10.10.0.0/16, fd10:10::/64]
      topology: [{fullMesh: [core]}]
      defaults:
        core:
          interface: wg2
          listenPort: 1002
          mtu: 1400
          persistentKeepalive: 21
          forward: true
          ssh: {user: ops, port: 2022, jump: [node1]}
      """
    var files = MeshFixtures.fullMesh(2)
    files["mesh.yaml"] = Array(text.utf8)
    files["nodes/node1.yaml"] = Array(
      MeshFixtures.node(1, "interface: wg9\nlistenPort: 9\nmtu: 1300\npersistentKeepalive: off\nforward: false")
        .replacing("ssh: {", with: "ssh: {user: root, port: 22, jump: [], ").utf8)
    let (loaded, diagnostics) = MeshLoader.load(files: files, folder: "")
    let mesh = try #require(loaded, "\(diagnostics)")
    let (own, filled) = (mesh.nodes[0], mesh.nodes[1])
    #expect(own.interface == InterfaceName("wg9") && filled.interface == InterfaceName("wg2"))
    #expect(own.listenPort == 9 && filled.listenPort == 1002)
    #expect(own.mtu == 1300 && filled.mtu == 1400)
    #expect(own.keepalive == .seconds(0) && filled.keepalive == .seconds(21))
    #expect(!own.forwards && filled.forwards)
    #expect(own.ssh == SSHTarget(host: "203.0.113.1", port: 22, user: "root"))
    #expect(filled.ssh == SSHTarget(host: "203.0.113.2", port: 2022, user: "ops", jump: ["node1"]))
    #expect(mesh.interface(of: "node1") == InterfaceName("wg9") && mesh.interface(of: "nobody") == .wg0)
  }
}
