import MeshModel
import WireGuard

/// How AllowedIPs are written is no change: one set of addresses may stand as many prefixes or as few.
///
/// A host that has the addresses of a peer in other prefixes than are desired, such as each by itself since they came one
/// by one, keeps those that are wanted whole: only what is missing comes, and only what is too much goes.
extension PlanningInput {
  func keepingPrefixesAsTheyStand() -> PlanningInput {
    var input = self
    for index in nodes.indices {
      guard let host = nodes[index].observation, let desired = nodes[index].desired,
        desired.interfaces.contains(where: \.configuration.isAggregated)
      else { continue }
      input.nodes[index].desired?.interfaces = desired.interfaces.map { interface in
        guard let live = host.interface(interface.configuration.name)?.configuration else { return interface }
        return interface.keepingPrefixes(of: live, names)
      }
    }
    return input
  }
}

extension Interface {
  /// Whether peers have fewer prefixes than there are routes, which are never aggregated: most interfaces need no look.
  fileprivate var isAggregated: Bool { peers.reduce(0) { $0 + $1.allowedIPs.count } < routes.count }
}

extension DesiredInterface {
  /// - Parameter names: whose keys are whose: a peer whose key changes is the same peer.
  fileprivate func keepingPrefixes(of live: Interface, _ names: [PublicKey: String]) -> DesiredInterface {
    let entries = live.peers.filter { !$0.allowedIPs.isEmpty }.compactMap { peer in
      names[peer.publicKey].map { ($0, peer) }
    }
    let standing = Dictionary(entries, uniquingKeysWith: { first, _ in first })
    var kept = self
    kept.configuration.peers = configuration.peers.map { peer in
      guard let name = peerNames[peer.publicKey], let there = standing[name], there.allowedIPs != peer.allowedIPs
      else { return peer }
      let wanted = Prefix.aggregated(peer.allowedIPs)
      let stays = there.allowedIPs.filter { $0.subtracting(wanted).isEmpty }
      let covered = Prefix.aggregated(stays)
      return peer.allowing((stays + wanted.flatMap { $0.subtracting(covered) }).sorted())
    }
    return kept
  }
}
