import WireGuard

/// A mesh repository that is about to be written, as a person would write it.
struct RepositoryDraft {
  struct Node {
    var name: String
    var publicKey: PublicKey?
    var addresses: [IPAddress]
    var endpoint: String?
    var networks: [Prefix] = []
    var tags: [String] = []
    var isManaged = true
    var forwards = false
    var own = Own()
    var ssh: SSHTarget?
    /// Remarks behind values, by key.
    var remarks: [String: String] = [:]
  }

  /// What a node, or a tag for its nodes, has in the place of the mesh's own.
  struct Own: Hashable {
    var interface: InterfaceName?
    var listenPort: UInt16?
    /// Bytes.
    var mtu: Int?
    var keepalive: KeepalivePolicy?
  }

  struct Rule {
    enum Shape {
      case fullMesh([String])
      case hubs([String], spokes: [String])
      case link(String, String)
    }

    var shape: Shape
    /// Of a rule with hubs: whether its spokes reach each other.
    var joinsSpokes = true
    var tunnels = Tunnels()
  }

  /// What a rule says of its tunnels.
  struct Tunnels: Hashable {
    var keepalive: KeepalivePolicy?
    /// Bytes.
    var mtu: Int?
    /// By the name of the node that is reached.
    var endpoints: [String: Endpoint] = [:]
  }

  var name: String
  /// The first line of `mesh.yaml`: where it comes from.
  var origin: String
  var interface = InterfaceName.wg0
  var listenPort: UInt16 = 51_820
  /// Bytes.
  var mtu = 1_420
  var ranges: [Prefix]
  var keepalive = KeepalivePolicy.auto
  /// `nil` for none.
  var presharedKeys: ImportedSettings.PresharedKeys?
  var rules: [Rule]
  var nodes: [Node]
  /// By tag.
  var defaults: [String: Own] = [:]

  /// Texts by path.
  var files: [String: String] {
    var files = ["mesh.yaml": meshText]
    for node in nodes { files["nodes/\(node.name).yaml"] = text(of: node) }
    return files
  }
}

extension RepositoryDraft {
  /// What all nodes of a tag have alike is said once, by the tag; two are not worth it.
  mutating func shareOwn() {
    share(\.interface)
    share(\.listenPort)
    share(\.mtu)
    share(\.keepalive)
  }

  private mutating func share<Value: Hashable>(_ key: WritableKeyPath<Own, Value?>) {
    let tagged = Dictionary(
      grouping: nodes.indices.flatMap { node in nodes[node].tags.map { (tag: $0, node: node) } }, by: \.tag)
    var shared: Set<Int> = []
    for (tag, pairs) in tagged.sorted(by: { $0.key < $1.key }) where pairs.count > 2 {
      let values = Set(pairs.map { nodes[$0.node].own[keyPath: key] })
      guard values.count == 1, let value = values.first.flatMap(\.self) else { continue }
      defaults[tag, default: Own()][keyPath: key] = value
      shared.formUnion(pairs.map(\.node))
    }
    for node in shared { nodes[node].own[keyPath: key] = nil }
  }
}

extension RepositoryDraft.Tunnels {
  var isEmpty: Bool { self == Self() }

  /// What both say.
  func shared(with other: Self) -> Self {
    Self(
      keepalive: keepalive == other.keepalive ? keepalive : nil, mtu: mtu == other.mtu ? mtu : nil,
      endpoints: endpoints.filter { other.endpoints[$0.key] == $0.value })
  }

  /// What is said beyond others.
  func without(_ others: Self) -> Self {
    Self(
      keepalive: others.keepalive == nil ? keepalive : nil, mtu: others.mtu == nil ? mtu : nil,
      endpoints: endpoints.filter { others.endpoints[$0.key] == nil })
  }
}
