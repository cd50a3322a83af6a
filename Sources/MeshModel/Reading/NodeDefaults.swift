import Diagnostics
import WireGuard

/// What a node may say for itself, or a tag for its nodes.
struct NodeDefaults: Sendable {
  var interface: Located<InterfaceName>?
  var listenPort: Located<UInt16>?
  var mtu: Located<Int>?
  var keepalive: Located<KeepalivePolicy>?
  var forward: Located<Bool>?
  var routing: Located<NodeRouting>?
  var rotationMethod: Located<RotationPolicy.Method>?
  var sshPort: Located<UInt16>?
  var sshUser: Located<String>?
  var sshJump: Located<[Located<String>]>?
}

extension NodeDefaults {
  /// Reads what both a node and a tag have; `ssh` differs.
  init(_ reader: inout GroupReader) {
    interface = reader.read(NodeKeys.interface)
    listenPort = reader.read(NodeKeys.listenPort)
    mtu = reader.read(NodeKeys.mtu)
    keepalive = reader.read(NodeKeys.keepalive)
    forward = reader.read(NodeKeys.forward)
    routing = reader.read(NodeKeys.routing)
    rotationMethod = reader.read(NodeKeys.rotation)
  }

  /// Takes what it lacks from the tags of its node; tags that disagree are reported.
  mutating func fill(
    from tags: [(tag: Located<String>, defaults: NodeDefaults)], of node: String, _ findings: inout Findings
  ) {
    fill(\.interface, "interface", tags, node, &findings)
    fill(\.listenPort, "listenPort", tags, node, &findings)
    fill(\.mtu, "mtu", tags, node, &findings)
    fill(\.keepalive, "persistentKeepalive", tags, node, &findings)
    fill(\.forward, "forward", tags, node, &findings)
    fill(\.routing, "routing", tags, node, &findings)
    fill(\.rotationMethod, "rotation.method", tags, node, &findings)
    fill(\.sshPort, "ssh.port", tags, node, &findings)
    fill(\.sshUser, "ssh.user", tags, node, &findings)
    fill(\.sshJump, "ssh.jump", tags, node, &findings) { $0.map(\.value) }
  }

  private mutating func fill<Value: Equatable>(
    _ key: WritableKeyPath<NodeDefaults, Located<Value>?>, _ name: String,
    _ tags: [(tag: Located<String>, defaults: NodeDefaults)], _ node: String, _ findings: inout Findings
  ) {
    fill(key, name, tags, node, &findings) { $0 }
  }

  private mutating func fill<Value, Compared: Equatable>(
    _ key: WritableKeyPath<NodeDefaults, Located<Value>?>, _ name: String,
    _ tags: [(tag: Located<String>, defaults: NodeDefaults)], _ node: String, _ findings: inout Findings,
    _ compared: (Value) -> Compared
  ) {
    guard self[keyPath: key] == nil else { return }
    let given = tags.compactMap { tag, defaults in defaults[keyPath: key].map { (tag: tag, value: $0) } }
    guard let first = given.first else { return }
    self[keyPath: key] = first.value
    guard let other = given.first(where: { compared($0.value.value) != compared(first.value.value) }) else { return }
    findings.report(
      Diagnostic(
        code: .defaultsDisagree,
        "`\(first.tag.value)` and `\(other.tag.value)` say two things of `\(name)` for \(node)",
        at: .source(other.tag.place),
        notes: [
          .init("of `\(first.tag.value)`", at: .source(first.value.place)),
          .init("of `\(other.tag.value)`", at: .source(other.value.place)),
        ], remedy: "Say it for \(node) itself, or take one of its tags away."))
  }
}

extension Form where Value == NodeDefaults {
  /// What a tag says for its nodes.
  static var nodeDefaults: Form {
    .group(DefaultKeys.section) { reader in
      var defaults = NodeDefaults(&reader)
      if let ssh = reader.read(DefaultKeys.ssh) {
        (defaults.sshPort, defaults.sshUser, defaults.sshJump) = (ssh.sshPort, ssh.sshUser, ssh.sshJump)
      }
      return defaults
    }
  }

  static var sshDefaultsOfTag: Form {
    .group(DefaultKeys.SSH.section) { reader in
      NodeDefaults(
        sshPort: reader.read(SSHTargetKeys.port), sshUser: reader.read(SSHTargetKeys.user),
        sshJump: reader.read(SSHTargetKeys.jump.key).map { Located(value: $0, place: reader.place) })
    }
  }
}
