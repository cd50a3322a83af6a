import MeshModel
import WireGuard

extension Verification {
  /// The tunnels that a plan makes and both of whose ends are reached, each seen from the end that can start it.
  static func needed(by results: [String: NodePlanner.Result], _ input: PlanningInput) -> [Verification] {
    let reached = Set(input.nodes.filter { $0.observation != nil && $0.desired != nil }.map(\.name))
    let addresses = Dictionary(
      input.nodes.map { ($0.name, $0.desired?.interfaces.first?.configuration.addresses.first?.address) },
      uniquingKeysWith: { first, _ in first })
    var found: [Pair: Verification] = [:]
    for (name, result) in results.sorted(by: { $0.key < $1.key }) {
      for (interface, peer) in result.newPeers {
        guard let other = input.names[peer.publicKey], reached.contains(other) else { continue }
        let pair = Pair(name, other)
        // An end that knows no endpoint cannot start; of two that can, the first by name does.
        guard peer.endpoint != nil || found[pair] == nil else { continue }
        if let earlier = found[pair], earlier.canStart { continue }
        found[pair] = Verification(
          node: name, interface: interface, peer: peer.publicKey, peerName: other, target: addresses[other] ?? nil,
          canStart: peer.endpoint != nil)
      }
    }
    return found.values.sorted { ($0.node, $0.peerName) < ($1.node, $1.peerName) }
  }
}
