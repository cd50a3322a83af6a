/// The ways of a mesh, as tables that agree with each other: a node that is reached answers by the same way.
///
/// Of a plain graph they are worked out one node at a time, since shortest paths with symmetric weights agree by
/// themselves. Where spokes are kept apart, the best way from a node may go on otherwise than the best way from the node
/// after it; there all are worked out, and what does not agree is no way.
struct Ways: Sendable {
  /// The tunnels that something goes through.
  let graph: TunnelGraph
  /// Those that nothing would go through, since other ways are shorter: they are not made. Sorted.
  let unused: [TunnelEnds]
  /// First hops, row by row, where the graph is not plain.
  private let table: [[Int32]]?

  init(_ graph: TunnelGraph) {
    guard !graph.isPlain else {
      (self.graph, unused, table) = (graph, [], nil)
      return
    }
    var rows = graph.names.indices.map { ShortestPaths(from: $0, in: graph).firstHop }
    if !graph.apart.isEmpty { Self.settle(&rows) }
    var used = graph
    unused = used.keep(rows.map(Set.init))
    (self.graph, table) = (used, rows)
  }

  /// The nodes on the way from one to another, both left out; `nil` where there is none.
  func way(from source: Int, to destination: Int) -> [Int]? {
    let paths = paths(from: source)
    var way: [Int] = []
    var at = Int(paths.previous[destination])
    while at != source {
      guard at != Int(ShortestPaths.unreachable), way.count < graph.names.count else { return nil }
      way.append(at)
      at = Int(paths.previous[at])
    }
    return way.reversed()
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
