import Diagnostics
import MeshModel
import TestSupport
import Testing

/// One mistake in a right repository gives one diagnostic, at the place of the marker.
struct LoaderTests {
  /// A mistake: the file that has it, with a marker where it must be found.
  struct Mistake: CustomTestStringConvertible {
    var code: String
    var file: String
    var text: String
    var remedy = ""

    var testDescription: String { "\(code): \(text.split(separator: "\n").first { $0.contains("\u{20E3}") } ?? "")" }

    static func mesh(_ code: String, _ lines: String, without key: String = "", remedy: String = "") -> Mistake {
      let kept = MeshFixtures.mesh.split(separator: "\n").filter { key.isEmpty || !$0.hasPrefix(key) }
      return Mistake(
        code: code, file: "mesh.yaml", text: kept.joined(separator: "\n") + "\n" + lines + "\n", remedy: remedy)
    }

    static func node(_ code: String, _ lines: String, without key: String = "", remedy: String = "") -> Mistake {
      let kept = MeshFixtures.node(3).split(separator: "\n").filter { key.isEmpty || !$0.hasPrefix(key) }
      return Mistake(
        code: code, file: "nodes/node3.yaml", text: kept.joined(separator: "\n") + "\n" + lines + "\n", remedy: remedy)
    }
  }

  static let meshMistakes: [Mistake] = [
    .mesh("key-unknown", "1️⃣listenport: 51820", remedy: "Did you mean `listenPort`?"),
    .mesh("key-unknown", "policy: {1️⃣removal: {}}", remedy: "Did you mean `removals`?"),
    .mesh("key-duplicate", "mtu: 1400\n1️⃣mtu: 1380"),
    .mesh("key-duplicate", "mtu: 1400\n1️⃣\"mtu\": 1380"),
    .mesh("value-type", "listenPort: 1️⃣0"),
    .mesh("value-type", "listenPort: 1️⃣070"),
    .mesh("value-type", "listenPort: 1️⃣65536"),
    .mesh("value-type", "listenPort: 1️⃣[51820]"),
    .mesh("value-type", "mtu: 1️⃣1279"),
    .mesh("value-type", "interface: 1️⃣a/b"),
    .mesh("value-type", "persistentKeepalive: 1️⃣often"),
    .mesh("value-type", "presharedKeys: 1️⃣yes"),
    .mesh("value-type", "presharedKeys: {generation: 1️⃣0}"),
    .mesh("value-type", "ssh: {user: 1️⃣-oProxyCommand=x}"),
    .mesh("value-type", "policy: {removals: {max: 1️⃣20}}"),
    .mesh("value-type", "policy: {rotation: {maxAge: 1️⃣90}}"),
    .mesh("value-type", "policy: {undeclaredPeers: 1️⃣ignore}"),
    .mesh("value-type", "policy: {signedCommits: {required: 1️⃣\"yes\"}}"),
    .mesh("value-type", "routing: 1️⃣rip"),
    .mesh("value-type", "routing: {protocol: ospf, bfd: {interval: 1️⃣10}}"),
    .mesh("key-missing", "routing: 1️⃣{bfd: true}"),
    .node("value-type", "routing: 1️⃣ospf"),
    .mesh("value-type", "name: 1️⃣Test", without: "name"),
    .mesh("value-type", "version: 1️⃣2", without: "version"),
    .mesh(
      "prefix-host-bits", "addresses: [1️⃣10.10.0.1/16]", without: "addresses", remedy: "Did you mean `10.10.0.0/16`?"),
    .mesh("range-overlap", "addresses: [10.10.0.0/16, 1️⃣10.10.4.0/24, fd10:10::/64]", without: "addresses"),
    .mesh("key-type", "? 1️⃣[a]\n: 1"),
    .mesh("yaml-alias", "ssh: 1️⃣&a {user: root}"),
    .mesh("yaml-alias", "# not *this\nssh: {user: 1️⃣*a}"),
    .mesh("topology-shape", "  - 1️⃣{}"),
    .mesh("topology-shape", "  - 1️⃣hubs: [node1]"),
    .mesh("topology-shape", "  - 1️⃣fullMesh: [core]\n    link: [node1, node2]"),
    .mesh("topology-link", "  - 1️⃣link: [node1]"),
    .mesh("topology-link", "  - link: [node1, 1️⃣core]"),
    .mesh("topology-link", "  - link: [node1, 1️⃣node1]"),
    .mesh("member-unknown", "  - fullMesh: [1️⃣cores]", remedy: "Did you mean `core`?"),
    .mesh("topology-link", "  - chain: [node1, node2]\n  - 1️⃣link: [node1, node2, node3]"),
    .mesh("topology-chain", "  - 1️⃣chain: [node1]"),
    .mesh(
      "topology-chain", "  - chain: [node1, node2, 1️⃣node1]", remedy: "A chain that ends where it begins is a `ring`."),
    .mesh("topology-ring", "  - 1️⃣ring: [node1, node2]", remedy: "For two nodes, use `link`."),
    .mesh("topology-gateways", "  - 1️⃣gateways: [[node1], [node2], [node3]]"),
    .mesh("topology-gateways", "  - 1️⃣gateways: [[node1], []]"),
    .mesh("topology-gateways", "  - 1️⃣gateways: [[node1], [core]]"),
    .mesh("value-type", "  - gateways: [1️⃣node1, [node2], [node3]]"),
    .mesh("topology-shape", "  - 1️⃣fullMesh: [core]\n    spokeToSpoke: false"),
    .mesh("value-type", "  - link: [node1, node2]\n    cost: 1️⃣0"),
    .mesh("value-type", "  - link: [node1, node2]\n    mtu: 1️⃣99"),
    .mesh("value-type", "  - link: [node1, node2]\n    endpoints: 1️⃣[node1]"),
    .mesh("endpoint", "  - link: [node1, node2]\n    endpoints: {node1: 1️⃣192.0.2.1}"),
    .mesh("endpoint-of-other", "  - link: [node1, node2]\n    endpoints: {node3: 1️⃣\"192.0.2.1:1\"}"),
    .mesh("endpoint-in-range", "  - link: [node1, node2]\n    endpoints: {node1: 1️⃣\"10.10.9.9:1\"}"),
    .mesh(
      "tunnel-disagreement", "    cost: 2\n  - chain: [node1, node2]\n    cost: 1️⃣3",
      remedy: "Keep one of them, or say it in a `link` of the two: it goes before other rules."),
    .mesh(
      "tunnel-disagreement", "  - link: [node1, node2]\n    mtu: 1400\n  - link: [node2, node1]\n    mtu: 1️⃣1300",
      remedy: "Keep one of them."),
    .mesh(
      "tunnel-disagreement",
      "    endpoints: {node1: \"192.0.2.1:1\"}\n  - chain: [node1, node2]\n    endpoints: {node1: 1️⃣\"192.0.2.1:2\"}"),
    .mesh("key-unknown", "defaults: {core: {1️⃣endpoint: a}}"),
    .mesh("tag-unknown", "defaults: {1️⃣cores: {mtu: 1400}}", remedy: "Did you mean `core`?"),
    .mesh("tag-unknown", "defaults: {1️⃣node1: {mtu: 1400}}"),
    .mesh("value-type", "nodes: 1️⃣[node9]"),
    .mesh("value-type", "nodes: {1️⃣Node9: {addresses: [10.10.0.9], managed: false}}"),
    .mesh("node-twice", "nodes: {1️⃣node3: {addresses: [10.10.0.9], managed: false, tags: [core]}}"),
    .mesh("address-taken", "nodes: {node9: {addresses: [1️⃣10.10.0.1], endpoint: \"192.0.2.1:1\", managed: false}}"),
    .mesh("secret-in-repository", "nodes: {node9: {1️⃣privateKey: a, addresses: [10.10.0.9], managed: false}}"),
    .mesh("not-yaml", "ssh: {user: root\nmtu1️⃣: 1400"),
  ]

