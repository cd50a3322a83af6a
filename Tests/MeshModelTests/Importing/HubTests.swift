import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// Shapes that are found in files, and what is said of those that cannot be declared.
struct HubTests {
  /// The files of a mesh, as its own compiler makes them.
  private func fixture(
    _ topology: String, _ nodes: [(String, String)], mesh more: String = "", without: Set<String> = [],
    keyless: Set<String> = [], isRendered: Bool = false
  ) throws -> ImportFixture {
    var files = [
      "mesh.yaml": Array(
        "version: 1\nname: test\naddresses: [10.10.0.0/24, fd10:10::/64]\ntopology:\n\(topology)\n\(more)\n".utf8)
    ]
    for (number, node) in nodes.enumerated() {
      let text = """
        publicKey: \(try #require(QuickFileText.publicKey(number + 1)))
        addresses: [10.10.0.\(number + 1), "fd10:10::\(number + 1)"]
        ssh: {host: 192.0.2.\(number + 1)}
        \(node.1)
        """
      files["nodes/\(node.0).yaml"] = Array(text.utf8)
    }
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    #expect(diagnostics.filter { $0.severity == .error } == [])
    let compiler = MeshCompiler(try #require(mesh))
    return ImportFixture(
      try nodes.enumerated().filter { !without.contains($0.element.0) }.map { number, node in
        if isRendered {
          return (node.0 + ".conf", try #require(compiler.files(of: node.0).contents.first).text)
        }
        let key = keyless.contains(node.0) ? nil : QuickFileText.privateKey(number + 1)
        return (node.0 + ".conf", QuickFileText.render(try #require(compiler.desired(node.0)), privateKey: key))
      })
  }

  private func endpoint(_ number: Int) -> String { "endpoint: 203.0.113.\(number):51820" }

  private let spokes = [
    ("s1", "tags: [spoke]\nnetworks: [10.20.1.0/24]"), ("s2", "tags: [spoke]\nnetworks: [\"fd20:2::/64\"]"),
    ("s3", "tags: [spoke]"),
  ]

  @Test func hubsAndSpokesWithNetworksComeBackTheSame() throws {
    let imported = try fixture(
      "  - hubs: [hub]\n    spokes: [spoke]", [("hub", endpoint(1) + "\nnetworks: [10.30.0.0/16]")] + spokes
    ).imported()
    #expect(imported.differences == [])
    #expect(imported.shapes == [.hubs(1, spokes: 3)])
    Golden.expect(
      imported.files.sorted { $0.key < $1.key }.map { "==> \($0.key)\n\($0.value)" }.joined(separator: "\n"),
      "hub.txt")
  }

  @Test func ofTwoHubsThePreferredOneIsFirst() throws {
    let imported = try fixture(
      "  - hubs: [zurich, bern]\n    spokes: [spoke]", [("bern", endpoint(1)), ("zurich", endpoint(2))] + spokes
    ).imported()
    #expect(imported.differences == [])
    #expect(imported.shapes == [.hubs(2, spokes: 3)])
    #expect(imported.files["mesh.yaml"]?.contains("hubs: [zurich, bern]") == true)
  }

  /// A hub that also carries what lies behind it is not the first one by that.
  @Test(arguments: ["  - chain: [h2, r1]", "  - ring: [r1, r2, r3, h2]"])
  func whatAHubCarriesForOthersSaysNothingOfItsPlace(_ more: String) throws {
    let others = ["h1", "h2", "r1"] + (more.contains("r3") ? ["r2", "r3"] : [])
    let nodes = others.enumerated().map { ($1, endpoint($0 + 1)) } + spokes
    let imported = try fixture("  - hubs: [h1, h2]\n    spokes: [spoke]\n" + more, nodes, isRendered: true).imported()
    #expect(imported.differences == [])
    #expect(imported.files["mesh.yaml"]?.contains("hubs: [h1, h2]") == true)
  }

  /// Nobody sends anything through the others, yet they forward.
  @Test func aRingOfThreeForwardsAsItDid() throws {
    let nodes = (1...3).map { ("n\($0)", endpoint($0)) }
    let rendered = try fixture("  - ring: [n1, n2, n3]", nodes, isRendered: true).imported()
    #expect(rendered.differences == [])
    #expect(rendered.shapes == [.fullMesh(3)])
    for (name, _) in nodes { #expect(rendered.files["nodes/\(name).yaml"]?.contains("forward: true") == true) }
    // Files of others do not say it.
    let others = try fixture("  - ring: [n1, n2, n3]", nodes).imported()
    #expect(others.files.values.allSatisfy { !$0.contains("forward") })
  }

  /// A file whose hooks forward in one family alone, without a network of that family.
  @Test func forwardingThatCannotBeSaidIsNamed() throws {
    var made = try fixture("  - ring: [n1, n2, n3]", (1...3).map { ("n\($0)", endpoint($0)) }, isRendered: true)
    made.files[1].text = made.files[1].text.split(separator: "\n").filter { !$0.contains("ipv6.conf.all") }
      .joined(separator: "\n")
    let differences = try made.imported().differences
    #expect(differences.map(\.node) == ["n2"] && differences.map(\.field) == ["forwarding"])
    #expect(differences.map(\.was) == [["IPv4"]] && differences.map(\.becomes) == [[]])
  }

  @Test func aCoreWithAHubIsBoth() throws {
    let core = (1...4).map { ("c\($0)", "tags: [core]\n" + endpoint($0)) }
    let imported = try fixture("  - fullMesh: [core]\n  - hubs: [c1]\n    spokes: [spoke]", core + spokes).imported()
    #expect(imported.differences == [])
    #expect(imported.shapes == [.hubs(1, spokes: 3), .fullMesh(4)])
  }

  @Test func aChainIsLinksAndForwarders() throws {
    let nodes = (1...4).map { ("n\($0)", endpoint($0) + ($0 == 2 || $0 == 3 ? "\nforward: true" : "")) }
    let imported = try fixture("  - link: [n1, n2]\n  - link: [n2, n3]\n  - link: [n3, n4]", nodes).imported()
    #expect(imported.differences == [])
    #expect(imported.files["nodes/n2.yaml"]?.contains("forward: true") == true)
    #expect(imported.files["nodes/n4.yaml"]?.contains("forward") == false)
  }

  /// Peers without a file are nodes that nobody touches, named by the comments of the others.
  @Test func peersWithoutAFileAreNotManaged() throws {
    let imported = try fixture(
      "  - hubs: [hub]\n    spokes: [spoke]", [("hub", endpoint(1))] + spokes, without: ["s2"]
    ).imported()
    #expect(imported.differences == [])
    #expect(imported.mesh.nodes.filter { !$0.isManaged }.map(\.name) == ["s2"])
    #expect(imported.mesh.nodes.first { $0.name == "s2" }?.networks.map(\.description) == ["fd20:2::/64"])
    #expect(imported.remarks.map(\.code) == ["import-unread"])
  }

  @Test func aFileWithoutAPrivateKeyIsWhoItsPeersSay() throws {
    let all = try fixture("  - hubs: [hub]\n    spokes: [spoke]", [("hub", endpoint(1))] + spokes).imported()
    let some = try fixture(
      "  - hubs: [hub]\n    spokes: [spoke]", [("hub", endpoint(1))] + spokes, keyless: ["s1", "s3"]
    ).imported()
    #expect(some.files == all.files)
    #expect(some.differences == [])
  }

  @Test func presharedKeysAreSeenAndNotRead() throws {
    let imported = try fixture(
      "  - hubs: [hub]\n    spokes: [spoke]", [("hub", endpoint(1))] + spokes, mesh: "presharedKeys: true"
    ).imported()
    #expect(imported.differences == [])
    #expect(imported.mesh.presharedKeys)
    #expect(!imported.files.values.joined().contains(QuickFileText.privateKey(0)))
  }

  @Test func spokesThatReachNobodyButTheHubKeepApart() throws {
    let rule = "  - hubs: [hub]\n    spokes: [spoke]\n    spokeToSpoke: false"
    let imported = try fixture(rule, [("hub", endpoint(1) + "\nnetworks: [10.30.0.0/16]")] + spokes).imported()
    #expect(imported.differences == [])
    #expect(imported.shapes == [.hubs(1, spokes: 3, areApart: true)])
    #expect(imported.files["mesh.yaml"]?.contains(rule) == true)
  }

  /// One of them reaches all, and all reach it: it gets a rule of its own.
  @Test func oneSpokeOfManyMayReachTheOthers() throws {
    let imported = try fixture(
      "  - hubs: [hub]\n    spokes: [admin]\n  - hubs: [hub]\n    spokes: [spoke]\n    spokeToSpoke: false",
      [("admin", ""), ("hub", endpoint(2))] + spokes
    ).imported()
    #expect(imported.differences == [])
    #expect(imported.shapes == [.hubs(1, spokes: 1), .hubs(1, spokes: 3, areApart: true)])
  }

  /// A hub's file alone does not say whom its peers reach.
  @Test func whatPeersReachIsNotGuessed() throws {
    let imported = try fixture(
      "  - hubs: [hub]\n    spokes: [spoke]",
      [("hub", endpoint(1))]
        + spokes.enumerated().map { ($1.0, $1.1 + "\n" + endpoint($0 + 2)) },
      without: ["s1", "s2", "s3"]
    ).imported()
    #expect(imported.differences == [])
    #expect(imported.shapes == [.links(3)])
  }

  @Test func whatNodesAndTunnelsHaveForThemselvesIsWritten() throws {
    let core = (1...4).map { ("c\($0)", "tags: [core]\n" + endpoint($0)) }
    let topology = """
        - fullMesh: [core]
        - hubs: [c1, c2]
          spokes: [spoke]
        - link: [c3, c4]
          mtu: 1300
          endpoints: {c4: "192.168.7.4:51820"}
        - link: [s2, c2]
          persistentKeepalive: 15
      """
    let nodes = core + spokes.map { ($0.0, $0.1 + "\npersistentKeepalive: 20\nlistenPort: 40000") }
    let imported = try fixture(topology, nodes, mesh: "presharedKeys: true").imported()
    #expect(imported.differences == [])
    Golden.expect(
      ["mesh.yaml", "nodes/c3.yaml", "nodes/s2.yaml"].map { "==> \($0)\n\(imported.files[$0] ?? "")" }
        .joined(separator: "\n"), "own.txt")
  }

  /// One that cannot be said without its peers getting it too: never a larger one than there was.
  @Test func anMTUThatNoNeighbourHasIsNamed() throws {
    var fixture = try fixture("  - fullMesh: [core]", (1...3).map { ("c\($0)", "tags: [core]\n" + endpoint($0)) })
    fixture.files[0].text = fixture.files[0].text.replacing("MTU = 1420", with: "MTU = 1300")
    let imported = try fixture.imported()
    #expect(
      imported.differences.map { "\($0.node) \($0.field) \($0.was) \($0.becomes)" }
        == ["c2 MTU [\"1420\"] [\"1300\"]", "c3 MTU [\"1420\"] [\"1300\"]"])
  }

  /// Most call a node at its address, and one waits for it.
  @Test func anEndpointThatOnePeerLacksIsOfTheTunnelsThatHaveIt() throws {
    var fixture = try fixture("  - fullMesh: [core]", (1...4).map { ("c\($0)", "tags: [core]\n" + endpoint($0)) })
    let lacking = fixture.files[0].text.replacing("Endpoint = 203.0.113.4:51820\n", with: "")
    #expect(lacking != fixture.files[0].text)
    fixture.files[0].text = lacking
    let imported = try fixture.imported()
    #expect(imported.differences == [])
    #expect(imported.files["nodes/c4.yaml"]?.contains("endpoint:") == false)
    #expect(
      imported.files["mesh.yaml"]?.contains("  - link: [c3, c4]\n    endpoints: {c4: \"203.0.113.4:51820\"}") == true)
  }

  /// Hand-written files: what the language cannot say is named with what it was and what it would be.
  @Test func whatCannotBeSaidIsNamed() throws {
    let keys = try (1...3).map { try #require(QuickFileText.publicKey($0)) }
    let hub = """
      [Interface]
      PrivateKey = \(QuickFileText.privateKey(1))
      Address = 10.9.0.1/24
      ListenPort = 51820
      Table = 1234
      PostUp = iptables -A FORWARD -i wg0 -j ACCEPT
      [Peer]
      # a
      PublicKey = \(keys[1])
      AllowedIPs = 10.9.0.2/32
      [Peer]
      # b
      PublicKey = \(keys[2])
      AllowedIPs = 10.9.0.3/32, 192.168.7.0/24
      """
    func spoke(_ number: Int, _ more: String) -> String {
      """
      [Interface]
      PrivateKey = \(QuickFileText.privateKey(number))
      Address = 10.9.0.\(number)/24
      DNS = 10.9.0.1
      [Peer]
      PublicKey = \(keys[0])
      Endpoint = vpn.example.net:51820
      AllowedIPs = 10.9.0.0/24
      PersistentKeepalive = 25
      \(more)
      """
    }
    let fixture = ImportFixture([
      ("hub/wg0.conf", hub), ("a/wg0.conf", spoke(2, "")), ("b/wg0.conf", spoke(3, "PersistentKeepalive = 15")),
    ])
    let imported = try fixture.imported()
    let lines = imported.differences.map { difference in
      "\(difference.node) \(difference.peer ?? "-") \(difference.field): "
        + "\(difference.was.joined(separator: " ")) -> \(difference.becomes.joined(separator: " "))"
    }
    #expect(
      lines == [
        "a hub AllowedIPs: 10.9.0.0/24 -> 10.9.0.1/32 10.9.0.3/32 192.168.7.0/24",
        "b hub AllowedIPs: 10.9.0.0/24 -> 10.9.0.1/32 10.9.0.2/32",
        "hub - Table: 1234 -> off",
      ])
    #expect(
      imported.remarks.map(\.message).contains("addresses of a, b, hub have the length of a whole network"))
    #expect(imported.remarks.map(\.message).contains("DNS of a, b is no part of a mesh"))
    #expect(imported.remarks.map(\.message).contains("PostUp of hub is no part of a mesh"))
    #expect(imported.mesh.addresses.map(\.description) == ["10.9.0.0/24"])
  }
}
