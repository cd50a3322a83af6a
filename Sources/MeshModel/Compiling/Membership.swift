/// Which nodes the members of a topology are.
struct Membership: Sendable {
  private var byName: [String: [String]] = [:]
  private var nodeNames: Set<String> = []

  init(_ nodes: some Sequence<(name: String, tags: [String])>) {
    for (name, tags) in nodes {
      nodeNames.insert(name)
      for member in Set(tags + [name]) { byName[member, default: []].append(name) }
    }
    for member in byName.keys { byName[member]?.sort() }
  }

  /// Every name that may be a member, sorted.
  var names: [String] { byName.keys.sorted() }

  func isNode(_ name: String) -> Bool { nodeNames.contains(name) }

  /// The nodes that a node's name or a tag means, sorted.
  func nodes(of member: String) -> [String] { byName[member] ?? [] }

  /// The same for several members, in their order, each node once.
  func nodes(of members: [String]) -> [String] {
    var seen: Set<String> = []
    return members.flatMap { nodes(of: $0) }.filter { seen.insert($0).inserted }
  }

  /// Groups that a rule joins: every node of the first with every other of the second.
  func joinedGroups(_ rule: TopologyRule) -> [([String], [String])] {
    switch rule.shape {
    case .fullMesh(let members):
      let all = nodes(of: members.map(\.name))
      return [(all, all)]
    case .hubs(let hubs, let spokes):
      let hubNodes = nodes(of: hubs.map(\.name))
      return [(hubNodes, hubNodes), (hubNodes, spokeNodes(hubNodes, spokes))]
    case .link(let first, let second):
      return [(nodes(of: first.name), nodes(of: second.name))]
    case .chain(let members):
      return neighbours(nodes(of: members.map(\.name)))
    case .ring(let members):
      let all = nodes(of: members.map(\.name))
      return neighbours(all + all.prefix(1))
    case .gateways(let ones, let others):
      return [(nodes(of: ones.map(\.name)), nodes(of: others.map(\.name)))]
    }
  }

  private func neighbours(_ nodes: [String]) -> [([String], [String])] {
    zip(nodes, nodes.dropFirst()).map { ([$0], [$1]) }
  }

  private func spokeNodes(_ hubs: [String], _ spokes: [TopologyRule.Member]) -> [String] {
    let hubs = Set(hubs)
    return nodes(of: spokes.map(\.name)).filter { !hubs.contains($0) }
  }

  /// Nodes that a rule has pass on packets of others.
  func forwarders(_ rule: TopologyRule) -> [String] {
    switch rule.shape {
    case .fullMesh, .link: []
    case .hubs(let hubs, _): nodes(of: hubs.map(\.name))
    case .chain(let members): Array(nodes(of: members.map(\.name)).dropFirst().dropLast())
    case .ring(let members): nodes(of: members.map(\.name))
    case .gateways(let ones, let others): nodes(of: (ones + others).map(\.name))
    }
  }

  /// Spokes and hubs of a rule that keeps its spokes apart.
  func keptApart(_ rule: TopologyRule) -> (spokes: [String], hubs: [String])? {
    guard !rule.joinsSpokes, case .hubs(let hubs, let spokes) = rule.shape else { return nil }
    let hubNodes = nodes(of: hubs.map(\.name))
    return (spokeNodes(hubNodes, spokes), hubNodes)
  }

  /// A tunnel that two rules both make; of a node, where one is given.
  /// - Parameter isSettled: Tunnels that do not count.
  func shared(
    _ one: TopologyRule, _ other: TopologyRule, of node: String? = nil, except isSettled: (Tunnel) -> Bool
  ) -> Tunnel? {
    for (left, right) in joinedGroups(one).map({ (Set($0), Set($1)) }) {
      for (first, second) in joinedGroups(other) {
        for (ones, others) in [
          (first.filter(left.contains), second.filter(right.contains)),
          (first.filter(right.contains), second.filter(left.contains)),
        ] {
          for end in ones {
            for peer in others where peer != end && (node == nil || node == end || node == peer) {
              let tunnel = Tunnel(end, peer)
              if !isSettled(tunnel) { return tunnel }
            }
          }
        }
      }
    }
    return nil
  }

  /// Whether a rule makes a tunnel between two nodes.
  func joins(_ rule: TopologyRule, _ one: String, _ other: String) -> Bool {
    joinedGroups(rule).contains { left, right in
      (left.contains(one) && right.contains(other)) || (left.contains(other) && right.contains(one))
    }
  }
}

extension TopologyRule {
  var members: [Member] {
    switch shape {
    case .fullMesh(let members), .chain(let members), .ring(let members): members
    case .hubs(let ones, let others), .gateways(let ones, let others): ones + others
    case .link(let first, let second): [first, second]
    }
  }

  /// Whether it names the two ends of its one tunnel: then what it says of it goes before what other rules say.
  var isLink: Bool {
    if case .link = shape { true } else { false }
  }
}
