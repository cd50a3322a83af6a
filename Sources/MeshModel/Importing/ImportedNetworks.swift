import WireGuard

/// Networks behind nodes: what AllowedIPs hold beyond addresses of nodes.
struct ImportedNetworks {
  /// By node, sorted.
  private(set) var networks: [Int: [Prefix]] = [:]

  /// - Parameter endpoints: No network may hold one.
  init(_ mesh: ImportedMesh, endpoints: [Prefix]) {
    let addresses = mesh.owners.keys.map(Prefix.init(host:))
    var votes: [Prefix: [Int: Int]] = [:]
    var senders: [Prefix: Set<Int>] = [:]
    mesh.forEachEntry { node, peer, entry in
      for prefix in entry.allowedIPs where !prefix.isHost || mesh.owners[prefix.address] == nil {
        votes[prefix, default: [:]][peer, default: 0] += 1
        senders[prefix, default: []].insert(node)
      }
    }
    let owned = votes.keys.sorted().compactMap { prefix -> Owned? in
      guard !(addresses + endpoints).contains(where: { prefix.contains($0) }), let votes = votes[prefix] else {
        return nil
      }
      // Who sends it on to another peer only carries it.
      let ends = votes.filter { senders[prefix]?.contains($0.key) != true }
      let owner = (ends.isEmpty ? votes : ends).max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      return owner.map { Owned(prefix: prefix, owner: $0) }
    }
    for network in Self.apart(owned) { networks[network.owner, default: []].append(network.prefix) }
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
