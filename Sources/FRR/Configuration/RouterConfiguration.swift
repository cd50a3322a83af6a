package import WireGuard

/// What Weft wants of FRR on one host: a router of one mesh, as values.
///
/// Nothing in it comes from the host. The text is made by ``sections``, and compared with what runs by
/// ``RoutingDifference``.
package struct RouterConfiguration: Hashable, Sendable {
  /// A checked name: it is part of the names of lists and maps, `weft-MESH-…`.
  package var mesh: String
  /// An IPv4 address, as both versions of OSPF and BGP name a router (RFC 2328 section 1.2, RFC 6286).
  package var routerID: IPAddress
  package var routing: RoutingParameters
  /// For each tunnel that has BFD (RFC 5880).
  package var bfd: BFD
  package var interfaces: [RouterInterface]
  /// Interfaces towards networks behind the node, on which the protocol itself is not spoken; the host may lack some.
  package var passiveInterfaces: [InterfaceName]
  /// The node's own addresses in the mesh, /32 and /128, which every tunnel has.
  package var addresses: [Prefix]
  /// The networks behind the node. One that has no route on the host is announced too, and what is sent there is dropped.
  package var networks: [Prefix]
  /// All that the nodes of the mesh announce, with or without this node's own: nothing else is taken.
  package var known: [Prefix]
  /// Whether it may carry packets between others.
  package var isTransit: Bool

  package init(
    mesh: String, routerID: IPAddress, routing: RoutingParameters, bfd: BFD = BFD(), interfaces: [RouterInterface],
    passiveInterfaces: [InterfaceName] = [], addresses: [Prefix], networks: [Prefix], known: [Prefix], isTransit: Bool
  ) {
    self.mesh = mesh
    self.routerID = routerID
    self.routing = routing
    self.bfd = bfd
    self.interfaces = interfaces
    self.passiveInterfaces = passiveInterfaces
    self.addresses = addresses
    self.networks = networks
    self.known = known
    self.isTransit = isTransit
  }

  /// All that the node announces.
  package var announced: [Prefix] { addresses + networks }

  /// The families that the mesh routes here.
  var families: [IPAddress.Family] {
    IPAddress.Family.allCases.filter { family in addresses.contains { $0.family == family } }
  }

  /// The daemons that have to run (docs.frrouting.org, "Basic Setup"). `vtysh` passes over the lines of one that does not,
  /// and says nothing.
  package var daemons: [String] {
    let speakers =
      switch routing {
      case .ospf: families.map { $0 == .ipv4 ? "ospfd" : "ospf6d" }
      case .bgp: ["bgpd"]
      }
    return ["zebra"] + speakers + (interfaces.contains(where: \.hasBFD) ? ["bfdd"] : [])
  }
}

/// The protocol that the routers of a mesh speak.
package enum RoutingParameters: Hashable, Sendable {
  /// OSPFv2 (RFC 2328) for IPv4 and OSPFv3 (RFC 5340) for IPv6, in one area.
  case ospf(OSPF)
  /// BGP (RFC 4271) over link-local addresses (RFC 8950), an autonomous system for each node.
  case bgp(BGP)

  /// Seconds; both ends of a tunnel must have the same.
  package struct OSPF: Hashable, Sendable {
    package var helloInterval: UInt16
    package var deadInterval: UInt16

    package init(helloInterval: UInt16 = 10, deadInterval: UInt16 = 40) {
      self.helloInterval = helloInterval
      self.deadInterval = deadInterval
    }
  }

  /// Times are seconds.
  package struct BGP: Hashable, Sendable {
    /// Of the range for private use, 4200000000 to 4294967294 (RFC 6996).
    package var asNumber: UInt32
    package var keepalive: UInt16
    package var holdTime: UInt16

    package init(asNumber: UInt32, keepalive: UInt16 = 10, holdTime: UInt16 = 30) {
      self.asNumber = asNumber
      self.keepalive = keepalive
      self.holdTime = holdTime
    }
  }
}

/// How fast BFD finds a dead path: after `multiplier` times the interval. Defaults are FRR's.
package struct BFD: Hashable, Sendable {
  /// Milliseconds between packets, both ways.
  package var interval: UInt16
  package var multiplier: UInt8

  package init(interval: UInt16 = 300, multiplier: UInt8 = 3) {
    self.interval = interval
    self.multiplier = multiplier
  }
}
