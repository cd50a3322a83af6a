/// Two nodes whose interfaces are peers of each other.
package struct Tunnel: Hashable, Sendable {
  /// The end whose name sorts first.
  package let first: String
  package let second: String

  package init(_ one: String, _ other: String) {
    (first, second) = one < other ? (one, other) : (other, one)
  }
}

extension Tunnel: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool { (lhs.first, lhs.second) < (rhs.first, rhs.second) }
}

extension Tunnel: CustomStringConvertible {
  package var description: String { "\(first) ↔ \(second)" }
}
