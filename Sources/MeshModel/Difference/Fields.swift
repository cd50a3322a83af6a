import WireGuard

/// The keys of a node's file by name, for comparing.
enum NodeFields {
  static func changes(_ old: Node?, _ new: Node?) -> [FieldChange] {
    // Addresses and networks of a node that stays are told by prefix: a prefix that moves is one change, not two.
    let isKept = old != nil && new != nil
    let prefixes = isKept ? [] : [field("addresses", old, new, addresses), field("networks", old, new, networks)]
    let rest = [
      field("publicKey", old, new) { [$0.publicKey?.description].compactMap(\.self) },
      field("endpoint", old, new) { [$0.endpoint?.description].compactMap(\.self) },
      field("tags", old, new) { $0.tags.sorted() },
      field("managed", old, new) { ["\($0.isManaged)"] },
      field("forward", old, new) { ["\($0.forwards)"] },
      field("interface", old, new) { [$0.interface?.description].compactMap(\.self) },
      field("listenPort", old, new) { [$0.listenPort?.description].compactMap(\.self) },
      field("mtu", old, new) { [$0.mtu?.description].compactMap(\.self) },
      field("persistentKeepalive", old, new) { [$0.keepalive?.description].compactMap(\.self) },
      field("routing", old, new) { $0.isStatic ? ["static"] : [] },
      field("rotation.method", old, new) { [$0.rotationMethod?.rawValue].compactMap(\.self) },
      field("ssh.host", old, new) { [$0.ssh?.host].compactMap(\.self) },
      field("ssh.port", old, new) { [$0.ssh?.port?.description].compactMap(\.self) },
      field("ssh.user", old, new) { [$0.ssh?.user].compactMap(\.self) },
      field("ssh.jump", old, new) { $0.ssh?.jump ?? [] },
      field("ssh.hostKey", old, new) { $0.ssh?.hostKeys ?? [] },
    ]
    return (prefixes + rest).compactMap(\.self)
  }

  private static func addresses(_ node: Node) -> [String] { node.addresses.map(\.description) }

  private static func networks(_ node: Node) -> [String] { node.networks.map(\.description) }

  private static func field(_ key: String, _ old: Node?, _ new: Node?, _ read: (Node) -> [String]) -> FieldChange? {
    FieldChange(key, old.map(read) ?? [], new.map(read) ?? [])
  }
}

/// The keys of `mesh.yaml` by name, but for the topology, which is told by its tunnels.
enum MeshFields {
  static func changes(_ old: Mesh, _ new: Mesh) -> [FieldChange] {
    [
      field("name", old, new) { $0.name },
      field("interface", old, new) { $0.interface.description },
      field("listenPort", old, new) { "\($0.listenPort)" },
      field("mtu", old, new) { "\($0.mtu)" },
      FieldChange("addresses", old.addresses.map(\.description), new.addresses.map(\.description)),
      field("persistentKeepalive", old, new) { $0.keepalive.description },
      field("presharedKeys", old, new) { $0.presharedKeys ? "generation \($0.presharedKeyGeneration)" : "false" },
      field("routing.protocol", old, new) { $0.routing.protocol.rawValue },
      field("routing.helloInterval", old, new) { $0.routing.helloInterval?.description },
      field("routing.deadInterval", old, new) { $0.routing.deadInterval?.description },
      field("routing.bfd", old, new) { $0.routing.bfd?.description ?? "false" },
      field("routing.authentication", old, new) { $0.routing.authentication.map { "generation \($0)" } ?? "false" },
      field("routing.basePort", old, new) { $0.routing.basePort?.description },
      field("routing.autonomousSystem", old, new) { "\($0.routing.autonomousSystem)" },
      FieldChange(
        "routing.passiveInterfaces", old.routing.passiveInterfaces.map(\.text),
        new.routing.passiveInterfaces.map(\.text)),
      field("ssh.user", old, new) { $0.ssh.user },
      field("ssh.port", old, new) { $0.ssh.port?.description },
      field("policy.undeclaredPeers", old, new) { $0.policy.undeclaredPeers.rawValue },
      field("policy.removals.max", old, new) { "\($0.policy.removals.percent)%" },
      field("policy.removals.minimumNodes", old, new) { "\($0.policy.removals.minimumNodes)" },
      field("policy.rotation.method", old, new) { $0.policy.rotation.method.rawValue },
      field("policy.rotation.maxAge", old, new) { $0.policy.rotation.maxAge.map(duration) },
      field("policy.rotation.maxParallel", old, new) { "\($0.policy.rotation.maxParallel)" },
      field("policy.rotation.unreachable.wait", old, new) { $0.policy.rotation.unreachableWait.map(duration) },
      field("policy.signedCommits.required", old, new) { "\($0.policy.requiresSignedCommits)" },
    ].compactMap(\.self)
  }

  private static func field(_ key: String, _ old: Mesh, _ new: Mesh, _ read: (Mesh) -> String?) -> FieldChange? {
    FieldChange(key, [read(old)].compactMap(\.self), [read(new)].compactMap(\.self))
  }

  private static func duration(_ seconds: Int) -> String {
    let unit = [(86_400, "d"), (3_600, "h"), (60, "m")].first { seconds.isMultiple(of: $0.0) } ?? (1, "s")
    return "\(seconds / unit.0)\(unit.1)"
  }
}

extension KeepalivePolicy: CustomStringConvertible {
  /// As it is written in a file.
  package var description: String {
    switch self {
    case .auto: "auto"
    case .seconds(0): "off"
    case .seconds(let seconds): "\(seconds)"
    }
  }
}

extension BFDSettings: CustomStringConvertible {
  /// As it is written in a file.
  package var description: String {
    "{interval: \(interval), multiplier: \(multiplier), behindNAT: \(behindNAT)}"
  }
}
