/// The keys of a node's file: the one place that knows them.
enum NodeKeys {
  static let publicKey = Key(
    "publicKey", Form.publicKey.located, meaning: "Its WireGuard public key; left out until it is enrolled.")
  static let addresses = Key(
    required: "addresses", Form.address.located.list, meaning: "Its addresses in the mesh, one of each range.")
  static let endpoint = Key(
    "endpoint", Form.endpoint.located, meaning: "Where its peers reach it, ADDRESS:PORT or NAME:PORT; none behind NAT.")
  static let networks = DefaultedKey(
    "networks", Form.prefix.located.list, default: "[]", [], meaning: "Networks that are reachable behind it.")
  static let tags = DefaultedKey(
    "tags", Form.tag.located.list, default: "[]", [], meaning: "Groups that it belongs to.")
  static let managed = DefaultedKey(
    "managed", .boolean, default: "true", true, meaning: "`false`: a peer that is never touched, such as a phone.")
  static let forward = Key(
    "forward", Form.boolean.located,
    meaning: "Whether packets of others may go through it, as through a hub; without it, `false`.")
  static let interface = Key(
    "interface", Form.interfaceName.located, meaning: "Name of its interface, where it is not the mesh's.")
  static let listenPort = Key(
    "listenPort", Form.port.located, meaning: "UDP port that it listens on, where it is not the mesh's.")
  static let mtu = Key(
    "mtu", Form.mtu.located,
    meaning: "MTU of its tunnels, where it is not the mesh's; a tunnel has that of its smaller end.")
  static let keepalive = Key(
    "persistentKeepalive", Form.keepalive.located,
    meaning: "When it sends keepalives, where not as the mesh says: `auto`, seconds, or `off`.")
  static let routing = Key(
    "routing", Form.nodeRouting.located,
    meaning: "`static`: it runs no routing protocol though the mesh does; its ways lead through one node that does.")
  static let rotation = Key(
    "rotation", Form.nodeRotation, meaning: "How its key is switched, where not as the mesh's policy says.")
  static let ssh = Key("ssh", .sshTarget, meaning: "How to reach it.")

  static let section = KeySection(
    title: "the keys of a node",
    keys: [
      publicKey.description, addresses.description, endpoint.description, networks.description, tags.description,
      managed.description, forward.description, interface.description, listenPort.description, mtu.description,
      keepalive.description, routing.description, rotation.description, ssh.description,
    ])
}

/// The keys of `rotation` in a node's file, or in the defaults of a tag.
enum NodeRotationKeys {
  static let method = Key(
    required: "method", Form.rotationMethod.located,
    meaning: "`timed`, `parallel` or `auto`, as in `policy.rotation`; its port, endpoint and prefixes move so too.")

  static let section = KeySection(title: "keys such as `{method: parallel}`", keys: [method.description])
}

/// The keys of `ssh` in a node's file.
enum SSHTargetKeys {
  static let host = Key(
    required: "host", Form.sshHost.located, meaning: "Address or name; an address of the mesh means: over the tunnels.")
  static let port = Key("port", Form.port.located, meaning: "Port of sshd.")
  static let user = Key("user", Form.user.located, meaning: "User to log in as.")
  static let hostKey = DefaultedKey(
    "hostKey", Form.hostKey.oneOrMore, default: "[]", [], meaning: "The only host key, or keys, to be accepted.")
  static let jump = DefaultedKey(
    "jump", Form.nodeName.located.oneOrMore, default: "[]", [],
    meaning: "Node to jump through, or nodes, tried in order.")

  static let section = KeySection(
    title: "keys such as `{host: 203.0.113.10, hostKey: ssh-ed25519 AAAA…}`",
    keys: [host.description, port.description, user.description, hostKey.description, jump.description])
}

/// The keys of a tag in `defaults`: those of a node that several may share.
enum DefaultKeys {
  static let ssh = Key("ssh", .sshDefaultsOfTag, meaning: "How to reach them, beside their `host` and `hostKey`.")

  static let section = KeySection(
    title: "defaults for the nodes of a tag",
    keys: [
      NodeKeys.interface.description, NodeKeys.listenPort.description, NodeKeys.mtu.description,
      NodeKeys.keepalive.description, NodeKeys.forward.description, NodeKeys.routing.description,
      NodeKeys.rotation.description, ssh.description,
    ])

  enum SSH {
    static let section = KeySection(
      title: "keys such as `{user: admin, jump: hub-a}`",
      keys: [SSHTargetKeys.port.description, SSHTargetKeys.user.description, SSHTargetKeys.jump.description])
  }
}
