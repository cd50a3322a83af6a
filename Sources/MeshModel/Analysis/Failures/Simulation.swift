package import WireGuard

/// What an outage does to a mesh: where its routing is static, tables stay as they were compiled until there is another
/// commit; a routing protocol finds what other ways there are.
package struct Simulation: Hashable, Sendable {
  package let outage: Outage
  /// Nodes that are up.
  package let nodes: Int
  /// Pairs of them that reached each other before.
  package let pairs: Int
  /// How many of those lose each other.
  package let lost: Int
  /// The pairs that lose each other, gathered.
  package let groups: [LossGroup]
  /// Networks behind nodes that somebody loses; sorted by node.
  package let networks: [NetworkLoss]
  /// Whether a protocol has found other ways already.
  package let isRerouted: Bool
  /// What would be once the mesh is compiled without what is down.
  package let recompiled: Recompiled

  /// The mesh compiled again, without what is down, and applied.
  package struct Recompiled: Hashable, Sendable {
    /// How many of the lost pairs reach each other again.
    package let regained: Int
    /// Those that do not, gathered.
    package let groups: [LossGroup]
  }

  /// The networks behind one node, and who loses them.
  package struct NetworkLoss: Hashable, Sendable {
    package let node: String
    package let networks: [Prefix]
    /// Whether the node itself is down.
    package let isDown: Bool
    /// Other nodes that are up and reached them before, and how many of those still do.
    package let before: Int
    package let after: Int
  }
}

extension Simulation {
  /// - Throws: ``AnalysisError`` for a node or a tunnel that the mesh does not have.
  package init(_ outage: Outage, in compiler: MeshCompiler) throws(AnalysisError) {
    for name in outage.nodes.sorted() { try compiler.checkPart(name) }
    for tunnel in outage.tunnels.sorted() {
      try compiler.checkPart(tunnel.first)
      try compiler.checkPart(tunnel.second)
      let peers = compiler.peers(of: tunnel.first)
      if !peers.contains(tunnel.second) { throw .noTunnel(tunnel, peers: peers) }
    }
    self.init(checked: outage, in: compiler)
  }

  /// - Parameter outage: of what the mesh has.
  init(checked outage: Outage, in compiler: MeshCompiler) {
    let hops = NextHops(compiler)
    let before = Reachability(hops).pairs()
    isRerouted = !compiler.mesh.routing.isStatic
    let after =
      isRerouted
      ? Reachability(NextHops(compiler.rerouted(without: outage))).pairs() : Reachability(hops, without: outage).pairs()
    let isUp = hops.names.map { !outage.nodes.contains($0) }
    var lost = PairSet(count: hops.count)
    var pairs = 0
    for one in 0..<hops.count where isUp[one] {
      for other in 0..<one where isUp[other] && before.contains(one, other) {
        pairs += 1
        if !after.contains(one, other) { lost.insert(one, other) }
      }
    }
    self.outage = outage
    nodes = isUp.count { $0 }
    self.pairs = pairs
    self.lost = lost.pairCount
    groups = LossGroup.groups(lost, names: hops.names)
    networks = zip(compiler.nodes.indices, compiler.nodes).compactMap { index, node in
      guard !node.networks.isEmpty else { return nil }
      let others = hops.names.indices.filter { $0 != index && isUp[$0] && before.contains(index, $0) }
      let left = others.count { after.contains(index, $0) }
      guard left < others.count else { return nil }
      return NetworkLoss(
        node: node.name, networks: node.networks, isDown: !isUp[index], before: others.count, after: left)
    }
    recompiled = Recompiled(lost, names: hops.names, in: compiler.without(outage))
  }
}

extension Simulation.Recompiled {
  fileprivate init(_ lost: PairSet, names: [String], in compiler: MeshCompiler) {
    guard lost.pairCount > 0 else {
      (regained, groups) = (0, [])
      return
    }
    let again = PairSet.reached(in: compiler, names: names, within: lost)
    var left = lost
    for one in names.indices {
      for other in 0..<one where again.contains(one, other) { left.remove(one, other) }
    }
    regained = lost.pairCount - left.pairCount
    groups = LossGroup.groups(left, names: names)
  }
}

extension PairSet {
  /// Those pairs that reach each other in a mesh that may lack some of the nodes.
  fileprivate static func reached(in compiler: MeshCompiler, names: [String], within pairs: PairSet) -> PairSet {
    let hops = NextHops(compiler)
    let reached = Reachability(hops).pairs()
    let numbers = names.map { hops.index(of: $0) }
    var found = PairSet(count: names.count)
    for one in names.indices {
      for other in 0..<one where pairs.contains(one, other) {
        guard let first = numbers[one], let second = numbers[other], reached.contains(first, second) else { continue }
        found.insert(one, other)
      }
    }
    return found
  }
}
