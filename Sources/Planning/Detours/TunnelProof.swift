package import WireGuard

/// What an end of a tunnel has to show before traffic moves to it: packets over this very interface are answered.
package struct TunnelProof: Hashable, Sendable {
  package var node: String
  package var interface: InterfaceName
  /// Name of the node at the other end.
  package var peer: String
  /// What it is known by on the interface.
  package var peerKey: PublicKey
  /// One of each family at least has to answer; of those that answer on no way at all a handshake is asked instead.
  package var targets: [IPAddress]
  /// Whether it is the one of the two ends that begins: two handshakes that cross are both tried again, after 5 s.
  package var begins: Bool
  /// Whether it is of a second interface: nothing has moved yet where it fails.
  package var isSecond: Bool
}

extension TunnelProof {
  /// Of the second interfaces, from both ends; those that an earlier apply left need none.
  static func detours(_ tunnels: [DetourTunnel]) -> [TunnelProof] {
    tunnels.filter(\.isNew).flatMap { $0.proofs(ofSecond: true) }
  }

  /// Of the first ones, under the keys that they have once they have changed.
  static func bases(_ tunnels: [DetourTunnel]) -> [TunnelProof] { tunnels.flatMap { $0.proofs(ofSecond: false) } }
}

extension DetourTunnel {
  fileprivate func proofs(ofSecond isSecond: Bool) -> [TunnelProof] {
    [(first, second, first.canStart), (second, first, !first.canStart)].map { end, other, begins in
      TunnelProof(
        node: end.node, interface: isSecond ? end.detour : end.base, peer: other.node,
        peerKey: isSecond ? end.peerKey : end.newPeerKey, targets: end.targets, begins: begins, isSecond: isSecond)
    }
  }
}
