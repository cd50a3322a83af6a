import Diagnostics
import WireGuard

/// The networks of all nodes, sorted, to find those that lie in one another or hold an address in O(log n).
struct NetworkIndex {
  struct Owned {
    var node: NodeDeclaration
    var prefix: Prefix
    var place: SourceRange
  }

  let all: [Owned]
  /// The smallest network before each that it lies in.
  private let outer: [Int?]

  init(_ nodes: [NodeDeclaration]) {
    let all = nodes.flatMap { node in
      node.networks.map { Owned(node: node, prefix: $0.value, place: $0.place) }
    }.sorted { ($0.prefix, $0.node.name, $0.place) < ($1.prefix, $1.node.name, $1.place) }
    // Sorted, a prefix that lies in another comes after it, so the open ones form a stack.
    var open: [Int] = []
    outer = all.indices.map { index in
      while let last = open.last, !all[last].prefix.contains(all[index].prefix) { open.removeLast() }
      defer { open.append(index) }
      return open.last
    }
    self.all = all
  }

  /// Every network that lies in another one, with the smallest such.
  var nested: [(inner: Owned, outer: Owned)] {
    all.indices.compactMap { index in outer[index].map { (all[index], all[$0]) } }
  }

  /// The networks that hold an address, the smallest first.
  func holding(_ address: IPAddress) -> [Owned] {
    let host = Prefix(host: address)
    let after = all.partitioningIndex { $0.prefix > host }
    var holding: [Owned] = []
    var next = after > 0 ? after - 1 : nil
    while let index = next {
      if all[index].prefix.contains(address) { holding.append(all[index]) }
      next = outer[index]
    }
    return holding
  }
}
