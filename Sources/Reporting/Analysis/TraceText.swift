package import MeshModel
import WireGuard

/// The way of packets, hop by hop, and why.
///
/// ```
/// nyc-1   10.20.2.9 matches 10.20.2.0/24 on peer hub-a → hub-a
/// hub-a   accepts 10.10.0.7 from nyc-1 (10.10.0.7/32); 10.20.2.9 matches 10.20.2.0/24 on peer hub-b → hub-b
/// hub-b   accepts 10.10.0.7 from hub-a (10.10.0.7/32); 10.20.2.9 is behind hub-b
/// reached in 2 hops; the way back is the same.
/// ```
package struct TraceText: Sendable {
  package var style: TextStyle

  package init(style: TextStyle) { self.style = style }

  package func render(_ traces: [PacketTrace]) -> String { traces.map(render).joined(separator: "\n") }

  private func render(_ trace: PacketTrace) -> String {
    let width = (trace.way + trace.back).map(\.node.count).max() ?? 0
    var lines = trace.way.map { line($0, trace.source, trace.destination, width) }
    guard trace.arrives else {
      lines += ["\(style.colored("not reached", .red)): \(whereDropped(trace))."] + remedy(trace.way)
      return lines.joined(separator: "\n") + "\n"
    }
    let hops = trace.way.count - 1
    let reached = style.colored("reached", .green) + (hops == 0 ? " without a tunnel" : " in \(Self.hops(hops))")
    let back = trace.back.map { line($0, trace.destination, trace.source ?? trace.destination, width) }
    switch (trace.isAnswered, trace.isSymmetric) {
    case (true, true): lines.append(hops == 0 ? "\(reached)." : "\(reached); the way back is the same.")
    case (true, false): lines += ["\(reached); the way back is another:"] + back
    case (false, _):
      lines += ["\(reached); \(style.colored("no answer comes back", .red)):"] + back + remedy(trace.back)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ hop: PacketTrace.Hop, _ source: IPAddress?, _ destination: IPAddress, _ width: Int) -> String {
    var parts: [String] = []
    if let acceptance = hop.acceptance, let source {
      parts.append("accepts \(source) from \(acceptance.sender) (\(acceptance.prefix))")
    }
    switch hop.decision {
    case .send(let prefix, let peer): parts.append("\(destination) matches \(prefix) on peer \(peer) → \(peer)")
    case .sendRouted(let route, let interface, let peer):
      parts.append("\(destination) has the route \(route) into \(interface) → \(peer)")
    case .deliver: parts.append("\(destination) is its own address")
    case .deliverBehind: parts.append("\(destination) is behind \(hop.node)")
    case .drop(let drop): parts.append(TraceWords.text(drop, at: hop.node, source, destination))
    }
    return "\(hop.node.padded(to: width))   \(parts.joined(separator: "; "))"
  }

  private func whereDropped(_ trace: PacketTrace) -> String {
    guard let last = trace.way.last, trace.way.count > 1 else { return "it never enters the mesh" }
    return "dropped at \(last.node), after \(Self.hops(trace.way.count - 1))"
  }

  private func remedy(_ way: [PacketTrace.Hop]) -> [String] {
    guard let last = way.last, case .drop(let drop) = last.decision else { return [] }
    let text = TraceWords.remedy(drop, at: last.node)
    return text.isEmpty ? [] : ["  " + text]
  }

  private static func hops(_ count: Int) -> String { count == 1 ? "1 hop" : "\(count) hops" }
}
