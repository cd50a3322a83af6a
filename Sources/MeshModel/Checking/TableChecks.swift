package import Diagnostics
package import WireGuard

/// What must hold in compiled tables, whatever compiled them: WireGuard says nothing when it does not.
///
/// Equal or nested AllowedIPs on two peers of one interface, and a way back that is not the way there. Declared files that
/// would give them are refused before, and the compiler's paths are symmetric: so this can only fail where Weft is wrong.
package enum TableChecks {
  /// One node's table: which peer takes which prefix.
  package struct Table: Sendable {
    package var node: String
    /// The prefixes that are this node's own: its addresses, and the networks behind it.
    package var own: [Prefix]
    package var peers: [(name: String, allowedIPs: [Prefix])]

    package init(node: String, own: [Prefix], peers: [(name: String, allowedIPs: [Prefix])]) {
      self.node = node
      self.own = own
      self.peers = peers
    }
  }

  /// Checks every node of a mesh, compiled one at a time.
  package static func run(_ compiler: MeshCompiler) -> [Diagnostic] {
    run(
      compiler.nodes.lazy.map { node in
        let interfaces = compiler.desired(node.name)?.interfaces ?? []
        return Table(
          node: node.name, own: node.addresses.map(Prefix.init(host:)) + node.networks,
          // A routing protocol has an interface for each peer, and its ways are its own.
          peers: interfaces.filter { !$0.configuration.isRouted }.flatMap { interface in
            interface.configuration.peers.map { (interface.peerNames[$0.publicKey] ?? "", $0.allowedIPs) }
          })
      }, names: compiler.nodes.map(\.name),
      own: compiler.nodes.map { $0.addresses.map(Prefix.init(host:)) + $0.networks },
      tellsWays: compiler.mesh.routing.isStatic)
  }

  /// Checks tables that are there already.
  package static func run(_ tables: [Table]) -> [Diagnostic] {
    run(tables, names: tables.map(\.node), own: tables.map(\.own))
  }

  /// Tables come in the order of the names; none is kept but for the next hop of every prefix.
  /// - Parameter tellsWays: Whether all ways are in the tables.
  private static func run(
    _ tables: some Sequence<Table>, names: [String], own: [[Prefix]], tellsWays: Bool = true
  ) -> [Diagnostic] {
    let numbers = Dictionary(names.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    var hops = PrefixHops(names: names, own: own)
    var diagnostics: [Diagnostic] = []
    for table in tables {
      let rows = table.peers.flatMap { peer in
        peer.allowedIPs.map { Row(prefix: $0, peer: numbers[peer.name] ?? PrefixHops.nobody) }
      }.sorted { $0.prefix < $1.prefix }
      diagnostics += contested(rows, of: table.node, names)
      hops.append(rows)
    }
    return tellsWays ? diagnostics + hops.asymmetric() : diagnostics
  }

  /// A line of a table.
  fileprivate struct Row {
    var prefix: Prefix
    var peer: Int32
  }

  /// Sorted, a prefix that lies in another comes right after it or after others that do.
  private static func contested(_ rows: [Row], of node: String, _ names: [String]) -> [Diagnostic] {
    var open: [Row] = []
    var diagnostics: [Diagnostic] = []
    for row in rows {
      while let last = open.last, !last.prefix.contains(row.prefix) { open.removeLast() }
      defer { open.append(row) }
      guard let outer = open.last, outer.peer != row.peer, outer.peer >= 0, row.peer >= 0 else { continue }
      let (one, other) = (names[Int(outer.peer)], names[Int(row.peer)])
      diagnostics.append(
        outer.prefix == row.prefix
          ? Diagnostic(
            code: .allowedIPsTwice, "\(row.prefix) is on two peers, \(one) and \(other)", at: .node(node),
            consequence: "The one that is set last takes it: \(other) would, and \(one) would lose it without a word.")
          : Diagnostic(
            code: .allowedIPsNested, "\(row.prefix) of \(other) lies inside \(outer.prefix) of \(one)", at: .node(node),
            consequence: "The longest prefix wins: nothing of it goes to \(one)."))
    }
    return diagnostics
  }
}

/// The next hop of every prefix from every node, as WireGuard would choose it.
private struct PrefixHops {
  static let nobody: Int32 = -1

  private let names: [String]
  private let destinations: [(prefix: Prefix, owner: Int32)]
  /// Where each node's own prefixes are among the destinations.
  private let own: [[Int]]
  /// A row a node: for each destination the peer, or ``nobody``.
  private var hops: [Int32] = []

  init(names: [String], own: [[Prefix]]) {
    self.names = names
    destinations = own.enumerated().flatMap { owner, prefixes in prefixes.map { ($0, Int32(owner)) } }
      .sorted { $0.0 < $1.0 }
    var places: [[Int]] = Array(repeating: [], count: names.count)
    for (index, destination) in destinations.enumerated() { places[Int(destination.owner)].append(index) }
    self.own = places
    hops.reserveCapacity(names.count * destinations.count)
  }

  /// The next node's table, sorted by prefix: destinations are sorted too, so both are gone through once.
  mutating func append(_ rows: [TableChecks.Row]) {
    var open: [TableChecks.Row] = []
    var next = rows.startIndex
    for destination in destinations {
      while next < rows.endIndex, rows[next].prefix < destination.prefix || rows[next].prefix == destination.prefix {
        while let last = open.last, !last.prefix.contains(rows[next].prefix) { open.removeLast() }
        open.append(rows[next])
        next += 1
      }
      while let last = open.last, !last.prefix.contains(destination.prefix.address) { open.removeLast() }
      hops.append(open.last?.peer ?? Self.nobody)
    }
  }

  /// The first destination from each node whose packets are dropped on their way, for their source or for lack of one.
  func asymmetric() -> [Diagnostic] {
    names.indices.compactMap { start in
      destinations.indices.lazy.compactMap { broken(from: start, to: $0) }.first
    }
  }

  private func hop(_ node: Int, _ destination: Int) -> Int32 { hops[node * destinations.count + destination] }

  private func broken(from start: Int, to destination: Int) -> Diagnostic? {
    let (prefix, owner) = destinations[destination]
    guard start != Int(owner) else { return nil }
    var at = start
    for _ in names.indices {
      let next = hop(at, destination)
      // Nobody is told that there is no way; one that ends on the way is another matter.
      if next == Self.nobody { return at == start ? nil : report(start, prefix, at, "goes no further") }
      if let source = own[start].first(where: {
        destinations[$0].prefix.family == prefix.family && hop(Int(next), $0) != Int32(at)
      }) {
        let back = hop(Int(next), source)
        let says = back == Self.nobody ? "nobody" : names[Int(back)]
        return report(
          start, prefix, Int(next), "takes \(destinations[source].prefix) from \(says), not from \(names[at])")
      }
      at = Int(next)
      if at == Int(owner) { return nil }
    }
    return report(start, prefix, at, "goes in circles")
  }

  private func report(_ start: Int, _ prefix: Prefix, _ at: Int, _ what: String) -> Diagnostic {
    Diagnostic(
      code: .pathAsymmetric, "the way to \(prefix) breaks at \(names[at]): it \(what)", at: .node(names[start]),
      consequence: "Packets are dropped there without a word.")
  }
}
