import WireGuard

/// Whom every node sends to for every other one, as the compiled tables have it. Nodes are numbers in the order of their
/// names: the mesh itself is let go of, node by node.
struct NextHops: Sendable {
  static let none: Int32 = -1

  let names: [String]
  /// By destination, and within it by node.
  private var hops: [Int32]
  /// The families that packets from and to a node, and what is behind it, may have: a bit for each.
  private let families: [UInt8]

  var count: Int { names.count }

  /// Of a node's addresses the first stands for it, whatever its family: ways are compiled between nodes, and all that is a
  /// node's goes to the peer that the way begins with (``Reached``). Aggregation keeps the sets of addresses, and no two
  /// peers' overlap (``TableChecks``): so no other address of the node's has another next hop.
  init(_ compiler: MeshCompiler) {
    let nodes = compiler.nodes
    names = nodes.map(\.name)
    families = nodes.map { node in
      (node.addresses.map(\.family) + node.networks.map(\.family)).reduce(0) { $0 | ($1 == .ipv4 ? 1 : 2) }
    }
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

  /// Whether there can be a packet between two nodes. Others pass on packets of either family.
  func haveFamily(_ one: Int, _ other: Int) -> Bool { families[one] & families[other] != 0 }

  /// Whom each node sends to for a destination.
  func toward(_ destination: Int) -> ArraySlice<Int32> {
    hops[destination * count..<(destination + 1) * count]
  }

  func index(of name: String) -> Int? {
    let place = names.partitioningIndex { $0 >= name }
    return place < names.count && names[place] == name ? place : nil
  }
}