  static let nodeMistakes: [Mistake] = [
    .node("public-key", "publicKey: 1️⃣abc", without: "publicKey"),
    .node("public-key", "publicKey: 1️⃣AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", without: "publicKey"),
    .node("key-taken", "publicKey: 1️⃣\(MeshFixtures.key(1))", without: "publicKey"),
    .node("address", "addresses: [1️⃣10.10.0.256]", without: "addresses"),
    .node("address", "addresses: [1️⃣10.10.0.3/24]", without: "addresses"),
    .node("address", "addresses: [1️⃣127.0.0.1]", without: "addresses"),
    .node("address-out-of-range", "addresses: [1️⃣10.11.0.3]", without: "addresses"),
    .node("address-missing", "addresses: []", without: "addresses"),
    .node("address-taken", "addresses: [1️⃣10.10.0.1]", without: "addresses"),
    .node("endpoint", "endpoint: 1️⃣203.0.113.9", without: "endpoint", remedy: "Add the port: `203.0.113.9:51820`."),
    .node("endpoint", "endpoint: 1️⃣hub.example.net:0", without: "endpoint"),
    .node("endpoint", "endpoint: 1️⃣\"2001:db8::1\"", without: "endpoint"),
    .node("endpoint", "endpoint: 1️⃣127.0.0.1:51820", without: "endpoint"),
    .node("endpoint-taken", "endpoint: 1️⃣203.0.113.1:51820", without: "endpoint"),
    .node("endpoint-in-range", "endpoint: 1️⃣10.10.0.3:51820", without: "endpoint"),
    .node("endpoint", "endpoint: 1️⃣\"[fe80::1]:51820\"", without: "endpoint"),
    .node("prefix", "networks: [1️⃣127.0.0.0/8]"),
    .node("prefix", "networks: [1️⃣\"ff05::/16\"]"),
    .node("prefix", "networks: [1️⃣office]"),
    .node("prefix-host-bits", "networks: [1️⃣10.20.1.1/24]", remedy: "Did you mean `10.20.1.0/24`?"),
    .node("default-route", "networks: [1️⃣0.0.0.0/0]"),
    .node("network-taken", "networks: [10.20.3.0/24, 1️⃣10.20.3.0/24]"),
    .node("network-in-range", "networks: [1️⃣10.10.128.0/24]"),
    .node("network-holds-endpoint", "networks: [1️⃣203.0.113.1/32]"),
    .node("value-type", "managed: 1️⃣no"),
    .node("value-type", "tags: 1️⃣core", without: "tags"),
    .node("ssh-missing", "", without: "ssh"),
    .node("secret-in-repository", "# 1️⃣PresharedKey = \(MeshFixtures.key(9))"),
    .node("secret-in-repository", "1️⃣endpoint: \(MeshFixtures.key(9))", without: "endpoint"),
    .node("value-type", "ssh: {host: 1️⃣\"-oProxyCommand=x\"}", without: "ssh"),
    .node("value-type", "ssh: {host: 1️⃣\"a b\"}", without: "ssh"),
    .node("value-type", "ssh: {host: 192.0.2.1, user: 1️⃣\"root;id\"}", without: "ssh"),
    .node("host-key", "ssh: {host: 192.0.2.1, hostKey: 1️⃣ssh-ed25519 AAAA}", without: "ssh"),
    .node("ssh-host-other", "ssh: {host: 1️⃣10.10.0.1}", without: "ssh"),
    .node("key-missing", "ssh: 1️⃣{jump: node1}", without: "ssh"),
    .node("jump-unknown", "ssh: {host: 10.10.0.3, jump: 1️⃣nod1}", without: "ssh", remedy: "Did you mean `node1`?"),
    .node("jump-loop", "ssh: {host: 10.10.0.3, jump: [1️⃣node3]}", without: "ssh"),
    .node(
      "key-unknown", "1️⃣PublicKey: \(MeshFixtures.key(9))", without: "publicKey", remedy: "Did you mean `publicKey`?"),
    .node("secret-in-repository", "1️⃣privateKey: \(MeshFixtures.key(9))"),
    .node("secret-in-repository", "ssh: {host: 192.0.2.1, 1️⃣key: \(MeshFixtures.key(9))}", without: "ssh"),
    .node("name-ambiguous", "tags: [core, 1️⃣node1]", without: "tags"),
    .node("value-type", "interface: 1️⃣a/b"),
    .node("value-type", "listenPort: 1️⃣0"),
    .node("value-type", "mtu: 1️⃣1279"),
    .node("value-type", "persistentKeepalive: 1️⃣often"),
  ]

