package import MeshModel
import WireGuard

/// Who loses whom, in few lines.
package struct SimulationText: Sendable {
  /// Whether to name every node.
  package var isVerbose: Bool

  package init(isVerbose: Bool = false) { self.isVerbose = isVerbose }

  /// - Parameter heading: The mesh, and which files it was read from.
  package func render(_ simulation: Simulation, heading: String) -> String {
    let down = simulation.outage.nodes.sorted() + simulation.outage.tunnels.sorted().map(\.description)
    var parts = ["\(heading) · down: \(names(down))"]
    if !simulation.groups.isEmpty { parts.append(groups(simulation.groups)) }
    if !simulation.networks.isEmpty { parts.append("Networks\n" + networks(simulation.networks)) }
    parts.append(([summary(simulation)] + recompiled(simulation)).joined(separator: "\n"))
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// - Parameter heading: As for a simulation.
  package func render(_ each: SinglePoints, heading: String) -> String {
    var parts = [heading]
    let lines = pointLines(each.points)
    if !lines.isEmpty { parts.append(lines.joined(separator: "\n")) }
    parts.append(summary(each))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func groups(_ groups: [LossGroup]) -> String {
    let subjects = groups.map { names($0.nodes) }
    let width = min(44, subjects.map(\.count).max() ?? 0)
    return zip(groups, subjects).map { group, subject in
      let verb = group.nodes.count == 1 ? "loses" : "lose"
      let others = names(group.others)
      let what =
        !group.loseEachOther
        ? others : group.others.isEmpty ? "each other" : "each other, and \(others)"
      return "  \(subject.padded(to: width))   \(verb) \(what)"
    }.joined(separator: "\n")
  }

  private func networks(_ losses: [Simulation.NetworkLoss]) -> String {
    let subjects = losses.map { names($0.networks.map(\.description)) }
    let width = min(44, subjects.map(\.count).max() ?? 0)
    return zip(losses, subjects).map { loss, subject in
      let left =
        loss.isDown
        ? "down with it"
        : loss.after == 0
          ? "reached by none of \(loss.before) nodes" : "reached by \(loss.after) of \(loss.before) nodes"
      return "  \(subject.padded(to: width))   behind \(loss.node), \(left)"
    }.joined(separator: "\n")
  }

  private func summary(_ simulation: Simulation) -> String {
    guard simulation.lost > 0 else {
      return "No pair of the \(DifferenceSummary.plural(simulation.nodes, "node")) that are up loses each other."
    }
    let pairs =
      "\(DifferenceSummary.grouped(simulation.lost)) of \(DifferenceSummary.plural(simulation.pairs, "pair")) of "
      + "nodes that are up \(simulation.lost == 1 ? "loses" : "lose") each other"
    return simulation.isRerouted
      ? "\(pairs): the routing protocol finds no other way."
      : "\(pairs), until another commit is applied: static routes stay where they are."
  }

  private func recompiled(_ simulation: Simulation) -> [String] {
    guard simulation.lost > 0 else { return [] }
    let again = simulation.recompiled
    if simulation.isRerouted, again.regained == 0 { return [] }
    let without = "Compiled without what is down"
    if again.groups.isEmpty { return ["\(without), they would reach each other again."] }
    guard again.regained > 0 else { return ["\(without), they would not either: they need other tunnels."] }
    return [
      "\(without), \(DifferenceSummary.grouped(again.regained)) would reach each other again, and these would not:",
      groups(again.groups),
    ]
  }

  /// Parts that cut as many are one line.
  private func pointLines(_ points: [SinglePoints.Point]) -> [String] {
    var lines: [(pairs: Int, isNode: Bool, names: [String])] = []
    for point in points {
      let (name, isNode) =
        switch point.part {
        case .node(let name): (name, true)
        case .tunnel(let tunnel): (tunnel.description, false)
        }
      if let last = lines.last, last.pairs == point.pairs, last.isNode == isNode {
        lines[lines.count - 1].names.append(name)
      } else {
        lines.append((point.pairs, isNode, [name]))
      }
    }
    let counts = lines.map { DifferenceSummary.plural($0.pairs, "pair") }
    let width = counts.map(\.count).max() ?? 0
    return zip(lines, counts).map { line, count in
      "  " + String(repeating: " ", count: width - count.count) + "\(count)   \(names(line.names))"
    }
  }

  private func summary(_ each: SinglePoints) -> String {
    let nodes = each.points.count { if case .node = $0.part { true } else { false } }
    let tunnels = each.points.count - nodes
    let plural = DifferenceSummary.plural
    var lines = [
      "Single points of failure: \(plural(nodes, "node", "s")) of \(DifferenceSummary.grouped(each.nodes)), "
        + "\(plural(tunnels, "tunnel", "s")) of "
        + "\(DifferenceSummary.grouped(tunnels + each.privateTunnels + each.spareTunnels)); "
        + "\(plural(each.pairs, "pair", "s")) reach each other."
    ]
    if each.privateTunnels > 0 {
      lines.append("\(plural(each.privateTunnels, "tunnel", "s")) more, of which only the two ends lose each other.")
    }
    if each.spareTunnels > 0 {
      let what = each.isRerouted ? "that others can stand in for" : "without traffic"
      lines.append("\(plural(each.spareTunnels, "tunnel", "s")) \(what).")
    }
    return lines.joined(separator: "\n")
  }

  private func names(_ names: [String]) -> String {
    isVerbose ? names.joined(separator: ", ") : DifferenceLines.names(names)
  }
}
