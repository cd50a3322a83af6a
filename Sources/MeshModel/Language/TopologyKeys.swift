/// The keys of a rule of `topology`: what it joins, and what it says of the tunnels that it makes.
enum TopologyKeys {
  static let fullMesh = Key(
    "fullMesh", Form.member.located.list, meaning: "Nodes or tags that are all peers of each other.")
  static let hubs = Key(
    "hubs", Form.member.located.list,
    meaning: "Nodes or tags that every spoke is a peer of, the preferred one first; hubs are peers of each other.")
  static let spokes = Key(
    "spokes", Form.member.located.list, meaning: "Nodes or tags that reach the mesh through the hubs.")
  static let spokeToSpoke = DefaultedKey(
    "spokeToSpoke", .boolean, default: "true", true,
    meaning: "With `hubs`: `false` keeps the spokes from reaching each other through these hubs.")
  static let link = Key("link", Form.member.located.list, meaning: "Two nodes that are peers: a shortcut.")
  static let chain = Key(
    "chain", Form.member.located.list,
    meaning: "Nodes or tags, each a peer of the next; those between the ends pass on packets of others.")
  static let ring = Key(
    "ring", Form.member.located.list, meaning: "A chain whose ends are peers too; all pass on packets of others.")
  static let gateways = Key(
    "gateways", Form.member.located.list.list,
    meaning: "Two lists: gateways of one mesh, each a peer of all those of the other; the first are preferred.")
  static let keepalive = Key(
    "persistentKeepalive", Form.keepalive.located, meaning: "For these tunnels, in the place of the nodes' own.")
  static let mtu = Key("mtu", Form.mtu.located, meaning: "MTU of these tunnels, where an end's is not smaller.")
  static let cost = Key(
    "cost", Form<UInt16>.integer("a cost", 1...1_000).located,
    meaning: "How long each of these tunnels is for the choice of ways; others are 1.")
  static let endpoints = DefaultedKey(
    "endpoints", Form.endpoint.located.byName(.nodeName), default: "{}", [],
    meaning: "By node: where its peers of these tunnels reach it, in the place of its `endpoint`.")

  static let section = KeySection(
    title: "a rule: `fullMesh`, `hubs` with `spokes`, `link`, `chain`, `ring` or `gateways`",
    keys: [
      fullMesh.description, hubs.description, spokes.description, spokeToSpoke.description, link.description,
      chain.description, ring.description, gateways.description, keepalive.description, mtu.description,
      cost.description, endpoints.description,
    ],
    alternatives: [
      [fullMesh.description.name], [hubs.description.name, spokes.description.name], [link.description.name],
      [chain.description.name], [ring.description.name], [gateways.description.name],
    ],
    companions: [spokeToSpoke.description.name: hubs.description.name])
}
