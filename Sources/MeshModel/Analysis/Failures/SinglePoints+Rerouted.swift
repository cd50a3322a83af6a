extension SinglePoints {
  /// Where a protocol finds other ways, only that cuts others off which all ways lead through.
  ///
  /// A tunnel whose ends still reach each other without it cuts nobody off: who went over it goes the way that they go. So
  /// most are told by one search each; what is left is simulated.
  init(rerouted compiler: MeshCompiler) {
    let graph = compiler.graph
    var points: [Point] = []
    for index in graph.names.indices where graph.isTransit[index] {
      let lost = Simulation(checked: Outage(nodes: [graph.names[index]]), in: compiler).lost
      if lost > 0 { points.append(Point(part: .node(graph.names[index]), pairs: lost)) }
    }
    var (own, spare) = (0, 0)
    for one in graph.names.indices {
      for edge in graph.edges[one] where edge.end > one {
        let other = Int(edge.end)
        if graph.isReached(other, from: one) {
          spare += 1
        } else if !graph.isTransit[one], !graph.isTransit[other] {
          own += 1
        } else {
          let tunnel = Tunnel(graph.names[one], graph.names[other])
          let lost = Simulation(checked: Outage(tunnels: [tunnel]), in: compiler).lost
          if lost > 1 { points.append(Point(part: .tunnel(tunnel), pairs: lost)) } else { own += lost }
        }
      }
    }
    let hops = NextHops(compiler)
    self.init(
      points: points.sorted { ($1.pairs, $0.part) < ($0.pairs, $1.part) },
      pairs: Reachability(hops).pairs().pairCount, nodes: hops.count, privateTunnels: own, spareTunnels: spare,
      isRerouted: true)
  }
}

extension TunnelGraph {
  /// Whether a node reaches its peer without their tunnel, through nodes that pass packets on.
  fileprivate func isReached(_ target: Int, from source: Int) -> Bool {
    var seen = Array(repeating: false, count: names.count)
    seen[source] = true
    var open = [source]
    while let at = open.popLast() {
      for edge in edges[at] where !seen[Int(edge.end)] {
        let end = Int(edge.end)
        if at == source, end == target { continue }
        if end == target { return true }
        seen[end] = true
        if isTransit[end] { open.append(end) }
      }
    }
    return false
  }
}
