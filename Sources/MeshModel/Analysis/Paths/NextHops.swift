import WireGuard

/// Whom every node sends to for every other one, as the compiled tables have it. Nodes are numbers in the order of their
/// names: the mesh itself is let go of, node by node.
struct NextHops: Sendable {
  static let none: Int32 = -1

  let names: [String]
  /// By destination, and within it by node.
  private var hops: [Int32]

  var count: Int { names.count }

  /// Of a node's addresses the first stands for it: a mesh sends all that is a node's the same way.
  init(_ compiler: MeshCompiler) {
    let nodes = compiler.nodes
    names = nodes.map(\.name)
    hops = Array(repeating: Self.none, count: nodes.count * nodes.count)
    let addresses = AddressIndex(nodes.map(\.addresses.first))
    let numbers = Dictionary(
      nodes.enumerated().compactMap { index, node in node.publicKey.map { ($0, Int32(index)) } },
      uniquingKeysWith: { first, _ in first })
    for (index, node) in nodes.enumerated() {
      if !compiler.mesh.routing.isStatic {
        // Whose routes are a protocol's has none compiled: the shortest ways are what the protocol finds.
        for (destination, hop) in compiler.ways.paths(from: index).firstHop.enumerated() {
          hops[destination * nodes.count + index] = hop
        }
        continue
      }
      guard let desired = compiler.desired(node.name) else { continue }
      for (destination, hop) in addresses.hops(desired, numbers).enumerated() where destination != index {
        hops[destination * nodes.count + index] = hop
      }
    }
  }

  /// Whom each node sends to for a destination.
  func toward(_ destination: Int) -> ArraySlice<Int32> {
    hops[destination * count..<(destination + 1) * count]
  }

  func index(of name: String) -> Int? {
    var range = 0..<names.count
    while let middle = range.isEmpty ? nil : range.lowerBound + range.count / 2 {
      if names[middle] == name { return middle }
      range = names[middle] < name ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }
}
