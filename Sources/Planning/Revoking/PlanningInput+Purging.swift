import FRR
import WireGuard

extension PlanningInput {
  /// The input as it is once nothing of a revoked key is left on any host, and what that takes, by host.
  func purged() -> (input: PlanningInput, purges: [String: Purge]) {
    guard !revocation.nodes.isEmpty else { return (self, [:]) }
    var input = self
    input.names.merge(revocation.nodes) { declared, _ in declared }
    let managed = Set(nodes.map(\.name))
    var purges: [String: Purge] = [:]
    for index in nodes.indices {
      guard let purge = Purge(nodes[index], revocation, managed: managed) else { continue }
      purges[purge.host] = purge
      let held = nodes[index].observation?.presharedKeys.keys.filter { purge.observation.presharedKeys[$0] == nil }
      input.nodes[index].reading = .observed(
        purge.observation, input.nodes[index].reading.routing?.forgetting(Set(held ?? [])))
    }
    return (input, purges)
  }
}
