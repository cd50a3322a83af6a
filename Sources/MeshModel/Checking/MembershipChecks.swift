import Diagnostics

/// Members of a topology are nodes or tags.
enum MembershipChecks {
  static func run(_ rules: [TopologyRule], _ nodes: [NodeDeclaration], _ findings: inout Findings) -> Membership {
    let membership = Membership(nodes.map { ($0.name, $0.tags.map(\.value)) })
    for node in nodes {
      for tag in node.tags where membership.isNode(tag.value) {
        findings.report(
          Diagnostic(
            code: .nameAmbiguous, "`\(tag.value)` is a node and a tag", at: .source(tag.place),
            remedy: "Call the tag something else: a topology could mean either."))
      }
    }
    for rule in rules {
      for member in rule.members where membership.nodes(of: member.name).isEmpty {
        findings.report(
          Diagnostic(
            code: .memberUnknown, "there is no node and no tag `\(member.name)`", at: .source(member.place),
            remedy: Suggestion.remedy(for: member.name, among: membership.names)))
      }
      linkEnds(rule, membership, &findings)
    }
    return membership
  }

  private static func linkEnds(_ rule: TopologyRule, _ membership: Membership, _ findings: inout Findings) {
    guard case .link(let first, let second) = rule.shape else { return }
    for end in [first, second] where !membership.isNode(end.name) && !membership.nodes(of: end.name).isEmpty {
      findings.report(
        Diagnostic(
          code: .topologyLink, "`\(end.name)` is a tag; a link is between two nodes", at: .source(end.place),
          remedy: "For all nodes of a tag, use `fullMesh` or `hubs` with `spokes`."))
    }
    if first.name == second.name {
      findings.report(
        Diagnostic(code: .topologyLink, "`\(first.name)` cannot be a peer of itself", at: .source(second.place)))
    }
  }
}
