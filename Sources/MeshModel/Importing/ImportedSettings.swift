import WireGuard

/// What a mesh says once for all its nodes: of each setting, what fits most of them.
struct ImportedSettings {
  let interface: InterfaceName
  let listenPort: UInt16
  /// Bytes.
  let mtu: Int
  let keepalive: KeepalivePolicy
  let presharedKeys: Bool

  init(_ mesh: ImportedMesh, endpoints: [Int: Endpoint]) {
    let hosts = mesh.nodes.compactMap(\.host)
    interface = Self.mostCommon(hosts.compactMap(\.interface)) ?? .wg0
    listenPort = Self.mostCommon(hosts.compactMap(\.listenPort)) ?? 51_820
    mtu = Self.mostCommon(hosts.compactMap(\.mtu).filter { (1_280...9_000).contains($0) }) ?? 1_420
    var seconds: [UInt16: Int] = [:]
    var automatic = 0
    var keyed = 0
    var total = 0
    mesh.forEachEntry { node, peer, entry in
      total += 1
      seconds[entry.keepalive, default: 0] += 1
      let expected: UInt16 = endpoints[node] == nil && endpoints[peer] != nil ? 25 : 0
      if entry.keepalive == expected { automatic += 1 }
      if entry.presharedKey != .off { keyed += 1 }
    }
    let best = seconds.max { ($0.value, $1.key) < ($1.value, $0.key) }
    keepalive = best.map { $0.value > automatic ? .seconds($0.key) : .auto } ?? .auto
    presharedKeys = keyed * 2 > total
  }

  private static func mostCommon<Value: Hashable & Comparable>(_ values: [Value]) -> Value? {
    let votes = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
    return votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
