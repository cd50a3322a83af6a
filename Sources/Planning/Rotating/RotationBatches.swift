/// Splits rotations into batches that switch at one moment.
///
/// A batch never holds two ends of one tunnel, two hubs of one group, or two nodes that somebody is managed through: no
/// wave touches all ways to a node.
enum RotationBatches {
  /// - Parameters:
  ///   - rotations: sorted by node.
  ///   - apart: groups of names of which a batch holds one at most.
  static func split(_ rotations: [KeyRotation], apart: [[String]], limit: Int) -> [[KeyRotation]] {
    var groups: [String: Set<Int>] = [:]
    for (number, group) in apart.enumerated() { for name in group { groups[name, default: []].insert(number) } }
    var batches: [(members: [KeyRotation], peers: Set<String>, groups: Set<Int>)] = []
    for rotation in rotations {
      let own = groups[rotation.node] ?? []
      let fits = batches.firstIndex { batch in
        batch.members.count < limit && !batch.peers.contains(rotation.node) && batch.groups.isDisjoint(with: own)
      }
      let index = fits ?? batches.endIndex
      if fits == nil { batches.append(([], [], [])) }
      batches[index].members.append(rotation)
      batches[index].peers.formUnion(rotation.tunnels.map(\.peer) + rotation.without)
      batches[index].groups.formUnion(own)
    }
    return batches.map(\.members)
  }
}
