import Diagnostics
import WireGuard

/// Every managed node says how it is reached, over nodes that are there.
enum ReachChecks {
  static func run(_ nodes: [NodeDeclaration], _ findings: inout Findings) {
    let byName = Dictionary(nodes.map { ($0.name, $0) }) { first, _ in first }
    let owners = Dictionary(nodes.flatMap { node in node.addresses.map { ($0.value, node.name) } }) { first, _ in first
    }
    for node in nodes {
      guard let ssh = node.ssh else {
        if node.isManaged, !node.written.ssh { findings.report(missing(node)) }
        continue
      }
      if let address = IPAddress(ssh.host.value), let owner = owners[address], owner != node.name {
        findings.report(
          Diagnostic(
            code: .sshHostOther, "\(address) is \(owner)'s address, not \(node.name)'s",
            at: .source(ssh.host.place)))
      }
      for jump in node.jump { check(jump, of: node, byName, &findings) }
    }
  }

  private static func check(
    _ jump: Located<String>, of node: NodeDeclaration, _ byName: [String: NodeDeclaration], _ findings: inout Findings
  ) {
    guard let target = byName[jump.value] else {
      findings.report(
        Diagnostic(
          code: .jumpUnknown, "there is no node `\(jump.value)` to jump through", at: .source(jump.place),
          remedy: Suggestion.remedy(for: jump.value, among: byName.keys.sorted())))
      return
    }
    if reaches(node.name, from: target, byName, seen: []) {
      findings.report(
        Diagnostic(
          code: .jumpLoop, "the way to \(node.name) leads through \(node.name) itself", at: .source(jump.place),
          remedy: "Jump through a node that is reached in another way."))
    } else if !target.written.ssh {
      findings.report(
        Diagnostic(
          code: .jumpWithoutSSH, "\(jump.value) cannot be jumped through: it has no `ssh`", at: .source(jump.place)))
    }
  }

  private static func reaches(
    _ name: String, from node: NodeDeclaration, _ byName: [String: NodeDeclaration], seen: Set<String>
  ) -> Bool {
    if node.name == name { return true }
    guard !seen.contains(node.name) else { return false }
    return node.jump.contains { jump in
      byName[jump.value].map { reaches(name, from: $0, byName, seen: seen.union([node.name])) } ?? false
    }
  }

  private static func missing(_ node: NodeDeclaration) -> Diagnostic {
    Diagnostic(
      code: .sshMissing, "says nowhere how to reach \(node.name)", at: node.place,
      remedy: "Add `ssh: {host: …}`, or `managed: false` for a peer that Weft never touches.")
  }
}
