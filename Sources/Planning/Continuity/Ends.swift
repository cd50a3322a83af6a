/// One of the two ends of a tunnel.
enum Side: CaseIterable {
  case first
  case second

  var other: Side { self == .first ? .second : .first }
}

/// A value for each of the two ends.
struct Ends<Value> {
  var first: Value
  var second: Value

  subscript(side: Side) -> Value {
    get { side == .first ? first : second }
    set { if side == .first { first = newValue } else { second = newValue } }
  }
}

extension Ends: Equatable where Value: Equatable {}
extension Ends: Hashable where Value: Hashable {}
extension Ends: Sendable where Value: Sendable {}
