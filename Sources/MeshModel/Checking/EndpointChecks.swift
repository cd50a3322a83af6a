import Diagnostics

/// One end of every tunnel can be found by the other.
enum EndpointChecks {
  static func run(
    _ rules: [TopologyRule], _ membership: Membership, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    let hidden = Set(nodes.filter { !$0.written.endpoint }.map(\.name))
    let overriding = rules.filter { !$0.tunnels.endpoints.isEmpty }
    for rule in rules {
      let (pairs, count) = hiddenPairs(rule, membership, hidden, overriding)
      guard let first = pairs else { continue }
      let more = count > 1 ? ", and so on: \(count) tunnels in all" : ""
      findings.report(
        Diagnostic(
          code: .endpointMissing,
          "\(first.0) and \(first.1) are peers here, but neither has an endpoint\(more)", at: .source(rule.place),
          notes: [first.0, first.1].compactMap { name in
            nodes.first { $0.name == name }.map { .init("\(name) has no `endpoint`", at: $0.place) }
          },
          consequence: "Behind NAT both wait for the other: nobody can send the first packet.",
          remedy: "Give one of them an `endpoint`, or this rule `endpoints`, or let them meet at a hub."))
    }
  }

  /// The first pair of nodes without endpoints that the rule joins, and how many there are.
  private static func hiddenPairs(
    _ rule: TopologyRule, _ membership: Membership, _ hidden: Set<String>, _ overriding: [TopologyRule]
  ) -> ((String, String)?, Int) {
    let isFound = { (one: String, other: String) in
      overriding.contains { rule in
        [one, other].contains { rule.tunnels.endpoints[$0] != nil } && membership.joins(rule, one, other)
      }
    }
    var first: (String, String)?
    var count = 0
    for (left, right) in membership.joinedGroups(rule) {
      let lefts = left.filter(hidden.contains)
      let rights = right.filter(hidden.contains)
      let isSame = left == right
      for (index, one) in lefts.enumerated() {
        for other in isSame ? rights[(index + 1)...] : rights[...] where other != one && !isFound(one, other) {
          count += 1
          if first == nil { first = (one, other) }
        }
      }
    }
    return (first, count)
  }
}
