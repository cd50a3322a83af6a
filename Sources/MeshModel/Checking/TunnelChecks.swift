import Diagnostics
import WireGuard

/// What rules say of their tunnels fits the nodes, and what other rules say of the same tunnels.
enum TunnelChecks {
  static func run(
    _ declaration: MeshDeclaration, _ membership: Membership, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    let rules = declaration.mesh.topology.filter { !$0.tunnels.isEmpty }
    for rule in rules {
      let members = Set(membership.nodes(of: rule.members.map(\.name)))
      for (name, endpoint) in rule.tunnels.endpoints.sorted(by: { $0.key < $1.key }) {
        if !members.contains(name) {
          findings.report(
            Diagnostic(
              code: .endpointOfOther, "\(name) is no node of this rule", at: .source(endpoint.place),
              notes: [.init("the rule", at: .source(rule.place))],
              remedy: Suggestion.remedy(for: name, among: members.sorted())))
        }
        check(endpoint, of: name, declaration.ranges, nodes, &findings)
      }
    }
    for (index, rule) in rules.enumerated() {
      for earlier in rules[..<index] where earlier.isLink == rule.isLink {
        disagreement(rule, earlier, rules, membership, &findings)
      }
    }
  }

  /// Tunnels cannot go through themselves, as with a node's own endpoint.
  private static func check(
    _ endpoint: Located<Endpoint>, of name: String, _ ranges: [Located<Prefix>], _ nodes: [NodeDeclaration],
    _ findings: inout Findings
  ) {
    guard let address = endpoint.value.address else { return }
    if let range = ranges.first(where: { $0.value.contains(address) }) {
      findings.report(
        Diagnostic(
          code: .endpointInRange, "\(address) is an address of the mesh: tunnels cannot go through themselves",
          at: .source(endpoint.place), notes: [.init("the range", at: .source(range.place))],
          remedy: "An endpoint is where the node is reached without the mesh."))
    }
    for network in nodes.flatMap(\.networks) where network.value.contains(address) {
      findings.report(
        Diagnostic(
          code: .networkHoldsEndpoint, "\(network.value) holds an endpoint of \(name)",
          at: .source(network.place), notes: [.init("the endpoint", at: .source(endpoint.place))],
          consequence: "Packets of the tunnels to \(name) would be routed into the tunnels.",
          remedy: "Declare the parts of \(network.value) without \(address)."))
    }
  }

  private static func disagreement(
    _ rule: TopologyRule, _ earlier: TopologyRule, _ rules: [TopologyRule], _ membership: Membership,
    _ findings: inout Findings
  ) {
    let (mine, theirs) = (rule.tunnels, earlier.tunnels)
    var keys: [Contested] = []
    if let one = mine.keepalive, let other = theirs.keepalive, one.value != other.value {
      keys.append(Contested("persistentKeepalive", one.place, other.place) { $0.keepalive != nil })
    }
    if let one = mine.mtu, let other = theirs.mtu, one.value != other.value {
      keys.append(Contested("mtu", one.place, other.place) { $0.mtu != nil })
    }
    if let one = mine.cost, let other = theirs.cost, one.value != other.value {
      keys.append(Contested("cost", one.place, other.place) { $0.cost != nil })
    }
    for (name, one) in mine.endpoints.sorted(by: { $0.key < $1.key }) {
      guard let other = theirs.endpoints[name], one.value != other.value else { continue }
      keys.append(Contested("endpoints", one.place, other.place, of: name) { $0.endpoints[name] != nil })
    }
    for key in keys {
      // What a link says of its tunnel goes before what both say.
      let settled =
        rule.isLink ? [] : rules.filter { $0.isLink && key.isSaid($0.tunnels) }.compactMap(membership.tunnel)
      guard let tunnel = membership.shared(rule, earlier, of: key.node, except: Set(settled).contains) else { continue }
      findings.report(
        Diagnostic(
          code: .tunnelDisagreement,
          "two rules say two things of `\(key.name)` for \(tunnel)", at: .source(key.place),
          notes: [.init("the other", at: .source(key.other))],
          remedy: rule.isLink
            ? "Keep one of them." : "Keep one of them, or say it in a `link` of the two: it goes before other rules."))
    }
  }

  /// A key of which two rules say two things.
  private struct Contested {
    let name: String
    let place: SourceRange
    let other: SourceRange
    /// Whose endpoint it is.
    let node: String?
    /// Whether a rule says it.
    let isSaid: (TunnelSettings) -> Bool

    init(
      _ name: String, _ place: SourceRange, _ other: SourceRange, of node: String? = nil,
      isSaid: @escaping (TunnelSettings) -> Bool
    ) {
      (self.name, self.place, self.other, self.node, self.isSaid) = (name, place, other, node, isSaid)
    }
  }
}

extension Membership {
  /// The tunnel of a link.
  fileprivate func tunnel(_ rule: TopologyRule) -> Tunnel? {
    guard case .link(let one, let other) = rule.shape, let first = nodes(of: one.name).first,
      let second = nodes(of: other.name).first
    else { return nil }
    return Tunnel(first, second)
  }
}
