import MeshModel
import WireGuard

extension DesiredNode {
  /// The same node with other keys in the place of some: its own, and those of its peers.
  func replacing(_ keys: [PublicKey: PublicKey]) -> DesiredNode {
    guard !keys.isEmpty else { return self }
    var node = self
    node.interfaces = interfaces.map { interface in
      var interface = interface
      interface.configuration = interface.configuration.replacing(keys)
      interface.peerNames = Dictionary(
        interface.peerNames.map { (keys[$0.key] ?? $0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
      return interface
    }
    return node
  }

  /// The same node with an empty entry for each key that is staged.
  func staging(_ keys: [PublicKey: String]) -> DesiredNode {
    guard !keys.isEmpty else { return self }
    var node = self
    node.interfaces = interfaces.map { interface in
      // Only where the node's live key is a peer: an interface may serve a single tunnel.
      let names = Set(interface.peerNames.values)
      let staged = keys.filter { names.contains($0.value) }
      var interface = interface
      let entries = staged.map { key, name in
        // A pre-shared key is the tunnel's, whatever the node's own key.
        let live = interface.configuration.peers.first { interface.peerNames[$0.publicKey] == name }
        return Peer(publicKey: key, allowedIPs: [], presharedKey: live?.presharedKey ?? .off)
      }
      interface.configuration.peers = (interface.configuration.peers + entries).sorted { $0.publicKey < $1.publicKey }
      interface.peerNames.merge(staged) { first, _ in first }
      return interface
    }
    return node
  }

  /// The key of its interfaces.
  var publicKey: PublicKey? { interfaces.lazy.compactMap(\.configuration.publicKey).first }
}

extension Interface {
  func replacing(_ keys: [PublicKey: PublicKey]) -> Interface {
    var interface = self
    interface.publicKey = publicKey.map { keys[$0] ?? $0 }
    interface.peers = peers.map { peer in
      var peer = peer
      peer.publicKey = keys[peer.publicKey] ?? peer.publicKey
      return peer
    }.sorted { $0.publicKey < $1.publicKey }
    return interface
  }
}
