import WireGuard

/// The tunnels that the rules make between nodes as they are written, one node at a time.
struct DeclaredTunnels {
  let nodes: [NodeDeclaration]
  private let groups: [(left: Set<Int>, right: Set<Int>)]
  private let table: TunnelSettingsTable

  init(_ rules: [TopologyRule], _ membership: Membership, _ nodes: [NodeDeclaration]) {
    self.nodes = nodes
    let indices = Dictionary(nodes.enumerated().map { ($1.name, $0) }) { first, _ in first }
    groups = rules.flatMap { membership.joinedGroups($0) }.map { left, right in
      (Set(left.compactMap { indices[$0] }), Set(right.compactMap { indices[$0] }))
    }
    table = TunnelSettingsTable(rules, membership, indices)
  }

  /// The other ends of a node's tunnels, ascending.
  func peers(of index: Int) -> [Int] {
    var peers: Set<Int> = []
    for (left, right) in groups {
      if left.contains(index) { peers.formUnion(right) }
      if right.contains(index) { peers.formUnion(left) }
    }
    peers.remove(index)
    return peers.sorted()
  }

  func settings(_ one: Int, _ other: Int) -> TunnelSettings { table[TunnelEnds(one, other)] }

  /// Where a node is reached on a tunnel.
  struct End {
    var node: String
    var endpoint: Located<Endpoint>
  }

  /// Where packets of a tunnel go from its first end: to the other's endpoint, or, where that has none, as they come to its own.
  func end(between one: Int, _ other: Int) -> End? {
    let settings = settings(one, other)
    return [other, one].lazy.compactMap { index in
      let node = self.nodes[index]
      return (settings.endpoints[node.name] ?? node.endpoint).map { End(node: node.name, endpoint: $0) }
    }.first
  }
}