  @Test(arguments: meshMistakes + nodeMistakes)
  func isFoundWhereItIs(_ mistake: Mistake) throws {
    let marked = MarkedFiles([mistake.file: mistake.text])
    let files = MeshFixtures.fullMesh(3).merging(marked.files) { $1 }
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: ".")
    #expect(mesh == nil)
    #expect(diagnostics.map(\.code) == [mistake.code])
    let diagnostic = try #require(diagnostics.first)
    if let position = marked.positions[1], case .source(let range) = diagnostic.place {
      #expect(MarkedFiles.Position(file: range.file, line: range.line, column: range.column) == position)
    }
    if !mistake.remedy.isEmpty { #expect(diagnostic.remedy == mistake.remedy) }
  }

  @Test func noSecretIsShown() {
    let secret = MeshFixtures.key(77)
    var files = MeshFixtures.fullMesh(2)
    let text = MeshFixtures.node(2).replacing("ssh: {", with: "ssh: {PrivateKey: \(secret), colour: red, ")
    files["nodes/node2.yaml"] = Array(text.utf8)
    let diagnostics = MeshLoader.load(files: files, folder: "").diagnostics
    let shown = DiagnosticRenderer(files: files)
      .render(diagnostics)
    #expect(diagnostics.map(\.code) == ["secret-in-repository", "key-unknown"])
    #expect(!shown.contains(secret))
  }

