/// Who reaches whom while some nodes and tunnels are down. Nothing reroutes: every node keeps sending where its tables say.
struct Reachability: Sendable {
  private let hops: NextHops
  private let isUp: [Bool]
  /// Tunnels that are down, by their ends.
  private let cut: Set<Int>

  init(_ hops: NextHops, without outage: Outage = .none) {
    self.hops = hops
    isUp = hops.names.map { !outage.nodes.contains($0) }
    cut = Set(
      outage.tunnels.flatMap { tunnel -> [Int] in
        guard let first = hops.index(of: tunnel.first), let second = hops.index(of: tunnel.second) else { return [] }
        return [first * hops.count + second, second * hops.count + first]
      })
  }

  /// Pairs of nodes of which each reaches the other.
  func pairs() -> PairSet {
    var pairs = PairSet(count: hops.count)
    var sources = Array(repeating: [] as [Bool], count: hops.count)
    for destination in 0..<hops.count { sources[destination] = self.sources(of: destination) }
    for one in 0..<hops.count {
      for other in 0..<one where sources[one][other] && sources[other][one] { pairs.insert(one, other) }
    }
    return pairs
  }

  /// Which nodes reach a destination, itself left out.
  func sources(of destination: Int) -> [Bool] {
    var isReached: [Bool?] = Array(repeating: nil, count: hops.count)
    isReached[destination] = isUp[destination]
    let next = Array(hops.toward(destination))
    var way: [Int] = []
    for source in 0..<hops.count where isReached[source] == nil {
      var at = source
      var answer: Bool? = nil
      while answer == nil {
        // Until it is known better: who comes by again goes in circles.
        isReached[at] = false
        way.append(at)
        let hop = Int(next[at])
        if hop < 0 || !isUp[at] || (!cut.isEmpty && cut.contains(at * hops.count + hop)) {
          answer = false
        } else {
          answer = isReached[hop]
          at = hop
        }
      }
      for node in way { isReached[node] = answer }
      way.removeAll(keepingCapacity: true)
    }
    isReached[destination] = false
    return isReached.enumerated().map { $1 == true && hops.haveFamily($0, destination) }
  }
}
