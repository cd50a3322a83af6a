package import WireGuard

/// Who decides which way packets take.
package enum Routing: String, Hashable, Sendable, CaseIterable {
  /// Compiled: shortest paths, written into AllowedIPs and routes.
  case `static`
  /// OSPFv2 and OSPFv3 (RFC 2328, RFC 5340), one area.
  case ospf
  /// BGP between neighbours without addresses of their own (RFC 4271, RFC 8950), one autonomous system a node.
  case bgp
}

/// What a mesh says of its routing: the protocol, and how soon it notices that a way is gone.
package struct RoutingSettings: Hashable, Sendable {
  package var `protocol`: Routing
  /// Seconds between hellos (OSPF) or keepalives (BGP); `nil` is ``hello``.
  package var helloInterval: UInt16?
  /// Seconds of silence after which a neighbour is gone; `nil` is ``dead``.
  package var deadInterval: UInt16?
  /// `nil` where hellos alone tell that a neighbour is gone.
  package var bfd: BFDSettings?
  /// Generation of the tunnels' pre-shared keys that neighbours derive the secrets from by which they authenticate each
  /// other; `nil` where they do not.
  package var authentication: Int?
  /// UDP port before that of the first tunnel; `nil` is the node's own `listenPort`.
  package var basePort: UInt16?
  /// BGP: the number before that of the first node (RFC 6996: for private use from 4200000000 on).
  package var autonomousSystem: UInt32
  /// OSPF: the interfaces of nodes towards the networks behind them. A node need not have them.
  package var passiveInterfaces: [InterfaceName]

  package init(
    _ protocol: Routing, helloInterval: UInt16? = nil, deadInterval: UInt16? = nil, bfd: BFDSettings? = nil,
    authentication: Int? = nil, basePort: UInt16? = nil, autonomousSystem: UInt32 = 4_200_000_000,
    passiveInterfaces: [InterfaceName] = []
  ) {
    self.protocol = `protocol`
    self.helloInterval = helloInterval
    self.deadInterval = deadInterval
    self.bfd = bfd
    self.authentication = authentication
    self.basePort = basePort
    self.autonomousSystem = autonomousSystem
    self.passiveInterfaces = passiveInterfaces
  }

  package static let `static` = RoutingSettings(.static)

  /// The largest cost of a tunnel that can be declared: with OSPF a way of 20 such tunnels still is shorter than one through a
  /// node that passes nothing on, with BGP every update carries as many numbers.
  var maximumCost: UInt16 {
    switch `protocol` {
    case .static: 1_000
    case .ospf: 100
    case .bgp: 8
    }
  }

  package var isStatic: Bool { `protocol` == .static }

  /// Seconds between hellos or keepalives, as they are in force: OSPF's default, and FRR's of BGP for data centres.
  var hello: UInt16 { helloInterval ?? (`protocol` == .bgp ? 3 : 10) }

  /// Seconds after which a silent neighbour is gone, as they are in force.
  var dead: UInt16 { deadInterval ?? UInt16(clamping: (`protocol` == .bgp ? 3 : 4) * Int(hello)) }
}

/// Bidirectional Forwarding Detection (RFC 5880) on the tunnels of a mesh.
package struct BFDSettings: Hashable, Sendable {
  /// Milliseconds between packets.
  package var interval: UInt16
  /// How many packets may be missed.
  package var multiplier: UInt8
  /// Whether tunnels of nodes behind NAT have it too: what lies between drops more, and the mapping has to be kept open.
  package var behindNAT: Bool

  package init(interval: UInt16 = 300, multiplier: UInt8 = 3, behindNAT: Bool = false) {
    self.interval = interval
    self.multiplier = multiplier
    self.behindNAT = behindNAT
  }
}
