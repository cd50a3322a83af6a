package import WireGuard

/// What a host really does with a packet, by its own routing and by its own AllowedIPs.
package enum HostDecision: Hashable, Sendable {
  /// Into a tunnel to a node of the mesh.
  case send(interface: InterfaceName, peer: String)
  /// Into a tunnel to a peer that no node of the mesh is.
  case sendAway(interface: InterfaceName, PublicKey)
  /// It is an address of the host, and the mesh says so as well.
  case deliver
  /// Into a network that the mesh has behind the host.
  case deliverBehind(interface: String)
  /// Out of the mesh.
  case leave(interface: String, gateway: IPAddress?)
  case drop(Drop)
  /// Weft does not manage the node.
  case notAsked
  case unreached(reason: String)

  /// Why a packet dies at a host.
  package enum Drop: Hashable, Sendable {
    case refused(RouteAnswer.Refusal)
    /// Into the loopback interface, though the address is none of the host's.
    case loopback
    /// The host has it for an address of its own, and the mesh does not.
    case notItsOwn
    /// The mesh has it for an address of the host, and the host does not.
    case addressMissing
    /// Into an interface where no peer has the destination in its AllowedIPs.
    case noPeer(InterfaceName)
    /// No interface has the node that it came from as a peer.
    case unknownSender(String)
    /// By the AllowedIPs the source is another peer's, or nobody's: then `owner` is `nil`.
    case sourceRefused(sender: String, owner: String?)
    /// Packets of others are not passed on.
    case notForwarding(IPAddress.Family)
    /// It has been here before.
    case loop
  }

  /// Whether the packet arrives; `nil` where that is not known.
  package var arrives: Bool? {
    switch self {
    case .deliver, .deliverBehind: true
    case .notAsked, .unreached: nil
    case .send, .sendAway, .leave, .drop: false
    }
  }
}

/// A host on the way of a packet, and what it does with it.
package struct HostHop: Hashable, Sendable {
  package let node: String
  package let decision: HostDecision
  /// The route that decides; `nil` where none does, or the packet does not come so far.
  package let route: HostRoute?

  package init(node: String, decision: HostDecision, route: HostRoute?) {
    self.node = node
    self.decision = decision
    self.route = route
  }

  var isUnreached: Bool {
    if case .unreached = decision { true } else { false }
  }

  /// Whether it is what was computed; `nil` where that is not known.
  func agrees(with computed: PacketTrace.Decision) -> Bool? {
    switch (decision, computed) {
    case (.notAsked, _), (.unreached, _): nil
    case (.send(_, let peer), .send(_, let computed)): peer == computed
    case (.send(let interface, let peer), .sendRouted(_, let computed, let other)):
      // Of ways of equal cost the kernel takes any.
      interface == computed ? peer == other : route?.interfaces.contains(computed.text) == true
    // What is behind a node may be an address that it has itself there.
    case (.deliver, .deliver), (.deliver, .deliverBehind), (.deliverBehind, .deliverBehind): true
    case (.drop, .drop): true
    default: false
    }
  }
}

/// What a host is asked about a packet.
package struct HostQuestion: Hashable, Sendable {
  package let node: String
  /// The node that the packet comes from; `nil` at the first.
  package let sender: String?
  package let source: IPAddress
  package let destination: IPAddress
}
