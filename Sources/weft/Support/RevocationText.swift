import Diagnostics
import Planning
import Reconciliation
import Reporting
import WireGuard

/// What a revocation says before it begins, and how it came out.
struct RevocationText {
  let record: Record

  /// What is about to be cut off.
  func outlook(_ outlook: RevocationOutlook) -> String {
    outlook.nodes.map(outlook(of:)).joined(separator: "\n") + "\n"
  }

  private func outlook(of node: RevocationOutlook.Node) -> String {
    var lines = node.keys.map { "\(node.name)   \($0) is revoked, for good" }
    if node.keys.isEmpty { lines.append("\(node.name)   its keys are revoked already; what was begun is finished") }
    if let reason = node.unreached { lines.append("  not reached: \(reason)") }
    if node.getsKey {
      lines.append("  it gets a new key; its tunnels break off, and go on under that one")
    } else if node.isManaged {
      lines.append("  its peers drop it, and it is no part of the mesh until it is enrolled again")
    } else {
      lines.append("  nobody manages it: its peers drop it, until its file has a new `publicKey`")
    }
    if !node.getsKey, !node.onlyWayTo.isEmpty {
      lines.append("  cut off with it: \(node.onlyWayTo.joined(separator: ", ")), managed through it alone")
    }
    if !node.unreachedPeers.isEmpty {
      lines.append("  not reached, so they accept it still: \(node.unreachedPeers.joined(separator: ", "))")
    }
    if !node.unmanagedPeers.isEmpty {
      lines.append(
        "  not managed, so their owners have to take it away there: \(node.unmanagedPeers.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  /// How every node came out of it.
  func outcome(_ result: Revocation.Result, _ outlook: RevocationOutlook) -> String {
    var lines: [String] = []
    if !result.problems.isEmpty { lines.append(DiagnosticRenderer().render(result.problems)) }
    lines += outlook.nodes.map { "  \($0.name)   \(owner($0, result))" }
    let owners = Set(outlook.nodes.map(\.name))
    for (host, outcome) in result.hosts.outcomes.sorted(by: { $0.key < $1.key }) where !owners.contains(host) {
      lines.append("  \(host)   \(outcome == .changed ? "accepts it no longer" : outcome.description)")
    }
    lines += AcceptingText.lines(result.hosts.remaining.accepting)
    lines += outlook.nodes.flatMap { node in
      node.unmanagedPeers.map { "  \($0)   not managed: its owner has to take the key of \(node.name) away there" }
    }
    lines += result.hosts.silent.map { "  \($0.node) ↔ \($0.peerName)   no handshake under the new key yet" }
    lines.append("Listed in \(record.revokedReference): no plan brings it back.")
    return lines.joined(separator: "\n") + "\n"
  }

  private func owner(_ node: RevocationOutlook.Node, _ result: Revocation.Result) -> String {
    guard let key = result.keys[node.name] else {
      return node.isManaged
        ? "cut off: enroll it again with `weft enroll \(node.name)`, or `--script`"
        : "cut off, until its file has a new `publicKey`"
    }
    switch result.hosts.outcomes[node.name] {
    case .changed: return "on its new key \(key.abbreviation); the revoked one is destroyed there"
    case let outcome?: return outcome.description
    case nil: return "its new key is \(key.abbreviation)"
    }
  }

  /// The worst of what happened.
  func exitStatus(_ result: Revocation.Result, _ outlook: RevocationOutlook) -> ExitStatus {
    let statuses = Set(result.hosts.outcomes.values.map(\.exitStatus))
    if let worst = [ExitStatus.recoveryNeeded, .reverted, .error].first(where: statuses.contains) { return worst }
    if !result.problems.isEmpty || !result.hosts.silent.isEmpty { return .error }
    let isAccepted =
      !result.hosts.remaining.accepting.isEmpty || outlook.nodes.contains { !$0.unmanagedPeers.isEmpty }
    return isAccepted || statuses.contains(.unreached) ? .unreached : .done
  }
}
