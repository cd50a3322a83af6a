import Planning
import Reconciliation

/// The last lines of an apply: how it ended, and what is left.
struct ApplySummary {
  let commit: String
  /// The nodes that it was asked for alone; empty for all.
  let only: [String]
  /// Where it was recorded; `nil` where it was not.
  let recorded: String?

  func text(_ result: ApplyResult) -> String {
    var lines: [String] = []
    for (node, outcome) in result.outcomes.sorted(by: { $0.key < $1.key }) {
      switch outcome {
      case .changed, .unchanged: continue
      case .late, .skipped, .reverted, .recoveryNeeded: lines.append("  \(node)   \(outcome.description)")
      }
    }
    lines += result.silent.map {
      "  \($0.node) ↔ \($0.peerName)   no handshake: `weft status` says why, as far as it can"
    }
    lines += result.unproved.map {
      let rest = $0.isSecond ? "nothing has moved" : "traffic stays on the second interfaces"
      return "  \($0.node) → \($0.peer)   no answer over \($0.interface): \(rest)"
    }
    lines += result.unsettled.map { "  \($0.node)   \($0.reason): nothing that was in use was taken away" }
    if !result.remaining.isEmpty {
      lines.append(
        "  Not in step: \(result.remaining.changedNodes.joined(separator: ", ")). `weft plan` says what is left.")
    }
    let inStep = result.outcomes.values.count { $0 == .changed || $0 == .unchanged }
    let tunnels =
      result.verified == 0 ? "" : ", \(result.verified) new \(result.verified == 1 ? "tunnel" : "tunnels") up"
    let nodes = "\(inStep) \(inStep == 1 ? "node" : "nodes") in step\(tunnels)"
    let scope = only.isEmpty ? "" : " on \(only.joined(separator: ", ")) alone"
    lines.append(result.isComplete ? "Applied \(commit)\(scope): \(nodes)." : "Not applied: \(nodes).")
    if let recorded { lines.append("Recorded in \(recorded).") }
    if result.isComplete, !only.isEmpty {
      lines.append("Nothing was recorded: that takes an apply of all nodes, without `--only`.")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
