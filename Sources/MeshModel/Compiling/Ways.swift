/// The ways of a mesh, as tables that agree with each other: a node that is reached answers by the same way.
///
/// Of a plain graph they are worked out one node at a time, since shortest paths with symmetric weights agree by
/// themselves. Where spokes are kept apart, the best way from a node may go on otherwise than the best way from the node
/// after it; there all are worked out, and what does not agree is no way.
struct Ways: Sendable {
  /// The tunnels that something goes through.
  let graph: TunnelGraph
  /// First hops, row by row, where the graph is not plain.
  private let table: [[Int32]]?

  init(_ graph: TunnelGraph) {
    guard !graph.isPlain else {
      (self.graph, table) = (graph, nil)
      return
    }
    var rows = graph.names.indices.map { ShortestPaths(from: $0, in: graph).firstHop }
    if !graph.apart.isEmpty { Self.settle(&rows) }
    var used = graph
    used.keep(rows.map(Set.init))
    (self.graph, table) = (used, rows)
  }

  func paths(from index: Int) -> ShortestPaths {
    guard let table else { return ShortestPaths(from: index, in: graph) }
    return ShortestPaths(firstHop: table[index], previous: table.map { $0[index] })
  }

  /// Takes away what packets would not get through by, or not come back by, until all that is left is sound.
  private static func settle(_ rows: inout [[Int32]]) {
    var isSettled = false
    while !isSettled {
      isSettled = true
      for one in rows.indices {
        for other in rows.indices.dropFirst(one + 1)
        where rows[one][other] != ShortestPaths.unreachable || rows[other][one] != ShortestPaths.unreachable {
          if passes(one, other, rows), passes(other, one, rows) { continue }
          rows[one][other] = ShortestPaths.unreachable
          rows[other][one] = ShortestPaths.unreachable
          isSettled = false
        }
      }
    }
  }

  /// Sends by the tables, and checks sources by them, as WireGuard does.
  private static func passes(_ source: Int, _ destination: Int, _ rows: [[Int32]]) -> Bool {
    var at = source
    for _ in rows.indices {
      let next = rows[at][destination]
      guard next != ShortestPaths.unreachable, rows[Int(next)][source] == Int32(at) else { return false }
      at = Int(next)
      if at == destination { return true }
    }
    return false
  }
}
