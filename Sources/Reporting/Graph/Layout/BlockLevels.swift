/// Which blocks stand above which: the middle of the mesh on top, the rest by their distance from it.
///
/// So a net never spans more than two levels, and every line can run between them.
struct BlockLevels: Sendable {
  /// Blocks that nets join to each other, the largest first; in each the levels, from the top, in order.
  private(set) var components: [[[Int]]] = []
  private(set) var level: [Int]
  /// The block above that a block hangs from; none on top.
  private(set) var parent: [Int?]

  private let blocks: PictureBlocks
  private var neighbours: [[Int]]

  /// More middles than this are a mesh without one.
  private static let mostRoots = 8

  init(_ blocks: PictureBlocks) {
    self.blocks = blocks
    let count = blocks.blocks.count
    level = Array(repeating: -1, count: count)
    parent = Array(repeating: nil, count: count)
    neighbours = Array(repeating: [], count: count)
    // A neighbour stands there once for each net, so that the best joined can be told.
    for net in blocks.nets {
      let homes = net.nodes.map { blocks.home[$0] }
      for (one, other) in net.block.map({ block in homes.map { ($0, block) } }) ?? [(homes[0], homes[1])]
      where one != other {
        neighbours[one].append(other)
        neighbours[other].append(one)
      }
    }
    var found: [[[Int]]] = []
    for start in neighbours.indices where level[start] < 0 { found.append(rows(of: reach([start]).joined().sorted())) }
    components = found.sorted { (size($1), $0[0][0]) < (size($0), $1[0][0]) }
  }

  private func size(_ component: [[Int]]) -> Int {
    component.joined().reduce(0) { $0 + 1 + (neighbours[$1].isEmpty ? 0 : blocks.blocks[$1].nodes.count) }
  }

  /// Blocks by their distance from some of them.
  private func reach(_ start: [Int]) -> [[Int]] {
    var seen = Set(start)
    var rows = [start]
    while let last = rows.last, !last.isEmpty {
      rows.append(last.flatMap { neighbours[$0] }.filter { seen.insert($0).inserted })
    }
    return rows.dropLast()
  }

  private mutating func rows(of component: [Int]) -> [[Int]] {
    let rows = reach(roots(of: component))
    for (distance, row) in rows.enumerated() {
      for block in row {
        level[block] = distance
        guard distance > 0 else { continue }
        let above = neighbours[block].filter { level[$0] == distance - 1 }
        let counts = Dictionary(above.map { ($0, 1) }, uniquingKeysWith: +)
        parent[block] = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      }
    }
    return rows
  }

  /// Those from which the farthest is nearest. Spokes are never in the middle, nor is what hangs on one other block.
  private func roots(of component: [Int]) -> [Int] {
    let inner = component.filter { blocks.blocks[$0].kind != .spokes }
    let core = inner.filter { Set(neighbours[$0]).count > 1 }
    let candidates = [core, inner, component].first { !$0.isEmpty } ?? component
    guard candidates.count > 1 else { return candidates }
    let busiest = candidates.max { (neighbours[$0].count, $1) < (neighbours[$1].count, $0) }
    if candidates.count > 300 { return busiest.map { [$0] } ?? [] }
    let distances = candidates.map { reach([$0]).count }
    let middle = candidates.indices.filter { distances[$0] == distances.min() }.map { candidates[$0] }
    guard middle.count > Self.mostRoots else { return sideBySide(middle) }
    return busiest.map { [$0] } ?? []
  }

  /// Roots that nets join stand beside each other.
  private func sideBySide(_ roots: [Int]) -> [Int] {
    var left = roots
    var order: [Int] = []
    while !left.isEmpty {
      let next = order.last.flatMap { last in left.first { neighbours[last].contains($0) } } ?? left[0]
      order.append(next)
      left.removeAll { $0 == next }
    }
    return order
  }
}
