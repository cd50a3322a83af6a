/// Nodes that lose the same others: what is lost, in few lines.
package struct LossGroup: Hashable, Sendable {
  /// Sorted by name.
  package let nodes: [String]
  /// Whether they lose each other too.
  package let loseEachOther: Bool
  /// Whom all of them lose besides; sorted by name.
  package let others: [String]

  /// How many pairs that are.
  package var pairs: Int {
    nodes.count * others.count + (loseEachOther ? nodes.count * (nodes.count - 1) / 2 : 0)
  }

  /// Every lost pair is in one group; the largest come first.
  static func groups(_ lost: PairSet, names: [String]) -> [LossGroup] {
    var classes = LossClass.classes(lost)
    var groups: [LossGroup] = []
    while let index = classes.indices.max(by: { classes[$0].precedes(classes[$1]) }), classes[index].pairs > 0 {
      let taken = classes[index]
      groups.append(
        LossGroup(
          nodes: taken.members.map { names[$0] }, loseEachOther: taken.losesItself,
          others: taken.others.flatMap { classes[$0].members }.sorted().map { names[$0] }))
      for other in taken.others {
        classes[other].others.remove(index)
        classes[other].pairs -= taken.members.count * classes[other].members.count
      }
      classes[index].pairs = 0
    }
    return groups
  }
}

/// Nodes that nothing tells apart in what they lose.
private struct LossClass {
  /// Ascending.
  var members: [Int]
  var losesItself: Bool
  /// Classes all of whose members are lost to all of this one's.
  var others: Set<Int> = []
  /// Those that are in no group yet.
  var pairs = 0

  init(_ members: [Int], losesItself: Bool) {
    self.members = members
    self.losesItself = losesItself
  }

  /// Fewer pairs; of equals, the later name.
  func precedes(_ other: LossClass) -> Bool { (pairs, other.members[0]) < (other.pairs, members[0]) }

  /// Nodes are alike when they lose the same others, be it with each other or without.
  static func classes(_ lost: PairSet) -> [LossClass] {
    let nodes = (0..<lost.count).filter { lost.degree($0) > 0 }
    var apart: [ArraySlice<UInt64>: [Int]] = [:]
    var together: [[UInt64]: [Int]] = [:]
    for node in nodes {
      apart[lost.row(node), default: []].append(node)
      together[lost.row(node, with: node), default: []].append(node)
    }
    // A node that is alike to others in one way is not in the other.
    var classes: [LossClass] = together.values.filter { $0.count > 1 }.map { LossClass($0, losesItself: true) }
    let joined = Set(classes.flatMap(\.members))
    for members in apart.values {
      let members = members.filter { !joined.contains($0) }
      if !members.isEmpty { classes.append(LossClass(members, losesItself: false)) }
    }
    classes.sort { $0.members[0] < $1.members[0] }
    for one in classes.indices {
      let row = classes[one].members[0]
      let others = classes.indices.filter { $0 != one && lost.contains(row, classes[$0].members[0]) }
      let members = classes[one].members.count
      classes[one].others = Set(others)
      classes[one].pairs = others.reduce(classes[one].losesItself ? members * (members - 1) / 2 : 0) {
        $0 + members * classes[$1].members.count
      }
    }
    return classes
  }
}

extension PairSet {
  /// A row with one more bit.
  fileprivate func row(_ node: Int, with other: Int) -> [UInt64] {
    var row = Array(row(node))
    row[other / 64] |= 1 << UInt64(other % 64)
    return row
  }
}
