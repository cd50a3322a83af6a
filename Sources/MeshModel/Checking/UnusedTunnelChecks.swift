package import Diagnostics

/// Tunnels that rules ask for and that are not made, since another way costs less: nothing would go through them.
///
/// Only a cost of its own makes a tunnel longer than a way over others. What waits at a second hub or gateway is no such
/// tunnel: it carries what its two ends send each other.
package enum UnusedTunnelChecks {
  /// Told once for each cost that a rule gives, at its place. The ways are those that the mesh was compiled with.
  package static func run(_ compiler: MeshCompiler) -> [Diagnostic] {
    let ways = compiler.ways
    guard !ways.unused.isEmpty else { return [] }
    var made: [SourceRange: Int] = [:]
    for (one, edges) in ways.graph.edges.enumerated() {
      for edge in edges where edge.end > one {
        if let place = ways.graph.settings(one, edge.end).cost?.place { made[place, default: 0] += 1 }
      }
    }
    let unused = Dictionary(grouping: ways.unused) { ways.graph.settings($0).cost?.place }
    return unused.compactMap { place, tunnels in
      guard let place, let first = tunnels.first else { return nil }
      return diagnostic(first, tunnels.count, made: made[place] ?? 0, at: place, ways)
    }.sorted { $0.message < $1.message }
  }

  private static func diagnostic(
    _ first: TunnelEnds, _ count: Int, made: Int, at place: SourceRange, _ ways: Ways
  ) -> Diagnostic {
    let tunnel = ways.graph.tunnel(first)
    let what =
      count == 1 && made == 0
      ? "\(tunnel) is not made"
      : made == 0
        ? "none of the \(count) tunnels that cost this is made, \(tunnel) for one"
        : "\(count) of the \(count + made) tunnels that cost this \(count == 1 ? "is" : "are") not made: \(tunnel)"
          + (count == 1 ? "" : " for one")
    return Diagnostic(
      code: made == 0 ? .ruleUnused : .tunnelsUnused, what + reason(first, ways), at: .source(place),
      consequence: "Nothing would go through \(count == 1 ? "it" : "them"): static ways do not fail over.")
  }

  private static func reason(_ ends: TunnelEnds, _ ways: Ways) -> String {
    guard let way = ways.way(from: Int(ends.low), to: Int(ends.high)), let cost = ways.graph.settings(ends).cost?.value
    else { return "" }
    let stops = [Int(ends.low)] + way + [Int(ends.high)]
    let other = zip(stops, stops.dropFirst()).reduce(0) { sum, step in
      sum + Int(ways.graph.settings(step.0, Int32(step.1)).cost?.value ?? 1)
    }
    let names = Listing.text(way.map { ways.graph.names[$0] })
    return "; the way over \(names) costs \(other), and the tunnel \(other == cost ? "as much" : "\(cost)")"
  }
}
