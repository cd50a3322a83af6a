import WireGuard

/// A part of a topology that was found, counted.
package enum ImportedShape: Hashable, Sendable {
  case fullMesh(Int)
  case hubs(Int, spokes: Int)
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
  }

  private(set) var rules: [Rule] = []
  /// Nodes that pass packets of others on and are no rule's hubs.
  private(set) var forwarders: Set<Int> = []
  private let neighbours: [Set<Int>]

  /// Tunnels that no end of which has an endpoint are left out: nobody could send their first packet.
  /// - Parameter groupsSpokes: Whether only several nodes with the same peers are spokes, of all those peers; else nodes
  ///   whose peers all carry others.
  init(_ mesh: ImportedMesh, endpoints: [Int: Endpoint], groupsSpokes: Bool) {
    var neighbours = Array(repeating: Set<Int>(), count: mesh.nodes.count)
    mesh.forEachEntry { node, peer, _ in
      guard endpoints[node] != nil || endpoints[peer] != nil else { return }
      neighbours[node].insert(peer)
      neighbours[peer].insert(node)
    }
    self.neighbours = neighbours
    let carried = Carrying(mesh, neighbours)
    let spokes = addHubs(carried, groupsSpokes: groupsSpokes)
    addFullMeshes(except: spokes)
    let hubs = rules.flatMap { rule -> [Int] in if case .hubs(let hubs) = rule.shape { hubs } else { [] } }
    forwarders = Set(carried.count.keys).subtracting(hubs)
  }

  /// Links come last, together.
  var shapes: [ImportedShape] {
    let shapes = rules.compactMap { rule -> ImportedShape? in
      switch rule.shape {
      case .fullMesh: .fullMesh(rule.members.count)
      case .hubs(let hubs): .hubs(hubs.count, spokes: rule.members.count)
      case .link: nil
      }
    }
    return shapes.count < rules.count ? shapes + [.links(rules.count - shapes.count)] : shapes
  }

  /// Nodes whose peers carry others are spokes of those.
  private mutating func addHubs(_ carried: Carrying, groupsSpokes: Bool) -> Set<Int> {
    var groups: [Set<Int>: [Int]] = [:]
    for (node, peers) in neighbours.enumerated() where carried.count[node] == nil {
      if peers.contains(where: { carried.count[$0] != nil }) { groups[peers, default: []].append(node) }
    }
    groups = groups.filter { peers, spokes in
      groupsSpokes ? spokes.count > 1 : peers.allSatisfy { carried.count[$0] != nil }
    }
    for (hubs, spokes) in groups.sorted(by: { $0.value[0] < $1.value[0] }) {
      let ordered = hubs.sorted { (carried.count[$1] ?? 0, $0) < (carried.count[$0] ?? 0, $1) }
      // Hubs of one rule are peers of each other.
      let arePeers = ordered.allSatisfy { hub in hubs.subtracting([hub]).isSubset(of: neighbours[hub]) }
      for group in arePeers ? [ordered] : ordered.map({ [$0] }) {
        rules.append(Rule(shape: .hubs(group), members: spokes))
      }
    }
    return Set(groups.values.joined())
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

/// How much each node carries for others.
private struct Carrying {
  /// By node: how many addresses of others are sent to it.
  private(set) var count: [Int: Int] = [:]

  init(_ mesh: ImportedMesh, _ neighbours: [Set<Int>]) {
    let owners = mesh.owners.sorted { $0.key < $1.key }
    var count: [Int: Int] = [:]
    mesh.forEachEntry { node, peer, entry in
      for prefix in entry.allowedIPs {
        if prefix.isHost {
          if let owner = mesh.owners[prefix.address], owner != peer, owner != node { count[peer, default: 0] += 1 }
        } else {
          // Peers have entries of their own, which are longer.
          let start = owners.firstIndex(past: { $0.key < prefix.address })
          for (_, owner) in owners[start...].prefix(while: { prefix.contains($0.key) })
          where owner != peer && owner != node && !neighbours[node].contains(owner) {
            count[peer, default: 0] += 1
          }
        }
      }
    }
    self.count = count
  }
}

extension [(key: IPAddress, value: Int)] {
  /// The first index of a sorted list for which something no longer holds.
  fileprivate func firstIndex(past isBefore: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
