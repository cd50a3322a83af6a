package import MeshModel
import WireGuard

/// Computed ways, and beneath each what the hosts do.
///
/// ```
/// There, on the hosts:
///   ✓ branch-3   → hub-a (wg0)
///   ✗ hub-a      drops it: a route says blackhole; computed: → branch-1
///                blackhole 10.20.21.9/32: not Weft's, but of a person or a script (protocol boot)
///   ✓ branch-1   behind it, through lan0
///   It ends at hub-a, after 1 hop.
/// ```
package struct TraceComparisonText: Sendable {
  package var style: TextStyle

  package init(style: TextStyle) { self.style = style }

  package func render(_ comparisons: [TraceComparison], mesh: String, heading: PlanHeading) -> String {
    let blocks = comparisons.map { comparison in
      TraceText(style: style).render([comparison.trace]) + hosts(comparison).map { $0 + "\n" }.joined()
    }
    return ([heading.description(mesh: mesh) + "\n"] + blocks).joined(separator: "\n")
  }

  private func hosts(_ comparison: TraceComparison) -> [String] {
    guard let source = comparison.trace.source else { return [] }
    let destination = comparison.trace.destination
    if let back = comparison.back, Self.agree(comparison.way), Self.agree(back) {
      return ["The hosts \(style.colored("agree", .green)), there and back."]
    }
    var lines = way("There", comparison.way, source, destination)
    if let back = comparison.back { lines += way("Back", back, destination, source) }
    return lines
  }

  private func way(_ title: String, _ way: WayComparison, _ source: IPAddress, _ destination: IPAddress) -> [String] {
    if Self.agree(way) { return ["\(title), the hosts \(style.colored("agree", .green))."] }
    let width = (way.asComputed.map(\.computed.node) + way.real.map(\.node)).map(\.count).max() ?? 0
    var lines = ["\(title), on the hosts:"]
    for hop in way.asComputed { lines += self.lines(hop, source, destination, width) }
    if let first = way.elsewhere.first, let before = way.real.prefix(while: { $0 != first }).last {
      lines.append("  From \(before.node) it goes on:")
      for hop in way.elsewhere {
        lines.append("    \(hop.node.padded(to: width))   \(HostWords.text(hop.decision, source, destination))")
      }
      if let last = way.elsewhere.last, last.decision.arrives == false, let route = last.route {
        lines.append(indent(width) + HostWords.text(route))
      }
    }
    lines.append("  \(end(way))")
    return lines + Self.distinct(way.asComputed.compactMap(HostRemedy.text)).map { "  " + $0 }
  }

  private func lines(
    _ hop: WayComparison.Hop, _ source: IPAddress, _ destination: IPAddress, _ width: Int
  ) -> [String] {
    let text = HostWords.text(hop.host.decision, source, destination)
    let start = "  \(mark(hop.agrees)) \(hop.host.node.padded(to: width))   \(text)"
    // The same peer, or one at equal cost.
    if hop.agrees != false, !hop.isAtEqualCost { return [start] }
    let lines = ["\(start); computed: \(HostWords.text(hop.computed.decision))"]
    return lines + [hop.host.route.map { indent(width) + HostWords.text($0) }].compactMap(\.self)
  }

  private func end(_ way: WayComparison) -> String {
    guard let last = way.real.last else { return "" }
    let count = way.real.count - 1
    let after = count == 0 ? "" : count == 1 ? ", after 1 hop" : ", after \(count) hops"
    switch last.decision {
    case .deliver, .deliverBehind: return "It \(style.colored("arrives", .green))\(after)."
    case .notAsked, .unreached: return "It cannot be followed beyond \(last.node)\(after)."
    case .leave, .sendAway: return "It \(style.colored("leaves the mesh", .red)) at \(last.node)\(after)."
    case .send, .drop: return "It \(style.colored("ends", .red)) at \(last.node)\(after)."
    }
  }

  private static func agree(_ way: WayComparison) -> Bool {
    way.asComputed.allSatisfy { $0.agrees == true } && way.elsewhere.isEmpty
  }

  private func mark(_ agrees: Bool?) -> String {
    switch agrees {
    case true: style.colored("✓", .green)
    case false: style.colored("✗", .red)
    case nil: style.colored("·", .yellow)
    }
  }

  private func indent(_ width: Int) -> String { String(repeating: " ", count: width + 7) }

  private static func distinct(_ texts: [String]) -> [String] {
    texts.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
