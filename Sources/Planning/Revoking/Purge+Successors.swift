import MeshModel
import WireGuard

extension Purge {
  /// The key that the node should have by now; `nil` where its host does not hold it.
  func ownSuccessor(on name: InterfaceName) -> PublicKey? {
    guard let key = node.desired?.interface(name)?.publicKey, !revocation.isRevoked(key),
      observation.keys.contains(key)
    else { return nil }
    return key
  }

  /// The entry that the node of a revoked key should have by now.
  func successor(of key: PublicKey, on name: InterfaceName) -> Peer? {
    guard let owner = revocation.nodes[key],
      let wanted = node.desired?.interfaces.first(where: { $0.configuration.name == name }),
      let next = wanted.peerNames.first(where: { $0.value == owner && !revocation.isRevoked($0.key) })?.key
    else { return nil }
    return wanted.configuration.peersByKey[next]
  }

  /// A pre-shared key with a peer that nobody manages is its owner's to change.
  func isManaged(_ peer: Peer, on name: InterfaceName) -> Bool {
    let desired = [node.desired, node.applied, node.recorded].compactMap { $0 }
    let names = desired.flatMap(\.interfaces).compactMap { $0.peerNames[peer.publicKey] }
    return names.contains(where: managed.contains)
  }
}
