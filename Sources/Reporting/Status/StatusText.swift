package import Planning

/// A mesh's state in plain words: what is wrong first to be seen, and why it likely is.
package struct StatusText: Sendable {
  package var style: TextStyle
  package var isVerbose: Bool

  package init(style: TextStyle, isVerbose: Bool = false) {
    self.style = style
    self.isVerbose = isVerbose
  }

  package func render(_ status: MeshStatus, mesh: String, applied: (commit: String, age: String)) -> String {
    var lines = ["\(mesh) · applied \(applied.commit) \(applied.age) · \(state(status))", "  " + counts(status)]
    let shown = status.tunnels.filter { isVerbose || $0.health == .down }
    let width = shown.map { Self.name($0).count }.max() ?? 0
    for tunnel in shown {
      lines.append("  \(mark(tunnel.health)) \(Self.name(tunnel).padded(to: width))   \(Self.seen(tunnel))")
      if let cause = tunnel.cause { lines.append("      " + Self.explain(cause)) }
    }
    lines += AdjacencyText(style: style, isVerbose: isVerbose).lines(status.adjacencies)
    lines += status.unreached.map { "  \(style.colored("✗", .red)) \($0.name)   not reached: \($0.reason)" }
    lines += AcceptingText.lines(status.drift.accepting)
    if !status.drift.isEmpty { lines += drift(status.drift) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Of nodes that were not reached nothing is said.
  private func state(_ status: MeshStatus) -> String {
    let drifted = status.drift.changedNodes.count
    let step = status.drift.isEmpty ? "in step" : "drifted on \(drifted) \(drifted == 1 ? "node" : "nodes")"
    let reached = status.nodes - status.unreached.count
    if reached == status.nodes { return step }
    return reached == 0
      ? "none of \(status.nodes) nodes reached" : "\(reached) of \(status.nodes) nodes reached, \(step)"
  }

  private func counts(_ status: MeshStatus) -> String {
    let parts = TunnelStatus.Health.allCases.map { ($0, status.count($0)) }.filter { $0.1 > 0 }
    let text = parts.map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
    let count = status.tunnels.count
    return "\(count) \(count == 1 ? "tunnel" : "tunnels")" + (text.isEmpty ? "" : ": \(text)")
  }

  private func mark(_ health: TunnelStatus.Health) -> String {
    switch health {
    case .up: style.colored("✓", .green)
    case .idle, .unknown: style.colored("·", .yellow)
    case .down: style.colored("✗", .red)
    }
  }

  private func drift(_ plan: Plan) -> [String] {
    let lines = plan.waves.flatMap { PlanLine.lines(of: $0, in: plan) }
    return lines.map { "  \(style.symbol($0.symbol)) \($0.nodes.joined(separator: " "))   \($0.text)" }
      + ["  `weft apply` at the applied commit, or a later one, brings them back."]
  }

  private static func name(_ tunnel: TunnelStatus) -> String { tunnel.ends.joined(separator: " ↔ ") }

  private static func seen(_ tunnel: TunnelStatus) -> String {
    guard let age = tunnel.age else {
      return tunnel.health == .unknown ? "neither end was reached" : "never a handshake"
    }
    switch tunnel.cause {
    case nil where tunnel.health == .up: return "handshake \(Age.text(age)) ago"
    case nil: return "no handshake for \(Age.text(age)), and nothing asks for one"
    case .missingPeer: return "last handshake \(Age.text(age)) ago"
    default: return "no handshake for \(Age.text(age)) (expected within 2 min 5 s)"
    }
  }

  private static func explain(_ cause: TunnelStatus.Cause) -> String {
    switch cause {
    case .missingPeer(let node, let peer): "\(node) does not have \(peer) as a peer: `weft plan` says what it takes."
    case .noKeepalive(let node, let peer):
      "\(node) is behind NAT and has no keepalive towards \(peer): its mapping expired. "
        + "mesh.yaml: persistentKeepalive: auto."
    case .unreached(let node): "\(node) was not reached either: it, or its uplink, is down."
    case .noAnswer(let node, let peer):
      "\(node) sends and gets no answer: a firewall before \(peer)'s UDP port, or a wrong endpoint."
    case .noEndpoint(let node, let peer): "\(node) knows no endpoint of \(peer): does its name resolve there?"
    case .unexplained: "Neither end says why: is the uplink of one of them down?"
    }
  }
}

/// A span of time as people say it.
package enum Age {
  /// - Parameter seconds: from 0.
  package static func text(_ seconds: Int64) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3600) h"
    default: "\(seconds / 86400) days"
    }
  }
}
