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
    var ssh: SSHTarget?
    /// Remarks behind values, by key.
    var remarks: [String: String] = [:]
  }

  enum Rule {
    case fullMesh([String])
    case hubs([String], spokes: [String])
    case link(String, String)
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
  var presharedKeys = false
  var rules: [Rule]
  var nodes: [Node]

  /// Texts by path.
  var files: [String: String] {
    var files = ["mesh.yaml": meshText]
    for node in nodes { files["nodes/\(node.name).yaml"] = text(of: node) }
    return files
  }
}

extension RepositoryDraft {
  private var meshText: String {
    var lines = ["# \(origin)", "version: 1", "name: \(YAMLText.scalar(name))"]
    lines.append("interface: \(YAMLText.scalar(interface.text))")
    lines.append("listenPort: \(listenPort)")
    if mtu != 1_420 { lines.append("mtu: \(mtu)") }
    lines.append("addresses: \(YAMLText.list(ranges))   # every node's address lies in these")
    switch keepalive {
    case .auto: lines.append("persistentKeepalive: auto   # 25 s from an end behind NAT")
    case .seconds(0): lines.append("persistentKeepalive: off")
    case .seconds(let seconds): lines.append("persistentKeepalive: \(seconds)   # seconds, from both ends")
    }
    if presharedKeys { lines.append("presharedKeys: true   # made anew on the hosts") }
    lines += ["", rules.isEmpty ? "topology: []" : "topology:"]
    for rule in rules {
      switch rule {
      case .fullMesh(let members): lines.append("  - fullMesh: \(YAMLText.list(members))")
      case .hubs(let hubs, let spokes):
        lines += ["  - hubs: \(YAMLText.list(hubs))", "    spokes: \(YAMLText.list(spokes))"]
      case .link(let one, let other): lines.append("  - link: \(YAMLText.list([one, other]))")
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func text(of node: Node) -> String {
    var lines: [String] = []
    func add(_ key: String, _ value: String) {
      lines.append("\(key): \(value)" + (node.remarks[key].map { "   # \($0)" } ?? ""))
    }
    if let key = node.publicKey { add("publicKey", key.description) }
    add("addresses", YAMLText.list(node.addresses))
    if let endpoint = node.endpoint { add("endpoint", YAMLText.scalar(endpoint)) }
    if !node.networks.isEmpty { add("networks", YAMLText.list(node.networks)) }
    if !node.tags.isEmpty { add("tags", YAMLText.list(node.tags)) }
    if !node.isManaged { add("managed", "false") }
    if node.forwards { add("forward", "true") }
    if let ssh = node.ssh { add("ssh", text(of: ssh)) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func text(of ssh: SSHTarget) -> String {
    var keys = ["host: \(YAMLText.scalar(ssh.host))"]
    if let port = ssh.port { keys.append("port: \(port)") }
    if let user = ssh.user { keys.append("user: \(YAMLText.scalar(user))") }
    if !ssh.jump.isEmpty {
      keys.append("jump: " + (ssh.jump.count == 1 ? YAMLText.scalar(ssh.jump[0]) : YAMLText.list(ssh.jump)))
    }
    return "{\(keys.joined(separator: ", "))}"
  }
}

/// Values as YAML has them.
enum YAMLText {
  /// Without quotes where it is text to every reader of YAML, as here.
  static func scalar(_ text: String) -> String {
    let word = text.lowercased()
    let isPlain =
      text.utf8.first.map { isWordByte($0) } == true && text.utf8.last.map { $0 != UInt8(ascii: ":") } == true
      && text.utf8.allSatisfy { isWordByte($0) || "/.:-_".utf8.contains($0) }
    // YAML 1.1 reads these, and numbers, as something else.
    let isNumber =
      text.utf8.first.map { (48...57).contains($0) } == true
      && text.utf8.allSatisfy { (48...57).contains($0) || ".:-_ex".utf8.contains($0 | 32) }
      && IPAddress(text) == nil && Prefix(text) == nil && Endpoint(text) == nil
    let isOther = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(word) || isNumber
    return isPlain && !isOther ? text : "\"\(text)\""
  }

  static func list(_ values: [some CustomStringConvertible]) -> String {
    "[\(values.map { scalar($0.description) }.joined(separator: ", "))]"
  }

  private static func isWordByte(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...122).contains(byte | 32) }
}
