package import Diagnostics
package import Planning

/// How an apply ended, decided after the hosts were read back.
package struct ApplyResult: Sendable {
  /// By node.
  package var outcomes: [String: NodeOutcome]
  /// Tunnels that were made and did not shake hands.
  package var silent: [Verification]
  /// Tunnels over which nothing was answered: so no traffic moved to them.
  package var unproved: [TunnelProof] = []
  /// Routers that did not come to what was expected of them.
  package var unsettled: [RouterWait] = []
  /// What the hosts still need; empty when every reached one is in step.
  package var remaining: Plan
  /// How many tunnels shook hands.
  package var verified: Int

  /// Takes in what the hosts still need, as they were read at the end: a node that got lost on the way may be in step.
  mutating func settle(by plan: Plan) {
    remaining = plan
    for node in plan.late { outcomes[node.name] = .late(node.reason) }
    for name in plan.unchanged {
      switch outcomes[name] {
      case nil: outcomes[name] = .unchanged
      case .late, .skipped: outcomes[name] = .changed
      case .unchanged, .changed, .reverted, .recoveryNeeded: continue
      }
    }
  }

  package var exitStatus: ExitStatus {
    let statuses = Set(outcomes.values.map(\.exitStatus))
    if let worst = [ExitStatus.recoveryNeeded, .reverted, .error].first(where: statuses.contains) { return worst }
    if !silent.isEmpty || !unproved.isEmpty || !unsettled.isEmpty || !remaining.isEmpty { return .error }
    return statuses.contains(.unreached) || remaining.isHeldUp ? .unreached : .done
  }

  /// Whether all that is left belongs to nodes that were not reached; where none was, nothing was applied.
  package var isComplete: Bool {
    exitStatus == .done || (exitStatus == .unreached && outcomes.values.contains { $0 == .changed || $0 == .unchanged })
  }
}
