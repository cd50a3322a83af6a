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
      order(rule, membership, &findings)
    }
    return membership
  }

  /// Chains, rings and gateways have as many nodes as it takes, and each once.
  private static func order(_ rule: TopologyRule, _ membership: Membership, _ findings: inout Findings) {
    let (members, least, what, code): ([TopologyRule.Member], Int, String, DiagnosticCode)
    switch rule.shape {
    case .chain(let named): (members, least, what, code) = (named, 2, "chain", .topologyChain)
    case .ring(let named): (members, least, what, code) = (named, 3, "ring", .topologyRing)
    case .gateways(let ones, let others):
      (members, least, what, code) = (ones + others, 2, "gateways", .topologyGateways)
    case .fullMesh, .hubs, .link: return
    }
    var seen: Set<String> = []
    for member in members where !seen.insert(member.name).inserted {
      findings.report(
        Diagnostic(
          code: code, "`\(member.name)` is named twice", at: .source(member.place),
          remedy: what == "chain" ? "A chain that ends where it begins is a `ring`." : "Name it once."))
    }
    guard seen.count == members.count, members.allSatisfy({ !membership.nodes(of: $0.name).isEmpty }) else { return }
    if case .gateways(let ones, let others) = rule.shape {
      let both = Set(membership.nodes(of: ones.map(\.name))).intersection(membership.nodes(of: others.map(\.name)))
      if ones.isEmpty || others.isEmpty || !both.isEmpty {
        findings.report(
          Diagnostic(
            code: .topologyGateways,
            both.min().map { "\($0) is a gateway of both meshes" } ?? "one of the meshes has no gateway",
            at: .source(rule.place), remedy: "A node that is in both meshes needs no gateway."))
      }
    } else if membership.nodes(of: members.map(\.name)).count < least {
      findings.report(
        Diagnostic(
          code: code, "a \(what) has at least \(least) nodes", at: .source(rule.place),
          remedy: least == 3 ? "For two nodes, use `link`." : "Name another node."))
    }
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
