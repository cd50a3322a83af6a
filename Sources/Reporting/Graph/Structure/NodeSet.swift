/// A set of nodes by their numbers, as bits: what two sets share is counted 64 at a time.
struct NodeSet: Hashable, Sendable {
  private var words: [UInt64]

  /// An empty set of nodes below `capacity`.
  init(capacity: Int) { words = Array(repeating: 0, count: (capacity + 63) / 64) }

  init(_ members: some Sequence<Int>, capacity: Int) {
    self.init(capacity: capacity)
    for member in members { insert(member) }
  }

  mutating func insert(_ node: Int) { words[node / 64] |= 1 << UInt64(node % 64) }

  mutating func remove(_ node: Int) { words[node / 64] &= ~(1 << UInt64(node % 64)) }

  func contains(_ node: Int) -> Bool { words[node / 64] & 1 << UInt64(node % 64) != 0 }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  func isSubset(of other: NodeSet) -> Bool { words.indices.allSatisfy { words[$0] & ~other.words[$0] == 0 } }

  /// How many nodes are in both.
  func countShared(with other: NodeSet) -> Int {
    var count = 0
    for index in words.indices { count += (words[index] & other.words[index]).nonzeroBitCount }
    return count
  }

  func isDisjoint(with other: NodeSet) -> Bool { words.indices.allSatisfy { words[$0] & other.words[$0] == 0 } }

  mutating func formIntersection(_ other: NodeSet) { for index in words.indices { words[index] &= other.words[index] } }

  mutating func subtract(_ other: NodeSet) { for index in words.indices { words[index] &= ~other.words[index] } }

  func intersection(_ other: NodeSet) -> NodeSet {
    var result = self
    result.formIntersection(other)
    return result
  }

  func subtracting(_ other: NodeSet) -> NodeSet {
    var result = self
    result.subtract(other)
    return result
  }

  /// Ascending.
  var members: [Int] {
    var members: [Int] = []
    for (index, word) in words.enumerated() {
      var word = word
      while word != 0 {
        members.append(index * 64 + word.trailingZeroBitCount)
        word &= word - 1
      }
    }
    return members
  }
}
