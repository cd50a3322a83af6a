import WireGuard

/// The addresses of a mesh in order, so that those in a prefix are a range: a node's whole table is looked up in one go.
///
/// It gives what ``NodeTables`` gives address by address; for a million pairs that would take as many dictionaries' entries.
struct AddressIndex: Sendable {
  private let sorted: [(address: IPAddress, node: Int)]
  private let count: Int

  /// One address for each node, or none.
  init(_ addresses: [IPAddress?]) {
    count = addresses.count
    sorted = addresses.enumerated().compactMap { node, address in address.map { ($0, node) } }
      .sorted { $0.address < $1.address }
  }

  /// Whom a node sends to for each node's address, by its routes and AllowedIPs.
  func hops(_ node: DesiredNode, _ numbers: [PublicKey: Int32]) -> [Int32] {
    // The longest prefix decides; the interface first, and within it the peer.
    var interfaces = Longest(count: count)
    for (index, interface) in node.interfaces.enumerated() {
      for route in interface.configuration.routes { interfaces.set(Int32(index), route, members(of: route)) }
    }
    var hops = Array(repeating: NextHops.none, count: count)
    for (index, interface) in node.interfaces.enumerated() {
      var peers = Longest(count: count)
      for peer in interface.configuration.peers {
        guard let number = numbers[peer.publicKey] else { continue }
        for prefix in peer.allowedIPs { peers.set(number, prefix, members(of: prefix)) }
      }
      for (node, interface) in interfaces.values.enumerated() where interface == Int32(index) {
        hops[node] = peers.values[node]
      }
    }
    return hops
  }

  /// The nodes whose addresses a prefix holds.
  private func members(of prefix: Prefix) -> some Sequence<Int> {
    let first = sorted.partitioningIndex { $0.address >= prefix.address }
    return sorted[first...].lazy.prefix { prefix.contains($0.address) }.map(\.node)
  }
}

/// What the longest prefix so far says of each node.
private struct Longest {
  private(set) var values: [Int32]
  private var lengths: [Int16]

  init(count: Int) {
    values = Array(repeating: NextHops.none, count: count)
    lengths = Array(repeating: -1, count: count)
  }

  /// Of equal prefixes the last counts.
  mutating func set(_ value: Int32, _ prefix: Prefix, _ nodes: some Sequence<Int>) {
    for node in nodes where prefix.length >= lengths[node] {
      values[node] = value
      lengths[node] = Int16(prefix.length)
    }
  }
}
