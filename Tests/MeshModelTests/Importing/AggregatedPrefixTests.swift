import MeshModel
import TestSupport
import Testing
import WireGuard

/// Prefixes that hold addresses and networks of several nodes, as Weft and people write them: whose they are is worked
/// out from all files.
struct AggregatedPrefixTests {
  /// A hub and its spokes, in this order.
  struct Example: CustomTestStringConvertible {
    var testDescription: String
    /// Each node's `Address`; the hub is the first.
    var addresses: [String]
    /// What the hub sends to each spoke.
    var down: [String]
    /// What each spoke sends to the hub.
    var upward: [String]
    /// Of each node, as they are found.
    var networks: [String]
    var differences: [String] = []
  }

  private static let addresses = ["10.10.0.1/32", "10.10.0.2/32", "10.10.0.3/32", "10.10.0.4/32"]

  private static let examples = [
    Example(
      testDescription: "addresses of other nodes are no network",
      addresses: addresses,
      down: ["10.10.0.2/32", "10.10.0.3/32", "10.10.0.4/32"],
      upward: [
        "10.10.0.1/32, 10.10.0.3/32, 10.10.0.4/32", "10.10.0.1/32, 10.10.0.2/32, 10.10.0.4/32",
        "10.10.0.1/32, 10.10.0.2/31",
      ],
      networks: ["", "", "", ""]),
    Example(
      testDescription: "the same addresses, one by one, are no difference",
      addresses: addresses,
      down: ["10.10.0.2/32", "10.10.0.3/32", "10.10.0.4/32"],
      upward: [
        "10.10.0.1/32, 10.10.0.3/32, 10.10.0.4/32", "10.10.0.1/32, 10.10.0.2/32, 10.10.0.4/32",
        "10.10.0.1/32, 10.10.0.2/32, 10.10.0.3/32",
      ],
      networks: ["", "", "", ""]),
    Example(
      testDescription: "networks of several nodes in one prefix",
      addresses: addresses,
      down: ["10.10.0.2/32, 10.20.1.0/24", "10.10.0.3/32, 10.20.3.0/24", "10.10.0.4/32"],
      upward: [
        "10.10.0.1/32, 10.10.0.3/32, 10.10.0.4/32, 10.20.0.0/24, 10.20.2.0/23",
        "10.10.0.1/32, 10.10.0.2/32, 10.10.0.4/32, 10.20.0.0/23, 10.20.2.0/24",
        "10.10.0.1/32, 10.10.0.2/31, 10.20.0.0/22",
      ],
      networks: ["10.20.0.0/24 10.20.2.0/24", "10.20.1.0/24", "10.20.3.0/24", ""]),
    Example(
      testDescription: "networks side by side keep their spelling",
      addresses: addresses,
      down: ["10.10.0.2/32, 10.20.0.0/24, 10.20.1.0/24", "10.10.0.3/32", "10.10.0.4/32"],
      upward: [
        "10.10.0.1/32, 10.10.0.3/32, 10.10.0.4/32",
        "10.10.0.1/32, 10.10.0.2/32, 10.10.0.4/32, 10.20.0.0/24, 10.20.1.0/24",
        "10.10.0.1/32, 10.10.0.2/31, 10.20.0.0/24, 10.20.1.0/24",
      ],
      networks: ["", "10.20.0.0/24 10.20.1.0/24", "", ""]),
    Example(
      testDescription: "a network in one prefix with addresses",
      addresses: ["10.10.9.1/32", "10.10.0.0/31", "10.10.0.1/31", "10.10.9.2/32"],
      down: ["10.10.0.0/32", "10.10.0.1/32, 10.10.0.2/31", "10.10.9.2/32"],
      upward: [
        "10.10.9.1/32, 10.10.0.1/32, 10.10.0.2/31, 10.10.9.2/32", "10.10.9.1/32, 10.10.0.0/32, 10.10.9.2/32",
        "10.10.9.1/32, 10.10.0.0/30",
      ],
      networks: ["", "", "10.10.0.2/31", ""]),
    Example(
      testDescription: "a summary of more than there is makes no network, and is told",
      addresses: addresses,
      down: ["10.10.0.2/32, 192.168.2.0/24", "10.10.0.3/32", "10.10.0.4/32"],
      upward: [
        "10.10.0.1/32, 10.10.0.3/32, 10.10.0.4/32, 192.168.0.0/16", "10.10.0.0/24",
        "10.10.0.1/32, 10.10.0.2/32, 10.10.0.3/32, 192.168.0.0/16",
      ],
      networks: ["", "192.168.2.0/24", "", ""],
      differences: [
        "n1: 10.10.0.1/32 10.10.0.3/32 10.10.0.4/32 192.168.0.0/16 -> 10.10.0.1/32 10.10.0.3/32 10.10.0.4/32",
        "n2: 10.10.0.0/24 -> 10.10.0.1/32 10.10.0.2/32 10.10.0.4/32 192.168.2.0/24",
        "n3: 10.10.0.1/32 10.10.0.2/32 10.10.0.3/32 192.168.0.0/16 -> "
          + "10.10.0.1/32 10.10.0.2/32 10.10.0.3/32 192.168.2.0/24",
      ]),
  ]

  @Test(arguments: examples)
  func whoseIsWhatIsBehindTheHub(_ example: Example) throws {
    let keys = try example.addresses.indices.map { try #require(QuickFileText.publicKey($0 + 1)) }
    func file(_ node: Int, _ peers: [(Int, String)]) -> (path: String, text: String) {
      let sections = peers.map { peer, allowed in
        "[Peer]\nPublicKey = \(keys[peer])\nAllowedIPs = \(allowed)\n"
          + (peer == 0 ? "Endpoint = 203.0.113.1:51820\n" : "")
      }
      let interface =
        "[Interface]\nPrivateKey = \(QuickFileText.privateKey(node + 1))\nAddress = \(example.addresses[node])\n"
        + "ListenPort = 51820\nMTU = 1420\n"
      return ("n\(node).conf", interface + sections.joined())
    }
    let spokes = example.upward.enumerated().map { file($0 + 1, [(0, $1)]) }
    let hub = file(0, example.down.enumerated().map { ($0 + 1, $1) })
    let imported = try ImportFixture([hub] + spokes).imported()
    let networks = imported.mesh.nodes.sorted { $0.name < $1.name }.map { node in
      node.networks.map(\.description).joined(separator: " ")
    }
    #expect(networks == example.networks)
    let differences = imported.differences.map { difference in
      "\(difference.node): \(difference.was.joined(separator: " ")) -> \(difference.becomes.joined(separator: " "))"
    }
    #expect(differences == example.differences)
  }
}
