import TestSupport
import Testing

/// A repository with one thing that should be told: markers say where, `1️⃣` the place and `2️⃣` the other one.
struct DiagnosticScene: CustomTestStringConvertible {
  var code: String
  var title: String
  /// Files that replace those of a right full mesh of three nodes.
  var files: [String: String]

  var testDescription: String { "\(code): \(title)" }

  init(_ code: String, _ title: String, _ files: [String: String]) {
    (self.code, self.title, self.files) = (code, title, files)
  }

  /// A node's file with lines of its own in the place of those with the same key.
  static func node(_ number: UInt16, tag: String = "core", without key: String = "", _ lines: String...) -> String {
    let keys = lines.map { $0.prefix { $0 != ":" } } + [key[...]]
    let kept = MeshFixtures.node(number, tag: tag).split(separator: "\n").filter { line in
      !keys.contains { !$0.isEmpty && line.hasPrefix($0) }
    }
    return (kept.map(String.init) + lines).joined(separator: "\n") + "\n"
  }

  static func mesh(_ lines: String) -> String { MeshFixtures.mesh + lines + "\n" }

  static let all: [DiagnosticScene] = identity + networks + tunnels + topology + waysIn + secrets

  static let identity = [
    DiagnosticScene(
      "address-taken", "one address of two nodes",
      ["nodes/node1.yaml": node(1, "addresses: [2️⃣10.10.0.1]"), "nodes/node3.yaml": node(3, "addresses: [1️⃣10.10.0.1]")]),
    DiagnosticScene("address-out-of-range", "outside", ["nodes/node3.yaml": node(3, "addresses: [1️⃣10.11.0.3]")]),
    DiagnosticScene(
      "key-taken", "one key of two nodes",
      [
        "nodes/node1.yaml": node(1, "publicKey: 2️⃣\(MeshFixtures.key(1))"),
        "nodes/node3.yaml": node(3, "publicKey: 1️⃣\(MeshFixtures.key(1))"),
      ]),
    DiagnosticScene(
      "public-key", "33 bytes",
      ["nodes/node3.yaml": node(3, "publicKey: 1️⃣AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]),
    DiagnosticScene(
      "public-key", "all zero",
      ["nodes/node3.yaml": node(3, "publicKey: 1️⃣AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]),
  ]

  static let networks = [
    DiagnosticScene(
      "network-taken", "equal AllowedIPs on two peers",
      [
        "nodes/node1.yaml": node(1, "networks: [2️⃣10.20.0.0/24]"),
        "nodes/node3.yaml": node(3, "networks: [1️⃣10.20.0.0/24]"),
      ]),
    DiagnosticScene(
      "network-overlap", "nested prefixes",
      [
        "nodes/node1.yaml": node(1, "networks: [2️⃣10.20.0.0/16]"),
        "nodes/node3.yaml": node(3, "networks: [1️⃣10.20.3.0/24]"),
      ]),
    DiagnosticScene(
      "network-redundant", "nested prefixes of one node",
      ["nodes/node3.yaml": node(3, "networks: [2️⃣10.20.0.0/16, 1️⃣10.20.3.0/24]")]),
    DiagnosticScene(
      "network-in-range", "a network in the mesh's range", ["nodes/node3.yaml": node(3, "networks: [1️⃣10.10.64.0/24]")]),
    DiagnosticScene(
      "network-holds-endpoint", "an endpoint inside a prefix that is routed into the mesh",
      [
        "nodes/node1.yaml": node(1, "endpoint: 2️⃣198.51.100.1:51820"),
        "nodes/node3.yaml": node(3, "networks: [1️⃣198.51.100.0/24]"),
      ]),
    DiagnosticScene(
      "network-covers-ssh", "the ssh address of another node",
      [
        "nodes/node1.yaml": node(1, "ssh: {host: 2️⃣198.51.100.1}"),
        "nodes/node3.yaml": node(3, "networks: [1️⃣198.51.100.0/24]"),
      ]),
    DiagnosticScene(
      "network-unreachable", "behind a node without a tunnel",
      [
        "mesh.yaml": mesh("  - fullMesh: [lonely]"),
        "nodes/node3.yaml": node(3, tag: "lonely", "networks: [1️⃣10.20.3.0/24]"),
      ]),
    DiagnosticScene(
      "network-unreachable", "of a family that nobody else has",
      [
        "mesh.yaml": mesh("").replacing("10.10.0.0/16, ", with: ""),
        "nodes/node1.yaml": node(1, "addresses: [\"fd10:10::1\"]"),
        "nodes/node2.yaml": node(2, "addresses: [\"fd10:10::2\"]"),
        "nodes/node3.yaml": node(3, "addresses: [\"fd10:10::3\"]", "networks: [1️⃣10.20.3.0/24]"),
      ]),
  ]

  static let tunnels = [
    DiagnosticScene(
      "endpoint-missing", "both ends behind NAT",
      [
        "mesh.yaml": mesh("  - 1️⃣link: [node2, node3]"),
        "nodes/node2.yaml": node(2, tag: "edge", without: "endpoint"),
        "nodes/node3.yaml": node(3, tag: "edge", without: "endpoint"),
      ]),
    DiagnosticScene("endpoint", "loopback", ["nodes/node3.yaml": node(3, "endpoint: 1️⃣127.0.0.1:51820")]),
    DiagnosticScene(
      "endpoint-in-range", "a tunnel through itself", ["nodes/node3.yaml": node(3, "endpoint: 1️⃣10.10.0.3:51820")]),
    DiagnosticScene(
      "keepalive-missing", "off, and a node behind NAT",
      ["mesh.yaml": mesh("persistentKeepalive: 1️⃣off"), "nodes/node3.yaml": node(3, without: "endpoint")]),
    DiagnosticScene(
      "keepalive-missing", "too rare for a NAT",
      ["mesh.yaml": mesh("persistentKeepalive: 1️⃣300"), "nodes/node3.yaml": node(3, without: "endpoint")]),
    DiagnosticScene(
      "keepalive-missing", "off by a rule, and a node behind NAT",
      ["mesh.yaml": mesh("    persistentKeepalive: 1️⃣off"), "nodes/node3.yaml": node(3, without: "endpoint")]),
    DiagnosticScene(
      "mtu-too-large", "over IPv6 by the endpoint of a rule",
      ["mesh.yaml": mesh("    endpoints: {node3: 2️⃣\"[2001:db8::3]:51820\"}\nmtu: 1️⃣1440")]),
    DiagnosticScene(
      "cost-routed", "more than OSPF has room for", ["mesh.yaml": mesh("    cost: 1️⃣101\nrouting: ospf")]),
    DiagnosticScene(
      "dead-interval", "before the second hello",
      ["mesh.yaml": mesh("routing: 1️⃣{protocol: ospf, helloInterval: 10, deadInterval: 15}")]),
    DiagnosticScene(
      "dead-interval", "before the second hello of the usual ones",
      ["mesh.yaml": mesh("routing: 1️⃣{protocol: ospf, deadInterval: 15}")]),
    DiagnosticScene(
      "passive-interface", "a tunnel",
      ["mesh.yaml": mesh("routing: 1️⃣{protocol: ospf, passiveInterfaces: [lan0, wg0-node2]}")]),
    DiagnosticScene(
      "authentication-keys", "without pre-shared keys",
      ["mesh.yaml": mesh("routing: 1️⃣{protocol: bgp, authentication: true}")]),
    DiagnosticScene(
      "spokes-apart-routed", "spokes kept apart",
      [
        "mesh.yaml": MeshFixtures.mesh.replacing(
          "- fullMesh: [core]", with: "- 1️⃣hubs: [node1]\n    spokes: [node2, node3]\n    spokeToSpoke: false")
          + "routing: bgp\n"
      ]),
    DiagnosticScene(
      "tunnel-port", "beyond the last port",
      [
        "mesh.yaml": mesh("routing: {protocol: ospf, basePort: 65000}"),
        "nodes/node3.yaml": node(3, "addresses: [1️⃣10.10.9.1, \"fd10:10::3\"]"),
      ]),
    DiagnosticScene(
      "tunnel-port", "that of the node's own interface",
      [
        "mesh.yaml": mesh("routing: {protocol: ospf, basePort: 51817}"),
        "nodes/node3.yaml": node(3, "addresses: [1️⃣10.10.0.3, \"fd10:10::3\"]"),
      ]),
    DiagnosticScene(
      "tunnel-port", "an endpoint beyond the last port",
      ["mesh.yaml": mesh("routing: ospf"), "nodes/node3.yaml": node(3, "endpoint: 1️⃣203.0.113.3:65534")]),
    DiagnosticScene(
      "routed-families", "a node without IPv6",
      [
        "mesh.yaml": mesh("routing: ospf"), "nodes/node1.yaml": node(1, "addresses: [2️⃣10.10.0.1, \"fd10:10::1\"]"),
        "nodes/node3.yaml": node(3, "addresses: [1️⃣10.10.0.3]"),
      ]),
    DiagnosticScene(
      "autonomous-system", "beyond those for private use",
      ["mesh.yaml": mesh("routing: 1️⃣{protocol: bgp, autonomousSystem: 4294967293}")]),
    DiagnosticScene(
      "tunnel-name", "no room",
      ["mesh.yaml": mesh("interface: wireguard0\nrouting: ospf"), "nodes/node1.yaml": node(1)]),
    DiagnosticScene("mtu-too-large", "over IPv4", ["mesh.yaml": mesh("mtu: 1️⃣1460")]),
    DiagnosticScene(
      "mtu-too-large", "over IPv6",
      ["mesh.yaml": mesh("mtu: 1️⃣1440"), "nodes/node3.yaml": node(3, "endpoint: 2️⃣\"[2001:db8::3]:51820\"")]),
    DiagnosticScene("mtu-too-large", "in jumbo frames", ["mesh.yaml": mesh("mtu: 1️⃣8980")]),
  ]

  static let topology = [
    DiagnosticScene("member-unknown", "not there", ["mesh.yaml": mesh("  - link: [node1, 1️⃣node4]")]),
    DiagnosticScene(
      "node-alone", "in no rule", ["nodes/node3.yaml": node(3, tag: "edge", "networks: [10.20.3.0/24]")]),
    DiagnosticScene(
      "node-alone", "named, and joined to nobody",
      [
        "mesh.yaml": mesh("  - fullMesh: [edge]"),
        "nodes/node3.yaml": node(3, tag: "edge"),
      ]),
    DiagnosticScene(
      "defaults-disagree", "two tags of a node",
      [
        "mesh.yaml": mesh("defaults: {core: {mtu: 2️⃣1400}, edge: {mtu: 1300}}"),
        "nodes/node3.yaml": node(3, "tags: [core, 1️⃣edge]"),
      ]),
    DiagnosticScene(
      "hubs-static", "two hubs, no routing protocol",
      ["mesh.yaml": mesh("  - 1️⃣hubs: [node1, node2]\n    spokes: [edge]"), "nodes/node3.yaml": node(3, tag: "edge")]),
    DiagnosticScene(
      "hubs-static", "two meshes and several gateways, no routing protocol",
      [
        "mesh.yaml": mesh("  - fullMesh: [east]\n  - 1️⃣gateways: [[node1, node2], [node4, node5]]"),
        "nodes/node4.yaml": node(4, tag: "east"), "nodes/node5.yaml": node(5, tag: "east"),
      ]),
    DiagnosticScene(
      "rule-unused", "a link that is longer than the way over a hub",
      [
        "mesh.yaml": mesh("  - hubs: [node1]\n    spokes: [edge]\n  - link: [node3, node4]\n    cost: 1️⃣3"),
        "nodes/node3.yaml": node(3, tag: "edge"), "nodes/node4.yaml": node(4, tag: "edge"),
      ]),
    DiagnosticScene(
      "rule-unused", "a full mesh of spokes that is longer than the way over their hub",
      [
        "mesh.yaml": mesh("  - hubs: [node1]\n    spokes: [edge]\n  - fullMesh: [edge]\n    cost: 1️⃣4"),
        "nodes/node3.yaml": node(3, tag: "edge"), "nodes/node4.yaml": node(4, tag: "edge"),
        "nodes/node5.yaml": node(5, tag: "edge"),
      ]),
    DiagnosticScene(
      "tunnels-unused", "a mesh of some spokes and others",
      [
        "mesh.yaml": mesh("  - hubs: [node1]\n    spokes: [edge]\n  - fullMesh: [edge, node5]\n    cost: 1️⃣4"),
        "nodes/node3.yaml": node(3, tag: "edge"), "nodes/node4.yaml": node(4, tag: "edge"),
        "nodes/node5.yaml": node(5, tag: "far"),
      ]),
  ]

  static let waysIn = [
    DiagnosticScene(
      "jump-without-ssh", "through a node that nobody logs in to",
      [
        "nodes/node1.yaml": node(1, without: "ssh", "managed: false"),
        "nodes/node3.yaml": node(3, "ssh: {host: 10.10.0.3, jump: [1️⃣node1, node2]}"),
      ]),
    DiagnosticScene(
      "ssh-without-tunnel", "no way from where its ssh comes",
      [
        "mesh.yaml": mesh("  - fullMesh: [edge]"),
        "nodes/node3.yaml": node(3, tag: "edge", "ssh: {host: 2️⃣10.10.0.3, jump: 1️⃣node1}"),
        "nodes/node4.yaml": node(4, tag: "edge"),
      ]),
    DiagnosticScene(
      "ssh-without-tunnel", "no tunnel at all",
      ["mesh.yaml": mesh("  - fullMesh: [edge]"), "nodes/node3.yaml": node(3, tag: "edge", "ssh: {host: 1️⃣10.10.0.3}")]),
    DiagnosticScene(
      "way-in-single", "one node to jump through",
      [
        "nodes/node2.yaml": node(2, "ssh: {host: 10.10.0.2, jump: 1️⃣node1}"),
        "nodes/node3.yaml": node(3, "ssh: {host: 10.10.0.3, jump: node1}"),
      ]),
    DiagnosticScene(
      "way-in-single", "two nodes to jump through, and one tunnel",
      [
        "mesh.yaml": mesh("  - link: [node1, node3]"),
        "nodes/node3.yaml": node(3, tag: "edge", "ssh: {host: 10.10.0.3, jump: [1️⃣node1, node2]}"),
      ]),
  ]

  static let secrets = [
    DiagnosticScene(
      "secret-in-repository", "a wg-quick file", ["old/wg0.conf": "[Interface]\n1️⃣PrivateKey = \(MeshFixtures.key(9))\n"]
    ),
    DiagnosticScene(
      "secret-in-repository", "a key of ssh",
      ["ci/deploy.key": "1️⃣-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n"]),
    DiagnosticScene(
      "secret-in-repository", "a key and nothing else", ["keys/phone.key": "1️⃣\(MeshFixtures.key(9))\n"]),
    DiagnosticScene(
      "secret-in-repository", "a variable",
      ["ci/env": "export 1️⃣WG_PRIVATE_KEY=\(MeshFixtures.key(9))\n"]),
    DiagnosticScene(
      "secret-in-repository", "in JSON in a comment",
      ["nodes/node3.yaml": node(3) + "# {\"1️⃣private_key\": \"\(MeshFixtures.key(9))\"}\n"]),
  ]
}
