import WireGuard

/// Hosts whose private key is not there: who they are, their peers say.
enum KeylessHosts {
  /// Gives each the key whose entries all have its address.
  ///
  /// Entries have addresses of others too, which that peer carries: so what is clear is settled first.
  static func named(_ hosts: [ImportedHost]) -> [ImportedHost] {
    let nameless = hosts.indices.filter { hosts[$0].publicKey == nil }
    guard !nameless.isEmpty else { return hosts }
    var owners: [Prefix: Int] = [:]
    for index in nameless { for address in hosts[index].addresses { owners[Prefix(host: address.address)] = index } }
    var candidates = candidates(hosts, owners)
    var byHost: [Int: [PublicKey]] = [:]
    for (key, found) in candidates { for index in found { byHost[index, default: []].append(key) } }
    var hosts = hosts
    var clear = candidates.filter { $0.value.count == 1 }.map(\.key).sorted(by: >)
    while let key = clear.popLast() {
      guard let index = candidates[key]?.first else { continue }
      // Of two keys for one host none is sure; the first stands, and the comparison tells.
      if hosts[index].publicKey == nil { hosts[index].publicKey = key }
      var more: [PublicKey] = []
      for other in byHost[index] ?? [] {
        candidates[other]?.remove(index)
        if other != key, candidates[other]?.count == 1 { more.append(other) }
      }
      clear += more.sorted(by: >)
    }
    return hosts
  }

  /// By key that no host is known to have: the hosts that it may be of.
  private static func candidates(_ hosts: [ImportedHost], _ owners: [Prefix: Int]) -> [PublicKey: Set<Int>] {
    let taken = Set(hosts.compactMap(\.publicKey))
    var candidates: [PublicKey: Set<Int>] = [:]
    for (index, host) in hosts.enumerated() {
      for peer in host.peers where !taken.contains(peer.publicKey) {
        // Nobody is a peer of himself.
        let found = Set(peer.allowedIPs.compactMap { owners[$0] }).subtracting([index])
        candidates[peer.publicKey] = candidates[peer.publicKey]?.intersection(found) ?? found
      }
    }
    return candidates
  }
}
