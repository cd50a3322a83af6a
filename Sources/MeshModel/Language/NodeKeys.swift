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
  static let forward = DefaultedKey(
    "forward", .boolean, default: "false", false,
    meaning: "Whether packets of others may go through it, as through a hub.")
  static let ssh = Key("ssh", .sshTarget, meaning: "How to reach it.")

  static let section = KeySection(
    title: "the keys of a node",
    keys: [
      publicKey.description, addresses.description, endpoint.description, networks.description, tags.description,
      managed.description, forward.description, ssh.description,
    ])
}

/// The keys of `ssh` in a node's file.
enum SSHTargetKeys {
  static let host = Key(
    required: "host", Form.sshHost.located, meaning: "Address or name; an address of the mesh means: over the tunnels.")
  static let port = Key("port", .port, meaning: "Port of sshd.")
  static let user = Key("user", .user, meaning: "User to log in as.")
  static let hostKey = DefaultedKey(
    "hostKey", Form.hostKey.oneOrMore, default: "[]", [], meaning: "The only host key, or keys, to be accepted.")
  static let jump = DefaultedKey(
    "jump", Form.nodeName.located.oneOrMore, default: "[]", [],
    meaning: "Node to jump through, or nodes, tried in order.")

  static let section = KeySection(
    title: "keys such as `{host: 203.0.113.10, hostKey: ssh-ed25519 AAAA…}`",
    keys: [host.description, port.description, user.description, hostKey.description, jump.description])
}
