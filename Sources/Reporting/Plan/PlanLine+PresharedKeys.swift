import MeshModel
import Planning
import WireGuard

/// Pre-shared keys belong to tunnels: a line names both ends, and many tunnels are one line.
extension PlanLine {
  /// More tunnels than this are counted.
  private static let limit = 12

  static func lines(of exchanges: [PresharedKeyExchange]) -> [PlanLine] {
    lines(exchanges.map { ($0.tunnel, $0.generation, [$0.tunnel.first, $0.tunnel.second]) }, symbol: .add)
  }

  static func presharedKeyLines(of wave: Wave, names: [PublicKey: String]) -> [PlanLine] {
    var nodes: [Tunnel: [String]] = [:]
    var generations: [Tunnel: Int] = [:]
    for work in wave.work {
      for case .change(_, .setPeer(let change)) in work.steps where !change.isNew {
        guard let key = change.presharedKey else { continue }
        let tunnel = Tunnel(work.node, names[change.publicKey] ?? change.publicKey.description)
        nodes[tunnel, default: []].append(work.node)
        generations[tunnel] = key.generation
      }
    }
    return lines(nodes.map { ($0, generations[$0] ?? 0, $1) }, symbol: .change)
  }

  private static func lines(_ keys: [(tunnel: Tunnel, generation: Int, nodes: [String])], symbol: Symbol) -> [PlanLine]
  {
    Dictionary(grouping: keys, by: \.generation).sorted { $0.key < $1.key }.flatMap { generation, keys -> [PlanLine] in
      let what = generation == 0 ? "off" : "(generation \(generation))"
      guard keys.count > limit else {
        return keys.sorted { $0.tunnel < $1.tunnel }.map {
          PlanLine(symbol: symbol, text: "pre-shared key \($0.tunnel) \(what)", nodes: $0.nodes.sorted())
        }
      }
      let nodes = Set(keys.flatMap(\.nodes)).sorted()
      return [PlanLine(symbol: symbol, text: "pre-shared keys of \(keys.count) tunnels \(what)", nodes: nodes)]
    }
  }
}

extension PresharedKey {
  /// 0 for none, and for one that cannot be told.
  var generation: Int { if case .file(let name) = self { name.generation } else { 0 } }
}

extension Step {
  /// Whether an entry that is there changes its pre-shared key.
  var setsPresharedKey: Bool {
    if case .change(_, .setPeer(let change)) = self { !change.isNew && change.presharedKey != nil } else { false }
  }
}
