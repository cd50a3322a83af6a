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
      let spokeNodes = nodes(of: spokes.map(\.name)).filter { !hubNodes.contains($0) }
      return [(hubNodes, hubNodes), (hubNodes, spokeNodes)]
    case .link(let first, let second):
      return [(nodes(of: first.name), nodes(of: second.name))]
    }
  }
}

extension TopologyRule {
  var members: [Member] {
    switch shape {
    case .fullMesh(let members): members
    case .hubs(let hubs, let spokes): hubs + spokes
    case .link(let first, let second): [first, second]
    }
  }
}
