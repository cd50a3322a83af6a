import Diagnostics
package import Planning
import WireGuard

/// Where a plan stands, for its first line.
package struct PlanHeading: Sendable {
  /// Abbreviated id and first line of the commit's message.
  package var commit: String
  package var summary: String
  /// Abbreviated id of the applied commit and how long ago, such as `2 days ago`; `nil` before the first apply.
  package var applied: (commit: String, age: String)?
  package var observed: Int
  package var total: Int

  package init(commit: String, summary: String, applied: (commit: String, age: String)?, observed: Int, total: Int) {
    self.commit = commit
    self.summary = summary
    self.applied = applied
    self.observed = observed
    self.total = total
  }

  func description(mesh: String) -> String {
    let before = applied.map { "applied \($0.commit), \($0.age)" } ?? "never applied"
    return "\(mesh) at \(commit) \"\(summary)\" · \(before) · \(observed) of \(total) nodes observed"
  }
}

/// A plan as people read it on a terminal and in a log.
package struct PlanText: Sendable {
  package var style: TextStyle
  /// Names every node instead of the first few.
  package var isVerbose: Bool

  package init(style: TextStyle, isVerbose: Bool = false) {
    self.style = style
    self.isVerbose = isVerbose
  }

  package func render(_ plan: Plan, heading: PlanHeading) -> String {
    var blocks = [heading.description(mesh: plan.mesh)]
    if plan.isEmpty {
      blocks.append(nothing(plan, heading))
    } else {
      if !plan.rotations.isEmpty {
        blocks.append(RotationText(style: style).keys(plan.rotations, beside: Set(plan.parallelRotations.map(\.node))))
      }
      blocks.append(stages(plan))
      if !plan.laterRotations.isEmpty {
        let count = plan.laterRotations.count
        blocks.append("Then, batch by batch: the keys of \(count) more \(count == 1 ? "node" : "nodes").")
      }
      if !plan.forecasts.isEmpty { blocks.append(RotationText(style: style).forecast(plan)) }
    }
    if !plan.accepting.isEmpty { blocks.append(AcceptingText.lines(plan.accepting).joined(separator: "\n")) }
    if !plan.late.isEmpty { blocks.append(late(plan)) }
    if !plan.warnings.isEmpty { blocks.append(DiagnosticRenderer().render(plan.warnings)) }
    if !plan.isEmpty {
      let isRevoking = plan.waves.first?.kind == .revoke
      let continuity = ContinuityText(isVerbose: isVerbose, isRevoking: isRevoking).render(plan.continuity)
      blocks.append("\(continuity)\n\(PlanSummary(plan).description)")
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func nothing(_ plan: Plan, _ heading: PlanHeading) -> String {
    let count = plan.unchanged.count
    guard count > 0 || plan.late.isEmpty else { return "No node was reached: nothing is known of the mesh." }
    return "No changes. \(count) \(count == 1 ? "node is" : "nodes are") in step with \(heading.commit)."
  }

  private func stages(_ plan: Plan) -> String {
    let rows = plan.stages.enumerated().flatMap { index, stage in
      lines(of: stage, plan).enumerated().map { row, line in
        (title: row == 0 ? "\(index + 1) \(stage.name)" : "", line: line, nodes: nodes(line.nodes))
      }
    }
    let width = rows.map(\.nodes.count).max() ?? 0
    return rows.map { row in
      let symbol = row.line.symbol.map { style.symbol($0) } ?? " "
      return "  \(row.title.padded(to: 11)) \(symbol) \(row.nodes.padded(to: width))   \(row.line.text)"
    }.joined(separator: "\n")
  }

  private func lines(of stage: Plan.Stage, _ plan: Plan) -> [(symbol: PlanLine.Symbol?, nodes: [String], text: String)]
  {
    switch stage {
    case .exchange(let exchanges): PlanLine.lines(of: exchanges).map { ($0.symbol, $0.nodes, $0.text) }
    case .wave(let wave): PlanLine.lines(of: wave, in: plan).map { ($0.symbol, $0.nodes, $0.text) }
    case .verify(let tunnels):
      [(nil, [], "\(tunnels.count) new \(tunnels.count == 1 ? "tunnel shakes" : "tunnels shake") hands")]
    case .prove(let proofs):
      [
        (
          nil, [],
          "\(proofs.count / 2) \(proofs.count == 2 ? "tunnel answers" : "tunnels answer") from both ends over \(Self.interfaces(proofs))"
        )
      ]
    case .quiet: [(nil, [], "nothing is on its way over the second interfaces any more")]
    case .converge(let checks):
      [(nil, checks.map(\.node), checks.contains { !$0.drained.isEmpty } ? Self.drained : Self.joined)]
    case .verifyKeys(let rotations):
      rotations.map { rotation in
        let count = rotation.tunnels.count
        let tunnels = "\(count) \(count == 1 ? "tunnel shakes" : "tunnels shake") hands"
        return (nil, [rotation.node], "\(tunnels) under the new key, or all go back")
      }
    }
  }

  private static func interfaces(_ proofs: [TunnelProof]) -> String {
    Set(proofs.map(\.interface.text)).sorted().joined(separator: ", ")
  }

  private static let drained = "nothing goes over the tunnels that leave any more"
  private static let joined = "neighbours are up, and every route is known"

  private func nodes(_ names: [String]) -> String {
    guard !isVerbose, names.count > 5 else { return names.joined(separator: " ") }
    return names.prefix(4).joined(separator: " ") + " and \(names.count - 4) more"
  }

  private func late(_ plan: Plan) -> String {
    let width = plan.late.map(\.name.count).max() ?? 0
    let lines = plan.late.map { node in
      let when =
        node.isLeaving
        ? "it leaves, and what is on it stays there"
        : node.managedOverMesh ? "joins as soon as its tunnel is up" : "catches up when it is back"
      return "  \(node.name.padded(to: width))   not reached: \(node.reason); \(when)"
    }
    return lines.joined(separator: "\n")
  }
}
