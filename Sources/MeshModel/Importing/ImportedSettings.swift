import WireGuard

/// What a mesh says once for all its nodes, and which nodes are otherwise: of each setting, what fits most of them.
struct ImportedSettings {
  let interface: InterfaceName
  let listenPort: UInt16
  /// Which pre-shared keys most tunnels have; `nil` for none.
  let presharedKeys: PresharedKeys?

  /// What is known of the keys of most tunnels.
  enum PresharedKeys: Hashable {
    /// Hosts hold keys that are not Weft's for this mesh: they are made anew.
    case ofOthers
    /// Weft's own, which the hosts have.
    case generation(Int)
  }

  init(_ mesh: ImportedMesh) {
    let hosts = mesh.nodes.compactMap(\.host)
    interface = Self.mostCommon(hosts.compactMap(\.interface)) ?? .wg0
    listenPort = Self.mostCommon(hosts.compactMap(\.listenPort)) ?? 51_820
    var generations: [Int: Int] = [:]
    var keyed = 0
    var total = 0
    mesh.forEachEntry { _, _, entry in
      total += 1
      switch entry.presharedKey {
      case .off: return
      case .unknown: break
      case .file(let name): generations[name.generation, default: 0] += 1
      }
      keyed += 1
    }
    guard keyed * 2 > total else {
      presharedKeys = nil
      return
    }
    let best = generations.max { ($0.value, $0.key) < ($1.value, $1.key) }
    presharedKeys = best.map { .generation($0.key) } ?? .ofOthers
  }

  /// The host's own, where it is not the mesh's.
  func interface(of host: ImportedHost) -> InterfaceName? { host.interface.flatMap { $0 == interface ? nil : $0 } }

  func listenPort(of host: ImportedHost) -> UInt16? { host.listenPort.flatMap { $0 == listenPort ? nil : $0 } }

  private static func mostCommon<Value: Hashable & Comparable>(_ values: [Value]) -> Value? {
    let votes = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
    return votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}
