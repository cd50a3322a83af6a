package import WireGuard

/// The way of a packet through the mesh, node by node, and of the answer to it.
package struct PacketTrace: Hashable, Sendable {
  package let from: String
  /// `nil` where the node has no address of the family.
  package let source: IPAddress?
  package let destination: IPAddress
  /// The last one is where it arrives or dies.
  package let way: [Hop]
  /// The way of the answer; empty where the packet dies.
  package let back: [Hop]

  /// What a node does with the packet.
  package struct Hop: Hashable, Sendable {
    package let node: String
    /// Why it is accepted from the node before; `nil` on the first.
    package let acceptance: Acceptance?
    package let decision: Decision
  }

  package struct Acceptance: Hashable, Sendable {
    /// The node that the packet came from.
    package let sender: String
    /// The sender's AllowedIPs that hold the source.
    package let prefix: Prefix
  }

  package enum Decision: Hashable, Sendable {
    /// The longest AllowedIPs that hold the destination, and the peer that has them.
    case send(prefix: Prefix, peer: String)
    /// The route that a protocol has set up, into the interface of the tunnel to the peer.
    case sendRouted(route: Prefix, interface: InterfaceName, peer: String)
    /// It is an address of this node.
    case deliver
    /// It is in a network behind this node.
    case deliverBehind(Prefix)
    case drop(Drop)
  }

  /// Why a packet dies at a node.
  package enum Drop: Hashable, Sendable {
    /// The node has no route into the mesh for the destination.
    case noRoute(NoWay)
    /// There is a route into an interface where no peer has the destination.
    case noPeer(route: Prefix)
    /// The source is another peer's by the AllowedIPs, or nobody's: then `owner` is `nil`.
    case sourceRefused(sender: String, owner: String?)
    /// Packets of others are not passed on.
    case notForwarding(IPAddress.Family)
    /// It has no address of the packet's family to send from.
    case noSource(IPAddress.Family)
    /// It has been here before.
    case loop
  }

  /// Why a node has no route.
  package enum NoWay: Hashable, Sendable {
    /// No node has the address, and no network holds it.
    case nobody
    /// It belongs to a node that is not enrolled.
    case notEnrolled(String)
    /// The shortest way to its node leads through some that pass nothing on.
    case throughOthers(String, notForwarding: [String])
    /// No tunnels lead to its node.
    case noTunnels(String)
    /// Tunnels lead there, and the mesh does not let the two talk.
    case notAllowed(String)
  }

  /// Whether the packet arrives.
  package var arrives: Bool { way.last?.isArrival == true }
  /// Whether the answer does, too.
  package var isAnswered: Bool { arrives && back.last?.isArrival == true }
  /// Whether the answer takes the same way.
  package var isSymmetric: Bool { way.map(\.node) == back.reversed().map(\.node) }
}

extension PacketTrace.Hop {
  package var isArrival: Bool {
    switch decision {
    case .deliver, .deliverBehind: true
    case .send, .sendRouted, .drop: false
    }
  }
}
