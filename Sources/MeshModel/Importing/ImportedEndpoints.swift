import WireGuard

/// Where each node is reached: what most of its peers have, and what single tunnels have in its place.
struct ImportedEndpoints {
  private(set) var endpoints: [Int: Endpoint] = [:]
  /// By tunnel and by the end that is reached: what is not the node's own.
  private(set) var ofTunnels: [TunnelEnds: [Int: Endpoint]] = [:]
  /// One for each node that any peer has one of, for logging in.
  private(set) var seen: [Int: Endpoint] = [:]

  /// - Parameter isStrict: Whether one peer that waits for a node, rather than calling it, is enough for the node to have
  ///   no endpoint of its own; else it takes as many as call it.
  init(_ mesh: ImportedMesh, isStrict: Bool) {
    var votes: [Int: [Endpoint: Int]] = [:]
    var waiting: [Int: Int] = [:]
    mesh.forEachEntry { node, peer, entry in
      if let endpoint = entry.endpoint {
        votes[peer, default: [:]][endpoint, default: 0] += 1
      } else if mesh.nodes[peer].host == nil || mesh.entry(of: peer, for: node)?.endpoint != nil {
        waiting[peer, default: 0] += 1
      }
    }
    var taken: Set<Endpoint> = []
    for (node, votes) in votes.sorted(by: { $0.key < $1.key }) {
      let best = votes.max { ($0.value, $1.key.description) < ($1.value, $0.key.description) }?.key
      guard let best else { continue }
      seen[node] = best
      let (calling, waiting) = (votes.values.reduce(0, +), waiting[node] ?? 0)
      // Behind one address and port there is one node for everybody, though another may be there for some.
      if isStrict ? waiting == 0 : calling > waiting, taken.insert(best).inserted { endpoints[node] = best }
    }
    let endpoints = endpoints
    var ofTunnels: [TunnelEnds: [Int: Endpoint]] = [:]
    mesh.forEachEntry { node, peer, entry in
      guard let endpoint = entry.endpoint, endpoint != endpoints[peer] else { return }
      ofTunnels[TunnelEnds(node, peer), default: [:]][peer] = endpoint
    }
    self.ofTunnels = ofTunnels
  }

  /// Each address that nodes are reached by.
  var prefixes: [Prefix] { endpoints.values.compactMap { $0.address.map(Prefix.init(host:)) } }

  /// Where the other end of a tunnel reaches a node.
  func endpoint(of node: Int, from other: Int) -> Endpoint? {
    ofTunnels[TunnelEnds(node, other)]?[node] ?? endpoints[node]
  }

  /// Whether one end of a tunnel can send the first packet.
  func joins(_ one: Int, _ other: Int) -> Bool {
    endpoint(of: one, from: other) != nil || endpoint(of: other, from: one) != nil
  }

  /// Leaves out what single tunnels have of addresses that are inside the mesh: no tunnel goes through itself.
  mutating func leaveOut(_ inside: [Prefix]) {
    let inside = Prefix.aggregated(inside)
    func isInside(_ endpoint: Endpoint) -> Bool {
      guard let address = endpoint.address else { return false }
      let next = inside.partitioningIndex { address < $0.address }
      return next > 0 && inside[next - 1].contains(address)
    }
    ofTunnels = ofTunnels.compactMapValues { ends in
      let outside = ends.filter { !isInside($0.value) }
      return outside.isEmpty ? nil : outside
    }
  }
}
