/// A mesh as something to draw: its nodes, and who is a peer of whom.
package struct MeshPicture: Sendable {
  package struct Node: Hashable, Sendable {
    package enum Role: Hashable, Sendable {
      /// Of a rule with hubs and spokes.
      case hub
      /// Joins two meshes, and is no hub besides.
      case gateway
      /// Passes packets of others on without being either: the inside of a chain.
      case forwarding
      case end
    }

    package var name: String
    package var role: Role = .end
    package var isBehindNAT = false
    package var isManaged = true
    package var isEnrolled = true
    /// Reachable behind it.
    package var networks: [String] = []

    var isTransit: Bool { role != .end }
  }

  package struct Peer: Hashable, Sendable {
    /// Which of the nodes.
    package var node: Int
    /// The rank of a spoke's hub, from 1: the lowest carries.
    package var rank: Int = 1
  }

  /// The mesh's name.
  package var name: String
  /// Sorted by name.
  package var nodes: [Node]
  /// Each node's peers, sorted; a tunnel stands at both ends.
  package var peers: [[Peer]]

  package init(name: String, nodes: [Node], peers: [[Peer]]) {
    self.name = name
    self.nodes = nodes
    self.peers = peers
  }

  var tunnelCount: Int { peers.reduce(0) { $0 + $1.count } / 2 }
}
