extension RandomAccessCollection {
  /// The index of the first element that a predicate holds for, where it holds for all that follow one that it holds for;
  /// the end where there is none. It looks at log₂ n elements.
  ///
  /// It is inlined into other rooms: they search in their innermost loops.
  @inlinable
  package func partitioningIndex(where belongsInSecondPartition: (Element) throws -> Bool) rethrows -> Index {
    var start = startIndex
    var left = count
    while left > 0 {
      let half = left / 2
      let middle = index(start, offsetBy: half)
      if try belongsInSecondPartition(self[middle]) {
        left = half
      } else {
        start = index(after: middle)
        left -= half + 1
      }
    }
    return start
  }
}
