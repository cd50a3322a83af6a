/// The best way from one node to every other: Dijkstra's algorithm, where only transit nodes are gone through, and where a
/// spoke that is kept apart from others does not come down to them.
struct ShortestPaths: Sendable {
  static let unreachable: Int32 = -1

  /// The first node on the way to each; ``unreachable`` where there is none, and for the source itself.
  private(set) var firstHop: [Int32]
  /// The node before each on the way there.
  private(set) var previous: [Int32]

  init(from source: Int, in graph: TunnelGraph) {
    let count = graph.names.count
    firstHop = Array(repeating: Self.unreachable, count: count)
    previous = firstHop
    var best = Array(repeating: PathWeight.infinite, count: count)
    var queue = MinimumHeap()
    best[source] = .zero
    queue.push(PathWeight.zero, Int32(source))
    var entered: [[Int16]] = graph.apart.isEmpty ? [] : Array(repeating: [], count: count)
    while let (weight, node) = queue.pop() {
      let at = Int(node)
      guard weight == best[at] else { continue }
      for edge in graph.edges[at] {
        let end = Int(edge.end)
        let total = weight + edge.weight
        guard total < best[end] else { continue }
        if !entered.isEmpty {
          guard let rules = graph.apart.following(entered[at], from: at, to: end) else { continue }
          entered[end] = rules
        }
        best[end] = total
        previous[end] = node
        firstHop[end] = at == source ? edge.end : firstHop[at]
        // Nobody goes on from a node that passes nothing on.
        if graph.isTransit[end] { queue.push(total, edge.end) }
      }
    }
    firstHop[source] = Self.unreachable
  }

  init(firstHop: [Int32], previous: [Int32]) {
    (self.firstHop, self.previous) = (firstHop, previous)
  }
}

/// A binary heap of nodes by weight.
private struct MinimumHeap {
  private var items: [(weight: PathWeight, node: Int32)] = []

  mutating func push(_ weight: PathWeight, _ node: Int32) {
    items.append((weight, node))
    var child = items.count - 1
    while child > 0, items[child].weight < items[(child - 1) / 2].weight {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> (PathWeight, Int32)? {
    guard let top = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return top }
    items[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < items.count && items[child].weight < items[least].weight {
        least = child
      }
      if least == parent { return top }
      items.swapAt(parent, least)
      parent = least
    }
  }
}
