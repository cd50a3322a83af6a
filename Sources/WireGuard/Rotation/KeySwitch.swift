/// The switch of a node's own key, carried out by the node itself: docs/rotation.md.
package struct KeySwitch: Hashable, Sendable {
  package var mesh: String
  package var old: PublicKey
  package var new: PublicKey
  /// Interfaces that have the key; sorted.
  package var interfaces: [InterfaceName]
  /// The tunnels of the node, sorted by interface and peer.
  package var tunnels: [Tunnel]

  /// One tunnel as the switching node sees it.
  package struct Tunnel: Hashable, Sendable {
    package var interface: InterfaceName
    package var peer: PublicKey
    /// Name of the node behind the peer, for the outcome.
    package var peerName: String
    /// An address of the peer inside the tunnel, to send something to.
    package var target: IPAddress?
    /// Whether the node can be managed through this tunnel. A node that has such tunnels keeps its new key only where
    /// one of them shook hands.
    package var isWayIn: Bool
    /// Whether the tunnel had shaken hands before: one that was down before is not judged.
    package var isJudged: Bool

    package init(
      interface: InterfaceName, peer: PublicKey, peerName: String, target: IPAddress?, isWayIn: Bool, isJudged: Bool
    ) {
      self.interface = interface
      self.peer = peer
      self.peerName = peerName
      self.target = target
      self.isWayIn = isWayIn
      self.isJudged = isJudged
    }
  }

  package init(mesh: String, old: PublicKey, new: PublicKey, interfaces: [InterfaceName], tunnels: [Tunnel]) {
    self.mesh = mesh
    self.old = old
    self.new = new
    self.interfaces = interfaces
    self.tunnels = tunnels
  }
}
