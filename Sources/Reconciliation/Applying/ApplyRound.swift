import Diagnostics
import Planning

/// How one round of an apply ended.
struct ApplyRound {
  var outcomes: [String: NodeOutcome] = [:]
  /// Tunnels that did not shake hands.
  var silent: [Verification] = []
  /// Tunnels over which nothing was answered: so no traffic moved to them.
  var unproved: [TunnelProof] = []
  /// How many did.
  var verified = 0
  /// Routers that did not come to what was expected of them.
  var unsettled: [RouterWait] = []

  mutating func add(silent tunnels: [Verification], of all: [Verification]) {
    silent += tunnels
    verified += all.count - tunnels.count
  }

  /// Takes in who cannot be reached any more. Nobody saw such a node take anything back: it got lost on the way, with the one
  /// that it is reached through, say.
  mutating func lose(_ nodes: [LateNode]) {
    for node in nodes {
      if case .reverted = outcomes[node.name] { outcomes[node.name] = .late(node.reason) }
    }
  }

  /// Whether a node got lost on the way: the others can go on without it.
  var hasLost: Bool { outcomes.values.contains { $0.exitStatus == .unreached } }

  /// Whether something failed that trying again would not mend. What was left out because a node got lost is not that.
  var isStuck: Bool {
    outcomes.values.contains { outcome in
      switch outcome {
      case .unchanged, .changed, .late: false
      case .skipped: !hasLost
      case .reverted, .recoveryNeeded: true
      }
    }
  }
}
