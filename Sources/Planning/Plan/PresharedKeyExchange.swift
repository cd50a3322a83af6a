package import MeshModel
package import WireGuard

/// A tunnel whose two hosts do not hold the same pre-shared key: one makes it, or has it, and the other gets it.
package struct PresharedKeyExchange: Hashable, Sendable {
  package var tunnel: Tunnel
  package var generation: Int
  /// The node whose key it will be.
  package var source: String
  /// Whether that node has to make it.
  package var isNew: Bool

  package init(tunnel: Tunnel, generation: Int, source: String, isNew: Bool) {
    self.tunnel = tunnel
    self.generation = generation
    self.source = source
    self.isNew = isNew
  }

  /// The node that gets the key.
  package var target: String { source == tunnel.first ? tunnel.second : tunnel.first }

  /// The key as the host of one of the two nodes knows it.
  package func name(on node: String) -> PresharedKeyName {
    PresharedKeyName(peer: node == tunnel.first ? tunnel.second : tunnel.first, generation: generation)
  }
}
