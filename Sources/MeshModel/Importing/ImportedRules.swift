import WireGuard

/// The rules of a topology, by names, with what they say of their tunnels.
struct ImportedRules {
  private(set) var rules: [RepositoryDraft.Rule] = []
  /// Tags of nodes, by which rules mean them.
  private(set) var tags: [Int: [String]] = [:]
  private let names: [String]
  private var taken: Set<String>
  private var byMembers: [[Int]: String] = [:]

  /// What is left to be said of single tunnels.
  private var left: [TunnelEnds: RepositoryDraft.Tunnels] = [:]

  init(
    _ mesh: ImportedMesh, _ topology: ImportedTopology, _ endpoints: ImportedEndpoints,
    _ keepalives: [TunnelEnds: KeepalivePolicy], _ mtus: [TunnelEnds: Int]
  ) {
    names = mesh.nodes.map(\.name)
    taken = Set(names)
    for (ends, found) in endpoints.ofTunnels {
      for (node, endpoint) in found { left[ends, default: .init()].endpoints[names[node]] = endpoint }
    }
    for (ends, keepalive) in keepalives { left[ends, default: .init()].keepalive = keepalive }
    for (ends, mtu) in mtus { left[ends, default: .init()].mtu = mtu }
    // A tunnel that is not made has no rule to say anything.
    left = left.filter { topology.neighbours[Int($0.key.low)].contains(Int($0.key.high)) }
    for rule in topology.rules { add(rule) }
    for (ends, tunnels) in left.sorted(by: { ($0.key.low, $0.key.high) < ($1.key.low, $1.key.high) }) {
      rules.append(.init(shape: .link(names[Int(ends.low)], names[Int(ends.high)]), tunnels: tunnels))
    }
  }

  private mutating func add(_ rule: ImportedTopology.Rule) {
    let shape: RepositoryDraft.Rule.Shape =
      switch rule.shape {
      case .fullMesh: .fullMesh(group(rule.members, "core"))
      case .hubs(let hubs): .hubs(hubs.map { names[$0] }, spokes: group(rule.members, "spoke"))
      case .link: .link(names[rule.members[0]], names[rule.members[1]])
      }
    rules.append(.init(shape: shape, joinsSpokes: rule.joinsSpokes, tunnels: takeShared(rule)))
  }

  /// What is to be said of all tunnels of a rule alike, which is not to be said of each any more.
  private mutating func takeShared(_ rule: ImportedTopology.Rule) -> RepositoryDraft.Tunnels {
    guard !left.isEmpty else { return .init() }
    let tunnels = rule.tunnels
    var shared: RepositoryDraft.Tunnels?
    for ends in tunnels {
      let here = left[ends] ?? .init()
      shared = shared?.shared(with: here) ?? here
      if shared?.isEmpty == true { return .init() }
    }
    guard let shared else { return .init() }
    for ends in tunnels {
      let rest = left[ends]?.without(shared)
      left[ends] = rest?.isEmpty == true ? nil : rest
    }
    return shared
  }

  /// One or two by name, more by a tag that they get.
  private mutating func group(_ members: [Int], _ name: String) -> [String] {
    guard members.count > 2 else { return members.map { names[$0] } }
    if let tag = byMembers[members] { return [tag] }
    let tag = NodeName.free(name, among: taken)
    taken.insert(tag)
    byMembers[members] = tag
    for member in members { tags[member, default: []].append(tag) }
    return [tag]
  }
}

extension ImportedTopology.Rule {
  /// Its tunnels, one by one.
  fileprivate var tunnels: some Sequence<TunnelEnds> {
    let (ones, others) =
      if case .hubs(let hubs) = shape { (hubs, hubs + members) } else { (members, members) }
    return ones.indices.lazy.flatMap { place in
      others[(place + 1)...].lazy.map { TunnelEnds(ones[place], $0) }
    }
  }
}
