package import Planning
import WireGuard

/// How much a plan changes, in numbers.
package struct PlanSummary: Hashable, Sendable, Codable {
  package var add = 0
  package var change = 0
  package var remove = 0
  package var nodes = 0
  package var waves = 0

  package init(_ plan: Plan) {
    nodes = plan.changedNodes.count
    waves = plan.waves.count
    for step in plan.waves.flatMap(\.work).flatMap(\.steps) {
      switch step {
      case .create(let interface): add += interface.peers.count
      case .delete(let interface): remove += interface.peers.count
      case .change(_, .setPeer(let change)) where change.isNew: add += 1
      case .change(_, .setPeer): self.change += 1
      case .change(_, .removePeer): remove += 1
      case .switchKey, .land: self.change += 1
      // Second interfaces come and go within the plan.
      case .change, .forward, .follow, .unfollow, .destroyKey, .forgetPresharedKeys, .route, .raise, .divert, .lower:
        continue
      }
    }
  }
}

extension PlanSummary: CustomStringConvertible {
  /// `Plan: 7 peers to add, 8 to change, 7 to remove, on 8 nodes, in 2 waves.`
  package var description: String {
    let places = "on \(nodes) \(nodes == 1 ? "node" : "nodes"), in \(waves) \(waves == 1 ? "wave" : "waves")"
    return "Plan: \(add) \(add == 1 ? "peer" : "peers") to add, \(change) to change, \(remove) to remove, \(places)."
  }
}
