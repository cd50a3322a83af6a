extension Prefix {
  /// What is left of it without others, in the fewest prefixes, sorted.
  /// - Parameter others: Sorted, and none in another, as ``aggregated(_:)`` makes them.
  package func subtracting(_ others: [Prefix]) -> [Prefix] {
    let place = place(in: others)
    if place > 0, others[place - 1].contains(self) { return [] }
    return subtracting(others[place...].prefix { contains($0) })
  }

  /// - Parameter parts: Sorted, and all in it.
  private func subtracting(_ parts: ArraySlice<Prefix>) -> [Prefix] {
    guard let first = parts.first else { return [self] }
    guard first != self, let (low, high) = halves else { return [] }
    let border = parts.firstIndex { $0.address >= high.address } ?? parts.endIndex
    return low.subtracting(parts[..<border]) + high.subtracting(parts[border...])
  }

  /// `nil` for one address.
  private var halves: (Prefix, Prefix)? {
    guard !isHost, let low = Prefix(masking: address, length: length + 1) else { return nil }
    let middle = IPAddress(family: family, bits: address.bits | UInt128(1) << UInt128(family.width - length - 1))
    return Prefix(masking: middle, length: length + 1).map { (low, $0) }
  }
}
