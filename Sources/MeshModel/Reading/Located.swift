package import Diagnostics

/// A value, and where it was read.
package struct Located<Value> {
  package var value: Value
  package var place: SourceRange
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
