import MeshModel
import WireGuard

/// What the hosts do, for programs: beside a trace of ``TraceJSON``.
struct HostsItem: Encodable {
  /// Whether the packet or its answer dies, by what was computed or on the hosts.
  var lost: Bool
  /// Whether a host does something else than what was computed.
  var differ: Bool
  var there: WayItem
  var back: WayItem?

  init(_ comparison: TraceComparison) {
    lost = comparison.isLost
    differ = comparison.differs
    let (source, destination) = (comparison.trace.source, comparison.trace.destination)
    there = WayItem(comparison.way, source ?? destination, destination)
    back = comparison.back.map { WayItem($0, destination, source ?? destination) }
  }

  struct WayItem: Encodable {
    /// Left out where a host on the way was not asked.
    var arrives: Bool?
    var asComputed: [HopItem]
    /// The way that the packet really takes.
    var way: [HopItem]

    init(_ way: WayComparison, _ source: IPAddress, _ destination: IPAddress) {
      arrives = way.arrives
      asComputed = way.asComputed.map { HopItem($0.host, $0.agrees, source, destination) }
      self.way = way.real.map { HopItem($0, nil, source, destination) }
    }
  }

  /// One host; only the fields that belong to what it does are there.
  struct HopItem: Encodable {
    var node: String
    /// Whether it does what was computed; left out where that is not known.
    var agrees: Bool?
    /// `send`, `deliver`, `leave`, `drop`, `not-asked`, or `not-reached`.
    var action: String
    var interface: String?
    var peer: String?
    /// The key of a peer that no node of the mesh has.
    var unknownPeer: String?
    var gateway: String?
    var reason: String?
    var text: String
    var route: RouteItem?

    init(_ hop: HostHop, _ agrees: Bool?, _ source: IPAddress, _ destination: IPAddress) {
      node = hop.node
      self.agrees = agrees
      route = hop.route.map(RouteItem.init)
      text = HostWords.text(hop.decision, source, destination)
      switch hop.decision {
      case .send(let interface, let peer): (action, self.interface, self.peer) = ("send", interface.text, peer)
      case .sendAway(let interface, let key):
        (action, self.interface, unknownPeer) = ("send", interface.text, key.description)
      case .deliver: action = "deliver"
      case .deliverBehind(let interface): (action, self.interface) = ("deliver", interface)
      case .leave(let interface, let gateway):
        (action, self.interface, self.gateway) = ("leave", interface, gateway?.description)
      case .drop(let drop): (action, reason) = ("drop", Self.code(drop))
      case .notAsked: action = "not-asked"
      case .unreached(let reason): (action, self.reason) = ("not-reached", reason)
      }
    }

    private static func code(_ drop: HostDecision.Drop) -> String {
      switch drop {
      case .refused(.noRoute): "no-route"
      case .refused(.blackhole): "blackhole"
      case .refused(.unreachable): "unreachable"
      case .refused(.prohibited): "prohibited"
      case .refused(.notForwarding), .notForwarding: "not-forwarding"
      case .refused(.sourceFiltered): "source-filtered"
      case .refused(.sourceImpossible): "source-impossible"
      case .refused(.sourceAbsent): "source-absent"
      case .refused(.other): "other"
      case .loopback: "loopback"
      case .notItsOwn: "not-its-own"
      case .addressMissing: "address-missing"
      case .noPeer: "no-peer"
      case .unknownSender: "unknown-sender"
      case .sourceRefused: "source-refused"
      case .loop: "loop"
      }
    }
  }

  /// The route of the host that decides.
  struct RouteItem: Encodable {
    var prefix: String
    var type: String
    /// Several share the packets.
    var interfaces: [String]
    /// Whose it is, by the kernel's mark; left out where the host does not say.
    var `protocol`: String?
    var metric: UInt32
    /// Left out for the main one.
    var table: String?

    init(_ route: HostRoute) {
      prefix = route.prefix.description
      type = route.kind.rawValue
      interfaces = route.interfaces
      metric = route.metric
      table = route.table
      switch route.owner {
      case .weft: self.protocol = "weft"
      case .kernel: self.protocol = "kernel"
      case .boot: self.protocol = "boot"
      case .daemon(let name), .other(let name): self.protocol = name
      case .unknown: self.protocol = nil
      }
    }
  }
}
