import Diagnostics
import WireGuard

/// Every network is reached by somebody. What follows from errors is not told.
enum ReachabilityChecks {
  static func run(
    _ rules: [TopologyRule], _ membership: Membership, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    guard !findings.hasErrors else { return }
    let named = Set(rules.flatMap { $0.members.flatMap { membership.nodes(of: $0.name) } })
    let joined = membership.joined(by: rules)
    let families = Dictionary(grouping: nodes.flatMap { node in node.families.map { ($0, node.name) } }, by: \.0)
    // That a node is named nowhere is told already.
    for node in nodes where named.contains(node.name) {
      guard let first = node.networks.first else { continue }
      if !joined.contains(node.name) {
        findings.report(
          Diagnostic(
            code: .networkUnreachable,
            "nobody reaches \(Listing.text(node.networks.map(\.value.description))): \(node.name) has no tunnel",
            at: .source(first.place), remedy: "Its rules of the topology join it to nobody: add another member."))
        continue
      }
      for network in node.networks where families[network.value.family, default: []].count == 1 {
        findings.report(
          Diagnostic(
            code: .networkUnreachable,
            "nobody reaches \(network.value): no other node has an \(network.value.family.name) address or network",
            at: .source(network.place),
            consequence: "Packets need a source that \(node.name) accepts from its peers, of the same family.",
            remedy: "Give other nodes \(network.value.family.name) addresses, of a range in `addresses` of mesh.yaml."
          ))
      }
    }
  }
}

extension Membership {
  /// The nodes that rules make peers of another one, without making a list of all tunnels.
  func joined(by rules: [TopologyRule]) -> Set<String> {
    var joined: Set<String> = []
    for (left, right) in rules.flatMap({ joinedGroups($0) }) {
      for (one, other) in [(left, right), (right, left)] {
        joined.formUnion(other.count > 1 ? one : one.filter { other.first != nil && $0 != other.first })
      }
    }
    return joined
  }
}

extension NodeDeclaration {
  /// Those that its packets may have as their source.
  fileprivate var families: Set<IPAddress.Family> {
    Set(addresses.map(\.value.family)).union(networks.map(\.value.family))
  }
}
