/// The keys of `routing`, where it is a group.
enum RoutingKeys {
  static let `protocol` = Key(required: "protocol", .routing, meaning: "Who decides which way packets take.")
  static let helloInterval = Key(
    "helloInterval", Form<UInt16>.integer("seconds", 1...3_600),
    meaning: "Seconds between hellos; without it 10 with OSPF, 3 with BGP.")
  static let deadInterval = Key(
    "deadInterval", Form<UInt16>.integer("seconds", 3...65_535),
    meaning: "Seconds of silence after which a neighbour is gone; without it four hellos with OSPF, three with BGP.")
  static let bfd = DefaultedKey(
    "bfd", Form<BFDSettings?>.bfd, default: "false", nil,
    meaning: "`true`, or a group: notice within a second that a neighbour is gone (RFC 5880).")
  static let authentication = DefaultedKey(
    "authentication", .presharedKeys, default: "false", .off,
    meaning:
      "`true`, or `{generation: N}`: neighbours authenticate each other, by what each derives from the tunnel's own key."
  )
  static let basePort = Key(
    "basePort", Form.port,
    meaning: "UDP port before that of the first tunnel; without it each node's `listenPort`.")
  static let autonomousSystem = DefaultedKey(
    "autonomousSystem", Form<UInt32>.integer("a number", 1...4_294_967_294), default: "4200000000", 4_200_000_000,
    meaning: "With BGP: the number before that of the first node; each node has its own.")

  static let passiveInterfaces = DefaultedKey(
    "passiveInterfaces", Form.interfaceName.list, default: "[]", [],
    meaning:
      "With OSPF: interfaces towards networks behind nodes, on those that have them. In IPv4 these fail over sooner."
  )

  static let section = KeySection(
    title: "keys such as `{protocol: ospf, bfd: true}`",
    keys: [
      `protocol`.description, helloInterval.description, deadInterval.description, bfd.description,
      authentication.description, basePort.description, autonomousSystem.description,
      passiveInterfaces.description,
    ])

  enum BFD {
    static let interval = DefaultedKey(
      "interval", Form<UInt16>.integer("milliseconds", 50...60_000), default: "300", 300,
      meaning: "Milliseconds between packets.")
    static let multiplier = DefaultedKey(
      "multiplier", Form<UInt8>.integer("a number of packets", 2...255), default: "3", 3,
      meaning: "How many packets may be missed.")
    static let behindNAT = DefaultedKey(
      "behindNAT", .boolean, default: "false", false, meaning: "Whether tunnels of nodes behind NAT have it too.")

    static let section = KeySection(
      title: "`true`, `false` or keys such as `{interval: 100, multiplier: 3}`",
      keys: [interval.description, multiplier.description, behindNAT.description])
  }
}
