import WireGuard

/// The ranges of a mesh, from its nodes' addresses.
struct AddressRanges {
  private(set) var ranges: [Prefix]

  /// The networks that hosts give with their addresses; else the smallest that holds them, as wide as people write them.
  /// - Parameter others: Networks behind nodes, and endpoints: no range may hold or lie in one.
  init(_ hosts: [ImportedHost], avoiding others: [Prefix]) {
    self.init(hosts.flatMap(\.addresses).map { ($0.address, $0.length) }, avoiding: others)
  }

  init(_ addresses: [(address: IPAddress, length: Int)], avoiding others: [Prefix]) {
    var found: [Prefix] = []
    var rest: [IPAddress] = []
    let others = others.sorted()
    let stated = Set(addresses.compactMap { Prefix(masking: $0.address, length: $0.length) })
      .filter { !$0.isHost && $0.length > 0 && !Self.clashes($0, others) }
    for range in stated.sorted() where !found.contains(where: { $0.contains(range) }) { found.append(range) }
    for (address, _) in addresses where !found.contains(where: { $0.contains(address) }) { rest.append(address) }
    for family in IPAddress.Family.allCases {
      found += Self.cover(Set(rest.filter { $0.family == family }).sorted(), others + found)
    }
    ranges = found.sorted()
  }

  /// As few ranges as hold the sorted addresses of one family, and nothing else that matters.
  private static func cover(_ addresses: [IPAddress], _ others: [Prefix]) -> [Prefix] {
    guard let first = addresses.first, let last = addresses.last else { return [] }
    let width = first.family.width
    let common = (first.bits ^ last.bits).leadingZeroBitCount - (128 - width)
    // As people write them, and with room for more.
    let lengths = first.family == .ipv4 ? [24, 16] : [64, 48]
    for length in lengths.filter({ $0 <= common }) + [common] {
      guard let range = Prefix(masking: first, length: min(length, width)) else { continue }
      if !clashes(range, others) { return [range] }
    }
    guard addresses.count > 1 else { return [Prefix(host: first)] }
    let split = addresses.firstIndex { ($0.bits ^ first.bits).leadingZeroBitCount - (128 - width) == common } ?? 1
    return cover(Array(addresses[..<split]), others) + cover(Array(addresses[split...]), others)
  }

  private static func clashes(_ range: Prefix, _ others: [Prefix]) -> Bool { others.contains { $0.overlaps(range) } }
}
