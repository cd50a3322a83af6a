extension DiagnosticCode {
  /// What the reference page says of a code.
  package struct Entry: Hashable, Sendable {
    package var severity: Diagnostic.Severity
    /// What is wrong, in whole sentences.
    package var meaning: String
    /// What mends it, where a diagnostic itself has nothing better to say.
    package var remedy: String

    init(_ severity: Diagnostic.Severity, _ meaning: String, _ remedy: String) {
      self.severity = severity
      self.meaning = meaning
      self.remedy = remedy
    }
  }

  /// The one table of severities, meanings and remedies.
  package var entry: Entry {
    switch self {
    case .meshMissing:
      Entry(.error, "There is no `mesh.yaml` in the folder.", "Say in which folder it is: `--path`.")
    case .nodeName:
      Entry(.error, "A file's name cannot be a node's.", "Use a-z and 0-9, and between them - and . one at a time.")
    case .nodeTwice: Entry(.error, "A node is listed in `mesh.yaml` and has a file.", "Keep one of them.")
    case .fileIgnored:
      Entry(.warning, "A YAML file is not read.", "A node is `nodes/NAME.yaml`: rename it if it is one.")
    case .fileSize: Entry(.error, "A file is larger than any mesh needs.", "Check what is in it.")
    case .notUTF8: Entry(.error, "A file is not UTF-8 text.", "Save the file as UTF-8.")
    case .notYAML: Entry(.error, "A file is not YAML.", "Look at the quotes, brackets and indentation.")
    case .yamlAlias: Entry(.error, "Anchors and aliases are not part of the language.", "Write the value out.")
    case .yamlDepth: Entry(.error, "A value is nested too deeply.", "No value of the language is: take it out.")
    case .secretInRepository:
      Entry(
        .error, "A file holds what looks like a private or pre-shared key. It is not shown.",
        "Take it out, and make a new key if it was ever pushed: git never forgets one.")
    case .keyUnknown: Entry(.error, "The language has no such key.", "Look it up in the reference of the keys.")
    case .keyMissing: Entry(.error, "A key that must be there is not.", "Add it.")
    case .keyDuplicate: Entry(.error, "A key is given twice.", "Keep one of them.")
    case .keyType: Entry(.error, "A key is a list or a group.", "A key is a word.")
    case .valueType: Entry(.error, "A value is not of the kind that its key takes.", "Write what is expected.")
    case .publicKey:
      Entry(
        .error, "Not a WireGuard public key: not 32 bytes in base64, or all zero.",
        "`weft enroll` writes it; `wg pubkey` prints one.")
    case .address:
      Entry(
        .error, "Not an address, or one that no node can have (loopback, multicast, unspecified).",
        "Take an address of the mesh's ranges, without a length.")
    case .prefix: Entry(.error, "Not a network.", "Write an address and a length, such as 10.20.1.0/24.")
    case .prefixHostBits: Entry(.error, "A network has bits set beyond its length.", "Clear them, or make it longer.")
    case .defaultRoute: Entry(.error, "A default route cannot be declared.", "Name the networks.")
    case .endpoint:
      Entry(
        .error, "Not an endpoint, or one that no peer can reach.", "Write ADDRESS:PORT, [IPV6]:PORT or NAME:PORT.")
    case .hostKey: Entry(.error, "Not a public host key.", "`ssh-keyscan HOST` prints them.")
    case .topologyShape: Entry(.error, "A rule of the topology is not one of those there are.", "One rule an item.")
    case .topologyLink: Entry(.error, "A link is not between two nodes.", "For more, use `fullMesh`.")
    case .topologyChain: Entry(.error, "A chain names too few nodes, or one twice.", "Name each node once.")
    case .topologyRing: Entry(.error, "A ring names too few nodes, or one twice.", "Name each node once.")
    case .topologyGateways:
      Entry(.error, "Gateways are not two lists of different nodes.", "Write `gateways: [[gw-a], [gw-b]]`.")
    case .tunnelDisagreement: Entry(.error, "Two rules say two things of one tunnel.", "Say it in a `link` of the two.")
    case .endpointOfOther: Entry(.error, "A rule gives an endpoint to a node that is not in it.", "Correct the name.")
    case .tagUnknown: Entry(.error, "There are defaults for a tag that no node has.", "Correct the name.")
    case .defaultsDisagree: Entry(.error, "Two tags of a node say two things.", "Say it for the node itself.")
    case .memberUnknown:
      Entry(.error, "A topology names a node or tag that is not there.", "Correct the name, or add the node.")
    case .nameAmbiguous: Entry(.error, "A word is a node and a tag.", "Call the tag something else.")
    case .nodeAlone:
      Entry(
        .warning, "A node has no tunnels: no rule of the topology joins it to another.", "Give it a tag that is in one."
      )
    case .nodeNotEnrolled: Entry(.warning, "A node has no key, and is not yet part of the mesh.", "`weft enroll NODE`.")
    case .hubsStatic:
      Entry(
        .note, "Several hubs or gateways, and no routing protocol: one carries a prefix, the others wait.",
        "Name the one that should carry first.")
    case .ruleUnused:
      Entry(
        .warning, "Every tunnel of a rule is longer than another way, by its `cost`: none is made.",
        "Give it a lower `cost`, or leave it out.")
    case .tunnelsUnused:
      Entry(
        .note, "Some tunnels of a rule are longer than another way, by their `cost`: those are not made.",
        "Give them a lower `cost` where they should carry something.")
    case .keyTaken: Entry(.error, "Two nodes have one public key.", "`weft enroll` makes each its own.")
    case .addressTaken: Entry(.error, "Two nodes have one address.", "Give one of them another address.")
    case .addressMissing: Entry(.error, "A node has no address.", "Give it an address of each range.")
    case .endpointTaken: Entry(.error, "Two nodes have one endpoint.", "Give each a port of its own.")
    case .rangeOverlap: Entry(.error, "Two ranges of the mesh overlap.", "Keep the larger one.")
    case .addressOutOfRange:
      Entry(.error, "A node's address is in none of the mesh's ranges.", "Take one of a range, or add the range.")
    case .networkInRange:
      Entry(.error, "A network overlaps a range of the mesh.", "Declare another, or a narrower range.")
    case .networkTaken:
      Entry(
        .error, "Two nodes have one network: equal AllowedIPs on two peers of one interface.",
        "Give one of them a network of its own.")
    case .networkOverlap:
      Entry(
        .error, "A network lies inside another node's: the longer prefix takes its traffic away.",
        "Split the larger one, so that each network is behind one node.")
    case .networkRedundant:
      Entry(.warning, "A network lies inside another of the same node.", "Keep the larger one.")
    case .networkUnreachable:
      Entry(.warning, "A network that no other node can reach.", "Join its node to the mesh, in the same family.")
    case .networkHoldsEndpoint:
      Entry(
        .error, "A network holds an endpoint: a tunnel's packets would be routed into the tunnels.",
        "Declare its parts without the endpoint.")
    case .networkCoversSSH:
      Entry(
        .warning, "A network covers the `ssh` address of a node that is not managed through its owner.",
        "Declare narrower networks, or jump through the network's owner.")
    case .endpointMissing:
      Entry(
        .error, "A tunnel neither end of which can be reached: both are behind NAT.",
        "Give one an `endpoint`, or let them meet at a hub.")
    case .endpointInRange:
      Entry(.error, "An endpoint is an address of the mesh.", "An endpoint is reached without the mesh.")
    case .keepaliveMissing:
      Entry(.warning, "Nodes are behind NAT, and keepalives are off or too rare.", "Use `persistentKeepalive: auto`.")
    case .mtuTooLarge:
      Entry(
        .warning, "The MTU does not fit into the underlay's: WireGuard adds 60 bytes over IPv4, 80 over IPv6.",
        "Use 1420; 1440 where every endpoint is IPv4.")
    case .tunnelName:
      Entry(.error, "The interface of a tunnel would have no name of its own.", "Use shorter names.")
    case .tunnelPort:
      Entry(.error, "A tunnel would have no port of its own.", "Give the node another address, or lower `basePort`.")
    case .spokesApartRouted:
      Entry(
        .error, "Spokes are to be kept apart, and a routing protocol would join them.",
        "Take `spokeToSpoke: false` away, or use `routing: static`.")
    case .costRouted: Entry(.error, "A cost is more than the routing protocol can carry.", "Use smaller costs.")
    case .routedFamilies:
      Entry(
        .error, "A routing protocol would not carry a family of addresses to or past a node.",
        "Give every node that runs it an address of each family.")
    case .autonomousSystem:
      Entry(.error, "Nodes would have autonomous systems that are others'.", "Leave `autonomousSystem` out.")
    case .deadInterval:
      Entry(.error, "A neighbour is given up before a second hello can come.", "Use three or four hellos.")
    case .passiveInterface:
      Entry(
        .error, "An interface of Weft's, or `lo`, is to be one towards networks behind nodes.",
        "Name the interfaces that the networks are on.")
    case .authenticationKeys:
      Entry(
        .error, "Routers are to authenticate each other, and their tunnels have no pre-shared keys.",
        "Add `presharedKeys: true`.")
    case .sshMissing: Entry(.error, "A managed node says nowhere how it is reached.", "Add `ssh`, or `managed: false`.")
    case .sshHostOther: Entry(.error, "A node's `ssh` address is another node's.", "Give it its own.")
    case .sshWithoutTunnel:
      Entry(
        .warning, "A node is managed over the mesh, which gives no way there from where its ssh comes.",
        "Jump through a node that has a way to it, or join the two.")
    case .jumpUnknown: Entry(.error, "There is no such node to jump through.", "Name a node of the mesh.")
    case .jumpLoop: Entry(.error, "The way to a node leads through itself.", "Jump through another node.")
    case .jumpWithoutSSH: Entry(.error, "A node to jump through has no `ssh`.", "Give it one, or jump through another.")
    case .wayInSingle:
      Entry(
        .note, "Nodes are reached through one other node alone.", "Join them to a second hub, and jump through both.")
    case .allowedIPsTwice:
      Entry(.error, "Compiled: a prefix is on two peers of one interface. No declared mesh gives this.", "Report it.")
    case .allowedIPsNested:
      Entry(.error, "Compiled: a prefix lies inside another peer's. No declared mesh gives this.", "Report it.")
    case .pathAsymmetric:
      Entry(.error, "Compiled: a way back is not the way there. No declared mesh gives this.", "Report it.")
    case .nodeUnknown: Entry(.error, "A question names a node that is not declared.", "Correct the name.")
    case .nodeNotPart: Entry(.error, "A question is about a node that has no public key yet.", "`weft enroll NODE`.")
    case .tunnelUnknown: Entry(.error, "A question names two nodes that are no peers.", "Name two that are.")
    case .traceFamilies:
      Entry(.error, "No packet has addresses of both families.", "Name two addresses of one family.")
    case .pictureUnwritten:
      Entry(
        .error, "The picture cannot be written.", "Name a file in a folder that is there and may be written.")
    case .quickFileSection:
      Entry(
        .error, "A file has no [Interface], or a section that wg-quick does not know.",
        "There are [Interface] and [Peer].")
    case .quickFileLine:
      Entry(.error, "A line of a wg-quick file is none.", "Write `KEY = VALUE`, below [Interface] or [Peer].")
    case .quickFileKey: Entry(.error, "wg-quick has no such key in this section.", "See wg-quick(8) and wg(8).")
    case .quickFileValue:
      Entry(.error, "A value of a wg-quick file is not of the kind that its key takes.", "Write what is expected.")
    case .quickFilePeer:
      Entry(.error, "A [Peer] has no public key, or one that stands there twice.", "Give each peer its own, once.")
    case .inventory: Entry(.error, "An inventory cannot be read, or hosts in it cannot be told apart.", "Correct it.")
    case .inventoryJump:
      Entry(
        .warning, "An inventory reaches a host in a way that `jump` cannot say.",
        "Add the host that it goes through to the inventory, or say the way in ~/.ssh/config.")
    case .inventoryRange: Entry(.error, "A range has too few addresses for the hosts.", "Give a wider `--range`.")
    case .ansibleMissing:
      Entry(.error, "Only Ansible can read an inventory, and it is not installed.", "`apt install ansible-core`.")
    case .ansibleFailed: Entry(.error, "Ansible cannot read an inventory.", "Try `ansible-inventory -i FILE --list`.")
    case .hostUnreachable:
      Entry(.error, "A host cannot be reached, or was lost while it was read.", "Try `ssh` to it, then try again.")
    case .importInterface:
      Entry(.error, "A host has no WireGuard interface, or several.", "Say which one: `--interface NAME`.")
    case .importName:
      Entry(.error, "What is imported has no name that a node can have.", "Give it one: `NAME=HOST`, `# Name = …`.")
    case .importClash:
      Entry(.error, "Two of what is imported have one name, key or address.", "Each node has its own.")
    case .importAddress:
      Entry(.error, "What is imported has no address.", "Add the `Address` that its peers have in their AllowedIPs.")
    case .importAllowedIPs:
      Entry(
        .warning, "A wg-quick file gives a prefix to several peers: the last one has it.",
        "Take it from the others.")
    case .importUnread:
      Entry(
        .note, "Peers of whom nothing was read are `managed: false`.",
        "Where a host is yours, take `managed` out and add `ssh`.")
    case .importAddressLength:
      Entry(
        .note, "Addresses have the length of a whole network; Weft's have /32 and /128, and routes.",
        "See that nobody else is in that network.")
    case .importSetting:
      Entry(
        .note, "A line of a host's own is no part of a mesh, and stays with the host.",
        "Take it out there where it is of no use.")
    case .fileUnreadable: Entry(.error, "A file that was named cannot be read.", "Check its name, and who may read it.")
    case .folderTaken: Entry(.error, "There is something where `--out` would write.", "Name a new folder.")
    case .folderUnwritable:
      Entry(.error, "The folder of `--out` cannot be written.", "Name one where you may write, on a disk with room.")
    }
  }
}

extension Diagnostic {
  /// One that has its severity, and where it says nothing better its remedy, from the table.
  package init(
    code: DiagnosticCode, _ message: String, at place: Place = .nowhere, notes: [Note] = [], consequence: String = "",
    remedy: String = ""
  ) {
    let entry = code.entry
    self.init(
      entry.severity, code: code.rawValue, message, at: place, notes: notes, consequence: consequence,
      remedy: remedy.isEmpty ? entry.remedy : remedy)
  }
}
