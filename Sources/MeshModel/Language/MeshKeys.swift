import WireGuard

/// The keys of `mesh.yaml`: the one place that knows them.
enum MeshKeys {
  static let version = Key(
    required: "version", .integer("the version of the mesh language", 1...1), meaning: "Version of the mesh language.")
  static let name = Key(
    required: "name", .meshName, meaning: "Name of the mesh; part of refs and of paths on hosts.")
  static let interface = DefaultedKey(
    "interface", .interfaceName, default: "wg0", .wg0, meaning: "Name of the interface on a node.")
  static let listenPort = DefaultedKey(
    "listenPort", .port, default: "51820", 51_820, meaning: "UDP port that a node listens on.")
  static let mtu = DefaultedKey(
    "mtu", .mtu, default: "1420", 1_420, meaning: "MTU of the tunnels: the underlay's less 80.")
  static let addresses = Key(
    required: "addresses", Form.prefix.located.list, meaning: "Ranges of the mesh: every node's address lies in one.")
  static let keepalive = DefaultedKey(
    "persistentKeepalive", .keepalive, default: "auto", .auto,
    meaning: "`auto`: every 25 s from an end behind NAT; or seconds, from both ends; or `off`.")
  static let presharedKeys = DefaultedKey(
    "presharedKeys", .presharedKeys, default: "false", .off,
    meaning: "`true`, or `{generation: N}`: one key per tunnel, on its two hosts only.")
  static let ssh = DefaultedKey(
    "ssh", .sshDefaults, default: "{}", .standard,
    meaning: "How to log in where a node does not say otherwise.")
  static let topology = Key(
    required: "topology", Form.topologyRule.list, meaning: "Who is a peer of whom.")
  static let nodes = DefaultedKey(
    "nodes", Form.listedNode.byName(.nodeName), default: "{}", [],
    meaning: "Nodes by their names, with the keys of nodes/NAME.yaml; a node stands here or has a file.")
  static let defaults = DefaultedKey(
    "defaults", Form.nodeDefaults.byName(.tag), default: "{}", [],
    meaning: "By tag: what the tag's nodes have where they do not say otherwise.")
  static let routing = DefaultedKey(
    "routing", .routingSettings, default: "static", .static,
    meaning: "Who decides which way packets take: `static`, `ospf`, `bgp`, or a group with more.")
  static let policy = DefaultedKey(
    "policy", .policy, default: "{}", .standard, meaning: "What an apply may do.")

  static let section = KeySection(
    title: "the keys of a mesh",
    keys: [
      version.description, name.description, interface.description, listenPort.description, mtu.description,
      addresses.description, keepalive.description, presharedKeys.description, ssh.description, topology.description,
      nodes.description, defaults.description, routing.description, policy.description,
    ])
}

/// The keys of `ssh` in `mesh.yaml`.
enum SSHDefaultKeys {
  static let user = Key("user", .user, meaning: "User to log in as; any other than root needs sudo without a password.")
  static let port = Key("port", .port, meaning: "Port of sshd.")

  static let section = KeySection(title: "keys for ssh", keys: [user.description, port.description])
}

/// The keys of `presharedKeys`, where it is a group.
enum PresharedKeyKeys {
  static let generation = Key(
    required: "generation", .integer("a generation", 1...1_000_000), meaning: "Counts up to ask for new keys.")

  static let section = KeySection(title: "`true`, `false` or `{generation: N}`", keys: [generation.description])
}

/// The keys of `policy`.
enum PolicyKeys {
  static let undeclaredPeers = DefaultedKey(
    "undeclaredPeers", .undeclaredPeers, default: "fail", .fail,
    meaning: "What to do about peers on a host that nobody declared.")
  static let removals = DefaultedKey(
    "removals", .removals, default: "{max: 20%, minimumNodes: 5}", .standard,
    meaning: "A plan that removes a larger part of the nodes is refused.")
  static let rotation = DefaultedKey(
    "rotation", .rotation, default: "{method: auto, maxParallel: 4}", .standard,
    meaning: "When keys are due for rotation, and how they are switched.")
  static let signedCommits = DefaultedKey(
    "signedCommits", .signedCommits, default: "{required: false}", false, meaning: "Whether commits must be signed.")

  static let section = KeySection(
    title: "the keys of a policy",
    keys: [undeclaredPeers.description, removals.description, rotation.description, signedCommits.description])

  enum Removals {
    static let max = DefaultedKey(
      "max", .percent, default: "20%", 20, meaning: "Part of the nodes that one plan may remove.")
    static let minimumNodes = DefaultedKey(
      "minimumNodes", .integer("a number of nodes", 0...100_000), default: "5", 5,
      meaning: "Smaller meshes have no limit.")

    static let section = KeySection(
      title: "keys such as `{max: 20%, minimumNodes: 5}`", keys: [max.description, minimumNodes.description])
  }

  enum Rotation {
    static let method = DefaultedKey(
      "method", .rotationMethod, default: "auto", .auto,
      meaning: """
        How a key switches: `timed` by timers, within what 128 queued packets hold; `parallel` over a second interface for the \
        time of the switch; `auto` by timers where the forecast leaves half of the queue, else beside.
        """)

    static let maxAge = Key("maxAge", .duration, meaning: "Age at which a key is due.")

    static let maxParallel = DefaultedKey(
      "maxParallel", .integer("a number of nodes", 1...1_000), default: "4", 4,
      meaning: "Nodes that may switch their keys at one moment; never two ends of one tunnel, or two hubs of one group."
    )
    static let unreachable = Key(
      "unreachable", .unreachablePeers,
      meaning: "When a peer that is not reached no longer holds up the rotations of others; without it, never.")

    static let section = KeySection(
      title: "keys such as `{maxAge: 90d}`",
      keys: [method.description, maxAge.description, maxParallel.description, unreachable.description])

    enum Unreachable {
      static let wait = Key(required: "wait", .duration, meaning: "How long nobody in the mesh has heard of the peer.")
      static let then = Key(
        required: "then", .afterWaiting,
        meaning: "What follows: `without` switches without it, and it is cut off until it is back.")

      static let section = KeySection(
        title: "`{wait: 7d, then: without}`", keys: [wait.description, then.description])
    }
  }

  enum SignedCommits {
    static let required = DefaultedKey(
      "required", .boolean, default: "false", false, meaning: "Apply only signed commits.")

    static let section = KeySection(title: "keys such as `{required: true}`", keys: [required.description])
  }
}