  @Test func missingFilesAreTold() {
    let (mesh, diagnostics) = MeshLoader.load(files: ["net/mesh.yaml": []], folder: "")
    #expect(mesh == nil)
    #expect(diagnostics.map(\.code) == ["mesh-missing"])
    #expect(diagnostics.first?.remedy == "There is net/mesh.yaml: `--path net`.")
  }

  @Test func strangeFilesAreTold() {
    var files = MeshFixtures.fullMesh(2)
    files["nodes/Fra_1.yaml"] = []
    files["nodes/old.yml"] = []
    files["nodes/README.md"] = []
    files["nodes/raw.yaml"] = [0xFF, 0xFE, 0x00]
    let codes = MeshLoader.load(files: files, folder: "").diagnostics.map(\.code)
    #expect(codes == ["node-name", "file-ignored", "not-utf8"])
  }

  @Test func aNodeWithoutKeyIsAWarning() throws {
    var files = MeshFixtures.fullMesh(3)
    let lines = MeshFixtures.node(3).split(separator: "\n").dropFirst()
    files["nodes/node3.yaml"] = Array(("publicKey:\n" + lines.joined(separator: "\n")).utf8)
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    #expect(diagnostics.map(\.code) == ["node-not-enrolled"])
    #expect(diagnostics.map(\.severity) == [.warning])
    let compiler = MeshCompiler(try #require(mesh))
    #expect(compiler.desired("node3") == nil)
    #expect(compiler.tunnels == [Tunnel("node2", "node1")])
  }

  @Test func tagsThatDisagreeAreTold() throws {
    let mesh =
      MeshFixtures.mesh + """
        defaults:
          core: {mtu: 2️⃣1400, listenPort: 1000, ssh: {user: admin}}
          edge: {mtu: 3️⃣1300, listenPort: 1000, ssh: {user: root}}

        """
    let marked = MarkedFiles([
      "mesh.yaml": mesh,
      "nodes/node3.yaml": MeshFixtures.node(3).replacing("[core]", with: "[core, 1️⃣edge]")
        .replacing("ssh: {", with: "ssh: {user: own, "),
    ])
    let files = MeshFixtures.fullMesh(3).merging(marked.files) { $1 }
    let diagnostics = MeshLoader.load(files: files, folder: "").diagnostics
    #expect(diagnostics.map(\.message) == ["`core` and `edge` say two things of `mtu` for node3"])
    let places = [diagnostics.first?.place].compactMap(\.self) + (diagnostics.first?.notes.map(\.place) ?? [])
    let found = places.map { place in
      if case .source(let range) = place {
        MarkedFiles.Position(file: range.file, line: range.line, column: range.column)
      } else {
        MarkedFiles.Position(file: "", line: 0, column: 0)
      }
    }
    #expect(found == [1, 2, 3].compactMap { marked.positions[$0] })
  }

  @Test func ofListedNodesToo() throws {
    var files = MeshFixtures.fullMesh(2)
    let mesh =
      MeshFixtures.mesh
      + "nodes:\n  1️⃣node3:\n    addresses: [10.10.0.3]\n    tags: [core]\n    managed: false\n"
    let marked = MarkedFiles(["mesh.yaml": mesh])
    files.merge(marked.files) { $1 }
    let (loaded, diagnostics) = MeshLoader.load(files: files, folder: "")
    #expect(diagnostics.map(\.code) == ["node-not-enrolled"])
    guard case .source(let range) = diagnostics.first?.place else {
      Issue.record("no place")
      return
    }
    #expect(MarkedFiles.Position(file: range.file, line: range.line, column: range.column) == marked.positions[1])
    let node = try #require(loaded?.nodes.last)
    #expect(node.name == "node3" && node.isListed && node.file == "mesh.yaml")
    #expect(loaded?.nodes.first?.isListed == false)
  }

  @Test func anEndpointOfARuleIsEnough() {
    let rule = { (more: String) in
      MeshLoader.load(
        files: [
          "mesh.yaml": Array(
            """
            version: 1
            name: test
            addresses: [10.10.0.0/24]
            topology:
              - fullMesh: [a, b]
              - link: [a, b]
            \(more)
            nodes:
              a: {publicKey: \(MeshFixtures.key(1)), addresses: [10.10.0.1], managed: false}
              b: {publicKey: \(MeshFixtures.key(2)), addresses: [10.10.0.2], managed: false}
            """.utf8)
        ], folder: ""
      ).diagnostics.map(\.code)
    }
    #expect(rule("") == ["endpoint-missing", "endpoint-missing"])
    #expect(rule("    endpoints: {b: \"192.0.2.1:51820\"}") == [])
  }
}
