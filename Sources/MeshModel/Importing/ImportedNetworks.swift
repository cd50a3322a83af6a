import WireGuard

/// Networks behind nodes: what AllowedIPs hold beyond addresses of nodes.
struct ImportedNetworks {
  /// By node, sorted.
  private(set) var networks: [Int: [Prefix]] = [:]

  /// - Parameter endpoints: No network may hold one.
  init(_ mesh: ImportedMesh, endpoints: [Prefix]) {
    var sent: [Int: [Int: [Prefix]]] = [:]
    mesh.forEachEntry { node, peer, entry in
      let others = entry.allowedIPs.filter { !$0.isHost || mesh.owners[$0.address] == nil }
      if !others.isEmpty { sent[node, default: [:]][peer, default: []] += others }
    }
    guard !sent.isEmpty else { return }
    let addresses = Prefix.aggregated(mesh.owners.keys.map(Prefix.init(host:)))
    let summaries = SummaryPrefixes(
      sent, addresses: addresses, ranges: AddressRanges(mesh.addresses, avoiding: []).ranges
    ).prefixes
    let votes = Self.votes(sent, addresses, summaries)
    let carried = sent.mapValues { Set($0.values.joined()) }
    let taken = Prefix.aggregated(addresses + endpoints)
    let owned = votes.keys.sorted().compactMap { prefix -> Owned? in
      guard prefix.subtracting(taken) == [prefix], let votes = votes[prefix] else { return nil }
      // Who sends it on to another peer only carries it.
      let ends = votes.filter { carried[$0.key]?.contains(prefix) != true }
      let owner = (ends.isEmpty ? votes : ends).max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      return owner.map { Owned(prefix: prefix, owner: $0) }
    }
    for network in Self.apart(owned) { networks[network.owner, default: []].append(network.prefix) }
  }

  /// How many hosts send each prefix to whom. Of one that is aggregated, what is a node's address or is sent on is taken
  /// out first.
  private static func votes(
    _ sent: [Int: [Int: [Prefix]]], _ addresses: [Prefix], _ summaries: Set<Prefix>
  ) -> [Prefix: [Int: Int]] {
    var whole: [Int: [Prefix: Int]] = [:]
    for (peer, prefixes) in sent.values.joined() {
      for prefix in prefixes { whole[peer, default: [:]][prefix, default: 0] += 1 }
    }
    var votes: [Prefix: [Int: Int]] = [:]
    for (peer, prefixes) in whole {
      let carried = (sent[peer] ?? [:]).values.joined().filter { !summaries.contains($0) }
      let others = Prefix.aggregated(addresses + carried)
      for (prefix, count) in prefixes {
        for part in summaries.contains(prefix) ? [prefix] : prefix.subtracting(others) {
          votes[part, default: [:]][peer, default: 0] += count
        }
      }
    }
    return votes
  }

  private struct Owned {
    var prefix: Prefix
    var owner: Int
  }

  /// Without nested ones: of one node's the outer says it all; of two nodes' the inner is what wins.
  private static func apart(_ sorted: [Owned]) -> [Owned] {
    var kept: [Owned] = []
    for network in sorted {
      var isInside = false
      while let last = kept.last, last.prefix.contains(network.prefix) {
        isInside = last.owner == network.owner
        if isInside { break }
        kept.removeLast()
      }
      if !isInside { kept.append(network) }
    }
    return kept
  }
}
