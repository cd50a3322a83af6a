import WireGuard

/// Prefixes that are wider than what is behind a peer, as people write them: summaries. Unlike aggregated ones they are
/// not made of nodes' addresses and networks, and nothing may be worked out from what they hold.
struct SummaryPrefixes {
  private(set) var prefixes: Set<Prefix> = []

  /// - Parameters:
  ///   - sent: By node and peer: what is no node's address, sorted.
  ///   - addresses: Those of all nodes, aggregated.
  ///   - ranges: Where nodes' addresses lie: what is free in them is no network.
  init(_ sent: [Int: [Int: [Prefix]]], addresses: [Prefix], ranges: [Prefix]) {
    for prefix in Set(sent.values.lazy.flatMap { $0.values.joined() }) {
      let left = prefix.subtracting(addresses)
      if left != [prefix], left.contains(where: { piece in ranges.contains { $0.overlaps(piece) } }) {
        prefixes.insert(prefix)
      }
    }
    for (node, peers) in sent {
      addNesting(peers)
      for (peer, ours) in peers {
        // Who sends an address on never gets it back.
        guard let theirs = sent[peer]?[node] else { continue }
        for prefix in ours where theirs.contains(where: { prefix.contains($0) }) { prefixes.insert(prefix) }
      }
    }
  }

  /// Those of one host that hold a prefix of another of its peers.
  private mutating func addNesting(_ peers: [Int: [Prefix]]) {
    let entries = peers.flatMap { peer, prefixes in prefixes.map { (prefix: $0, peer: peer) } }
    var outer: [(prefix: Prefix, peer: Int)] = []
    for entry in entries.sorted(by: { $0.prefix < $1.prefix }) {
      while let last = outer.last, !last.prefix.contains(entry.prefix) { outer.removeLast() }
      for other in outer where other.peer != entry.peer { prefixes.insert(other.prefix) }
      outer.append(entry)
    }
  }
}
