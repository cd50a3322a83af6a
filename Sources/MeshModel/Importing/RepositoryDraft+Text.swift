import WireGuard

extension RepositoryDraft {
  var meshText: String {
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
    switch presharedKeys {
    case nil: break
    case .ofOthers: lines.append("presharedKeys: true   # made anew on the hosts")
    case .generation(1): lines.append("presharedKeys: true")
    case .generation(let number): lines.append("presharedKeys: {generation: \(number)}   # that of the hosts")
    }
    if !defaults.isEmpty { lines += ["", "defaults:"] }
    for (tag, own) in defaults.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(YAMLText.scalar(tag)): {\(keys(of: own).map { "\($0): \($1)" }.joined(separator: ", "))}")
    }
    lines += ["", rules.isEmpty ? "topology: []" : "topology:"]
    for rule in rules { lines += text(of: rule) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func text(of rule: Rule) -> [String] {
    var lines =
      switch rule.shape {
      case .fullMesh(let members): ["fullMesh: \(YAMLText.list(members))"]
      case .hubs(let hubs, let spokes): ["hubs: \(YAMLText.list(hubs))", "spokes: \(YAMLText.list(spokes))"]
      case .link(let one, let other): ["link: \(YAMLText.list([one, other]))"]
      }
    if !rule.joinsSpokes { lines.append("spokeToSpoke: false") }
    if let keepalive = rule.tunnels.keepalive { lines.append("persistentKeepalive: \(text(of: keepalive))") }
    if let mtu = rule.tunnels.mtu { lines.append("mtu: \(mtu)") }
    if !rule.tunnels.endpoints.isEmpty {
      let pairs = rule.tunnels.endpoints.sorted { $0.key < $1.key }
        .map { "\(YAMLText.scalar($0.key)): \"\($0.value)\"" }
      lines.append("endpoints: {\(pairs.joined(separator: ", "))}")
    }
    return zip(["  - "] + Array(repeating: "    ", count: lines.count), lines).map { $0 + $1 }
  }

  private func text(of keepalive: KeepalivePolicy) -> String {
    switch keepalive {
    case .auto: "auto"
    case .seconds(0): "off"
    case .seconds(let seconds): "\(seconds)"
    }
  }

  private func keys(of own: Own) -> [(String, String)] {
    [
      own.interface.map { ("interface", YAMLText.scalar($0.text)) }, own.listenPort.map { ("listenPort", "\($0)") },
      own.mtu.map { ("mtu", "\($0)") }, own.keepalive.map { ("persistentKeepalive", text(of: $0)) },
    ].compactMap(\.self)
  }

  func text(of node: Node) -> String {
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
    for (key, value) in keys(of: node.own) { add(key, value) }
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
