extension Prefix {
  /// The fewest prefixes that hold exactly the addresses of these, sorted: what lies in another goes, and two halves of a
  /// prefix become the prefix (RFC 4632, section 3.1).
  package static func aggregated(_ prefixes: some Sequence<Prefix>) -> [Prefix] {
    var result: [Prefix] = []
    for prefix in prefixes.sorted() {
      if let last = result.last, last.contains(prefix) { continue }
      result.append(prefix)
      while let whole = whole(of: result.suffix(2)) { result.replaceSubrange((result.count - 2)..., with: [whole]) }
    }
    return result
  }

  /// The prefix that two halves make up; never the default route, which wg-quick and others take for more than it is.
  private static func whole(of halves: ArraySlice<Prefix>) -> Prefix? {
    guard halves.count == 2, let low = halves.first, let high = halves.last, low.length == high.length, low.length > 1,
      let whole = Prefix(masking: low.address, length: low.length - 1), whole.contains(high)
    else { return nil }
    return whole
  }

  /// The prefixes of a sorted list that make up all of this one; `nil` where they do not.
  package func parts(in sorted: [Prefix]) -> ArraySlice<Prefix>? {
    let parts = sorted[place(in: sorted)...].prefix { contains($0) }
    return Self.aggregated(parts) == [self] ? parts : nil
  }

  /// The index of the first of a sorted list that is not before this one.
  func place(in sorted: [Prefix]) -> Int { sorted.partitioningIndex { $0 >= self } }
}
