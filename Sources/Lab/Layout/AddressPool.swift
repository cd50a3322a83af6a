import WireGuard

/// Hands out the addresses of a range, each once, and never one that the mesh uses itself.
struct AddressPool {
  private let range: Prefix
  private let taken: [Prefix]
  private var next: UInt128

  /// - Parameter first: the offset of the first address to give, from the start of the range.
  init(_ range: Prefix, first: UInt128, avoiding taken: [Prefix]) {
    self.range = range
    self.taken = taken
    self.next = first
  }

  /// The next free address; `nil` where the range has no more.
  mutating func take() -> IPAddress? {
    while true {
      let address = IPAddress(family: range.family, bits: range.address.bits + next)
      guard range.contains(address) else { return nil }
      next += 1
      if !taken.contains(where: { $0.contains(address) }) { return address }
    }
  }
}
