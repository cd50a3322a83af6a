import WireGuard

/// A part of a topology that was found, counted.
package enum ImportedShape: Hashable, Sendable {
  case fullMesh(Int)
  /// Spokes that are apart do not reach each other.
  case hubs(Int, spokes: Int, areApart: Bool = false)
  case links(Int)
}

/// Who is a peer of whom, as rules that a person would write: hubs and their spokes, full meshes, and links for the rest.
struct ImportedTopology {
  struct Rule: Hashable {
    enum Shape: Hashable {
      case fullMesh
      case hubs([Int])
      case link
    }

    var shape: Shape
    /// The nodes of a full mesh, the spokes, or the two ends; sorted.
    var members: [Int]
    /// Of a rule with hubs: whether the spokes reach each other.
    var joinsSpokes = true
  }

  private(set) var rules: [Rule] = []
  /// Nodes that pass packets of others on and are no rule's hubs.
  private(set) var forwarders: Set<Int> = []
  /// By node: those that it has tunnels with.
  let neighbours: [Set<Int>]

  /// Tunnels that no end of which has an endpoint are left out: nobody could send their first packet.
  /// - Parameter groupsSpokes: Whether only several nodes with the same peers are spokes, of all those peers; else nodes
  ///   whose peers all carry others.
  init(
    _ mesh: ImportedMesh, endpoints: ImportedEndpoints, forwarding: ImportedForwarding, groupsSpokes: Bool
  ) {
    var neighbours = Array(repeating: Set<Int>(), count: mesh.nodes.count)
    mesh.forEachEntry { node, peer, _ in
      guard endpoints.joins(node, peer) else { return }
      neighbours[node].insert(peer)
      neighbours[peer].insert(node)
    }
    self.neighbours = neighbours
    let addresses = AddressOwners(mesh.owners)
    let carried = Carrying(mesh, neighbours, addresses)
    let reach = SpokeReach(mesh, addresses)
    let spokes = addHubs(mesh, carried, reach, forwarding, groupsSpokes: groupsSpokes)
    addFullMeshes(except: spokes)
    let hubs = rules.flatMap { rule -> [Int] in if case .hubs(let hubs) = rule.shape { hubs } else { [] } }
    forwarders = Set(carried.count.keys).union(forwarding.transit).subtracting(hubs)
  }

  /// Links come last, together.
  var shapes: [ImportedShape] {
    let shapes = rules.compactMap { rule -> ImportedShape? in
      switch rule.shape {
      case .fullMesh: .fullMesh(rule.members.count)
      case .hubs(let hubs): .hubs(hubs.count, spokes: rule.members.count, areApart: !rule.joinsSpokes)
      case .link: nil
      }
    }
    return shapes.count < rules.count ? shapes + [.links(rules.count - shapes.count)] : shapes
  }

  /// Nodes whose peers carry others are spokes of those; and so are nodes that meet at hubs, and nobody goes further.
  private mutating func addHubs(
    _ mesh: ImportedMesh, _ carried: Carrying, _ reach: SpokeReach, _ forwarding: ImportedForwarding, groupsSpokes: Bool
  ) -> Set<Int> {
    var groups: [Set<Int>: [Int]] = [:]
    for (node, peers) in neighbours.enumerated() where carried.count[node] == nil && !peers.isEmpty {
      groups[peers, default: []].append(node)
    }
    groups = groups.filter { peers, spokes in
      guard peers.contains(where: { carried.count[$0] != nil }) else {
        return peers.isDisjoint(with: forwarding.ends) && spokes.contains { mesh.nodes[$0].host != nil }
          && isStar(peers, spokes, least: peers.isDisjoint(with: forwarding.transit) ? 3 : 2)
      }
      return groupsSpokes ? spokes.count > 1 : peers.allSatisfy { carried.count[$0] != nil }
    }
    for (hubs, spokes) in groups.sorted(by: { $0.value[0] < $1.value[0] }) {
      let ordered = Self.order(hubs, of: spokes, carried, reach)
      // Hubs of one rule are peers of each other.
      for group in arePeers(hubs) ? [ordered] : ordered.map({ [$0] }) {
        let (joined, apart) = reach.split(spokes, over: group)
        if !joined.isEmpty { rules.append(Rule(shape: .hubs(group), members: joined)) }
        if !apart.isEmpty { rules.append(Rule(shape: .hubs(group), members: apart, joinsSpokes: false)) }
      }
    }
    return Set(groups.values.joined())
  }

  /// Who carries more of what the spokes send each other, else of all that they send, else of all, is first.
  private static func order(
    _ hubs: Set<Int>, of spokes: [Int], _ carried: Carrying, _ reach: SpokeReach
  ) -> [Int] {
    guard hubs.count > 1 else { return Array(hubs) }
    let ranked = hubs.map { hub in
      let sent = reach.sent(by: spokes, to: hub)
      return (among: sent.among, sent: sent.all, all: carried.count[hub] ?? 0, hub: hub)
    }
    return ranked.sorted { ($1.among, $1.sent, $1.all, $0.hub) < ($0.among, $0.sent, $0.all, $1.hub) }.map(\.hub)
  }

  private func arePeers(_ nodes: Set<Int>) -> Bool {
    nodes.allSatisfy { nodes.subtracting([$0]).isSubset(of: neighbours[$0]) }
  }

  /// Whether several nodes meet at hubs that have no other peers: two are enough where a hub is known to forward.
  private func isStar(_ hubs: Set<Int>, _ spokes: [Int], least: Int) -> Bool {
    let all = hubs.union(spokes)
    return spokes.count >= least && arePeers(hubs) && hubs.allSatisfy { neighbours[$0].isSubset(of: all) }
  }

  /// What is left: from the node with the most tunnels on, as many as are all peers of each other.
  private mutating func addFullMeshes(except spokes: Set<Int>) {
    var left = neighbours.map { $0.subtracting(spokes) }
    for spoke in spokes { left[spoke] = [] }
    for rule in rules {
      if case .hubs(let hubs) = rule.shape { Self.remove(hubs, from: &left) }
    }
    let order = left.indices.sorted { (left[$1].count, $0) < (left[$0].count, $1) }
    for node in order {
      while let peer = left[node].max(by: { (neighbours[$0].count, $1) < (neighbours[$1].count, $0) }) {
        var members = [node, peer]
        for other in order where other != node && other != peer && !spokes.contains(other) {
          if members.allSatisfy({ neighbours[other].contains($0) }) { members.append(other) }
        }
        members.sort()
        rules.append(Rule(shape: members.count > 2 ? .fullMesh : .link, members: members))
        Self.remove(members, from: &left)
      }
    }
  }

  private static func remove(_ members: [Int], from left: inout [Set<Int>]) {
    for member in members { left[member].subtract(members) }
  }
}
