/// A set of pairs of nodes, as bits: a million pairs are 128 kB.
struct PairSet: Sendable {
  let count: Int
  private let width: Int
  /// Row by row; a pair's bit is in both its rows.
  private var words: [UInt64]

  /// No pair of so many nodes.
  init(count: Int) {
    self.count = count
    width = (count + 63) / 64
    words = Array(repeating: 0, count: width * count)
  }

  func contains(_ one: Int, _ other: Int) -> Bool {
    words[one * width + other / 64] >> UInt64(other % 64) & 1 == 1
  }

  mutating func insert(_ one: Int, _ other: Int) {
    words[one * width + other / 64] |= 1 << UInt64(other % 64)
    words[other * width + one / 64] |= 1 << UInt64(one % 64)
  }

  mutating func remove(_ one: Int, _ other: Int) {
    words[one * width + other / 64] &= ~(1 << UInt64(other % 64))
    words[other * width + one / 64] &= ~(1 << UInt64(one % 64))
  }

  /// How many pairs there are.
  var pairCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } / 2 }

  /// How many pairs a node is in.
  func degree(_ node: Int) -> Int { row(node).reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The nodes that a node is in a pair with, as bits: equal rows are equal company.
  func row(_ node: Int) -> ArraySlice<UInt64> { words[node * width..<(node + 1) * width] }

  /// The nodes that a node is in a pair with, ascending.
  func others(of node: Int) -> [Int] {
    row(node).enumerated().flatMap { index, word in
      (0..<64).lazy.filter { word >> UInt64($0) & 1 == 1 }.map { index * 64 + $0 }
    }
  }
}
