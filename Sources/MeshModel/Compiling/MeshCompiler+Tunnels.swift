extension MeshCompiler {
  /// A tunnel as one of its ends sees it.
  package struct TunnelEnd: Hashable, Sendable {
    /// Which of ``nodes`` the other end is.
    package var peer: Int
    /// The rank of a spoke's hub, from 1: of two ways that are as short, the one over the lower is taken.
    package var rank: Int
  }

  /// The tunnels of one of ``nodes``, sorted by their other ends.
  package func tunnelEnds(ofNode index: Int) -> [TunnelEnd] {
    graph.edges[index].map { TunnelEnd(peer: Int($0.end), rank: Int($0.rank)) }
  }

  /// Whether packets of others may pass through one of ``nodes``.
  package func isTransit(node index: Int) -> Bool { graph.isTransit[index] }
}
