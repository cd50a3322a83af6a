/// Every node and tunnel whose failure alone cuts others off from each other, the worst first.
package struct SinglePoints: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case node(String)
    case tunnel(Tunnel)
  }

  package struct Point: Hashable, Sendable {
    package let part: Part
    /// Pairs that lose each other: of other nodes for a node, its own two ends included for a tunnel.
    package let pairs: Int
  }

  package let points: [Point]
  /// How many pairs reach each other while nothing is down.
  package let pairs: Int
  package let nodes: Int
  /// Tunnels that carry their own two ends alone, so that only those lose each other.
  package let privateTunnels: Int
  /// Tunnels that carry nothing, or that others stand in for where a protocol finds other ways.
  package let spareTunnels: Int
  /// Whether a protocol finds other ways.
  package let isRerouted: Bool
}

extension SinglePoints {
  package init(_ compiler: MeshCompiler) {
    self = compiler.mesh.routing.isStatic ? Self(fixed: compiler) : Self(rerouted: compiler)
  }

  /// For each destination the ways to it are a tree, and what fails cuts off the branch behind it: so the sizes of branches,
  /// added up over all destinations, are the answer for every failure at once. Ways are the same from both ends, so each
  /// pair is counted by the way to one of the two.
  private init(fixed compiler: MeshCompiler) {
    let hops = NextHops(compiler)
    let reachability = Reachability(hops)
    var loads = Loads(count: hops.count)
    var pairs = 0
    for destination in 0..<hops.count {
      var sources = reachability.sources(of: destination)
      for source in sources.indices where source > destination { sources[source] = false }
      pairs += sources.count { $0 }
      loads.add(sources, hops: Array(hops.toward(destination)), destination)
    }
    self.pairs = pairs
    nodes = hops.count
    var points: [Point] = []
    var (own, used) = (0, 0)
    for one in 0..<hops.count {
      if loads.passing[one] > 0 { points.append(Point(part: .node(hops.names[one]), pairs: loads.passing[one])) }
      for other in one + 1..<max(one + 1, hops.count) {
        let load = Int(loads.tunnels[one * hops.count + other])
        guard load > 0 else { continue }
        used += 1
        if load == 1, hops.toward(one)[one * hops.count + other] == Int32(one) {
          own += 1
        } else {
          points.append(Point(part: .tunnel(Tunnel(hops.names[one], hops.names[other])), pairs: load))
        }
      }
    }
    self.points = points.sorted { ($1.pairs, $0.part) < ($0.pairs, $1.part) }
    privateTunnels = own
    spareTunnels = compiler.tunnelCount - used
    isRerouted = false
  }
}

extension SinglePoints.Part: Comparable {
  /// Nodes before tunnels.
  package static func < (lhs: Self, rhs: Self) -> Bool {
    switch (lhs, rhs) {
    case (.node(let one), .node(let other)): one < other
    case (.tunnel(let one), .tunnel(let other)): one < other
    case (.node, .tunnel): true
    case (.tunnel, .node): false
    }
  }
}

/// How many pairs' ways lead through each node and each tunnel.
private struct Loads {
  /// Ways through a node that neither begin nor end there.
  var passing: [Int]
  /// By the lower end, and within it by the higher.
  var tunnels: [Int32]
  private let count: Int

  init(count: Int) {
    self.count = count
    passing = Array(repeating: 0, count: count)
    tunnels = Array(repeating: 0, count: count * count)
  }

  /// Adds the ways from some sources to a destination, from the leaves of their tree to its root.
  mutating func add(_ sources: [Bool], hops: [Int32], _ destination: Int) {
    var branches = Array(repeating: 0, count: count)
    for hop in hops where hop >= 0 { branches[Int(hop)] += 1 }
    var sizes = sources.map { $0 ? 1 : 0 }
    var ready = (0..<count).filter { branches[$0] == 0 }
    while let node = ready.popLast() {
      guard node != destination, hops[node] >= 0 else { continue }
      let hop = Int(hops[node])
      passing[node] += sizes[node] - (sources[node] ? 1 : 0)
      tunnels[min(node, hop) * count + max(node, hop)] += Int32(sizes[node])
      sizes[hop] += sizes[node]
      branches[hop] -= 1
      if branches[hop] == 0 { ready.append(hop) }
    }
  }
}
