/// What a peer does when a node's key switches: the AllowedIPs move from the entry of the old key to that of the new one,
/// a gap after the switch.
package struct Landing: Hashable, Sendable {
  package var mesh: String
  /// Name of the node whose key switches.
  package var node: String
  package var interface: InterfaceName
  package var old: PublicKey
  /// The entry of the new key as it should be at the end; its endpoint is taken from the live entry of the old key.
  package var peer: Peer
  /// Hundredths of a second between the switch and the landing.
  package var gapTicks: Int
  /// Hundredths of a second without a handshake after which the landing is made again: three round trips.
  package var retryTicks: Int

  package init(
    mesh: String, node: String, interface: InterfaceName, old: PublicKey, peer: Peer, gapTicks: Int, retryTicks: Int
  ) {
    self.mesh = mesh
    self.node = node
    self.interface = interface
    self.old = old
    self.peer = peer
    self.gapTicks = gapTicks
    self.retryTicks = retryTicks
  }
}
