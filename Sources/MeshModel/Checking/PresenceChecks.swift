import Diagnostics
import WireGuard

/// What is worth knowing of a mesh that is right.
enum PresenceChecks {
  static func run(
    _ mesh: Mesh, _ membership: Membership, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    let rules = mesh.topology
    let joined = Set(rules.flatMap { $0.members.flatMap { membership.nodes(of: $0.name) } })
    for node in nodes {
      if node.addresses.isEmpty, node.written.addresses, !findings.tells(of: node) {
        findings.report(Diagnostic(code: .addressMissing, "\(node.name) has no address", at: node.place))
      }
      if !joined.contains(node.name), !findings.hasErrors {
        findings.report(
          Diagnostic(
            code: .nodeAlone, "\(node.name) is in no rule of the topology: it has no tunnels",
            at: node.place,
            consequence: node.networks.isEmpty
              ? "" : "Nobody reaches \(Listing.text(node.networks.map(\.value.description))).",
            remedy: "Give it a tag that `topology` names, or name it there."))
      }
      if !node.written.publicKey, !findings.tells(of: node) {
        findings.report(
          Diagnostic(
            code: .nodeNotEnrolled, "\(node.name) has no public key: it is not yet part of the mesh",
            at: node.place, remedy: "`weft enroll \(node.name)` makes its key and writes it here."))
      }
    }
    for rule in rules where mesh.routing.isStatic {
      switch rule.shape {
      case .hubs(let hubs, _):
        let names = membership.nodes(of: hubs.map(\.name))
        guard names.count > 1 else { continue }
        findings.report(waiting("\(names[0]) carries what its spokes send; the other hubs wait", "hubs", rule))
      case .gateways(let ones, let others):
        let sides = [ones, others].map { membership.nodes(of: $0.map(\.name)) }
        guard let one = sides[0].first, let other = sides[1].first, sides.contains(where: { $0.count > 1 }),
          Set(sides[0]).isDisjoint(with: sides[1])
        else { continue }
        findings.report(
          waiting(
            "\(Tunnel(one, other)) carries what goes from one mesh to the other; the other gateways wait", "gateways",
            rule))
      case .fullMesh, .link, .chain, .ring: continue
      }
    }
  }

  /// Nodes that rules name and join to nobody, where nothing else tells of it.
  static func withoutTunnels(
    _ rules: [TopologyRule], _ membership: Membership, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    guard !findings.hasErrors else { return }
    let joined = membership.joined(by: rules)
    for node in nodes where !joined.contains(node.name) && !findings.tells(of: node) {
      findings.report(
        Diagnostic(
          code: .nodeAlone, "\(node.name) has no tunnels: its rules of the topology join it to nobody", at: node.place,
          remedy: "Add another member to one of them."))
    }
  }

  private static func waiting(_ message: String, _ who: String, _ rule: TopologyRule) -> Diagnostic {
    Diagnostic(
      code: .hubsStatic, message, at: .source(rule.place),
      consequence: "Two \(who) cannot both carry one prefix on one interface: failover needs a routing protocol.")
  }
}
