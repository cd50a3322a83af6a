import WireGuard

/// Peers that nothing was read of: they become nodes that Weft never touches.
struct UnreadPeers {
  private(set) var nodes: [ImportedMesh.Node] = []

  /// Those without an address of their own are left out: they cannot be nodes.
  init(_ hosts: [ImportedHost]) {
    let known = Set(hosts.compactMap(\.publicKey))
    let taken = Set(hosts.flatMap { $0.addresses.map(\.address) })
    var found: [PublicKey: Entry] = [:]
    for host in hosts {
      for peer in host.peers where !known.contains(peer.publicKey) {
        let name = host.peerNames[peer.publicKey].flatMap { NodeName($0)?.text }
        found[peer.publicKey, default: Entry(key: peer.publicKey)].add(peer, name, except: taken)
      }
    }
    let ranges = AddressRanges(hosts, avoiding: []).ranges
    var addresses = taken
    var names = Set(hosts.map(\.name))
    // A peer that carries others has their addresses too: those with one of their own come first.
    for entry in found.values.sorted(by: { ($0.candidates.count, $0.key) < ($1.candidates.count, $1.key) }) {
      let own = entry.addresses(in: ranges).filter { !addresses.contains($0) }
      guard let first = own.first else { continue }
      addresses.formUnion(own)
      let made = "peer-" + first.description.map { $0 == "." || $0 == ":" ? "-" : $0 }
      let name = NodeName.free(entry.name ?? NodeName(made)?.text ?? "peer", among: names)
      names.insert(name)
      nodes.append(ImportedMesh.Node(name: name, publicKey: entry.key, addresses: own.sorted(), host: nil))
    }
  }

  private struct Entry {
    let key: PublicKey
    var names: [String: Int] = [:]
    /// Single addresses that some host allows it.
    var candidates: Set<IPAddress> = []

    mutating func add(_ peer: Peer, _ name: String?, except taken: Set<IPAddress>) {
      if let name { names[name, default: 0] += 1 }
      for prefix in peer.allowedIPs where prefix.isHost && !taken.contains(prefix.address) {
        candidates.insert(prefix.address)
      }
    }

    /// What most call it.
    var name: String? { names.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }

    /// Those in the mesh's ranges; where there are none, the first of each family.
    func addresses(in ranges: [Prefix]) -> [IPAddress] {
      let inside = candidates.filter { address in ranges.contains { $0.contains(address) } }
      if !inside.isEmpty { return inside.sorted() }
      return IPAddress.Family.allCases.compactMap { family in candidates.filter { $0.family == family }.min() }
    }
  }
}
