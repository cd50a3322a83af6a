import Diagnostics
import WireGuard

/// Something that a rule says of its tunnels, and that changes for some that are there before and after.
package struct TunnelChange: Hashable, Sendable {
  /// The rule that says it, as it is written; the one that said it before, where none does any more.
  package var rule: String
  /// How many tunnels it changes for.
  package var tunnels: Int
  package var field: FieldChange
}

/// What changes of the settings of tunnels that stay.
struct TunnelSettingsDifference {
  private let old: MeshCompiler
  private let new: MeshCompiler

  init(_ old: MeshCompiler, _ new: MeshCompiler) { (self.old, self.new) = (old, new) }

  /// Which combination of settings a tunnel has before and after.
  private struct Step: Hashable {
    var before: Int
    var after: Int
  }

  /// What a line tells.
  private struct Cause: Hashable {
    var rule: String
    var field: FieldChange
  }

  /// Sorted by rule and key. Tunnels are many and combinations few: so tunnels are only counted.
  func changes() -> [TunnelChange] {
    guard [old, new].contains(where: { $0.graph.settings.combinations.count > 1 }) else { return [] }
    var causes: [Cause: Int] = [:]
    for (step, count) in steps() {
      for cause in self.causes(step) { causes[cause, default: 0] += count }
    }
    return causes.map { TunnelChange(rule: $0.rule, tunnels: $1, field: $0.field) }
      .sorted { ($0.rule, $0.field.key, "\($0.field.new)") < ($1.rule, $1.field.key, "\($1.field.new)") }
  }

  private func steps() -> [Step: Int] {
    var steps: [Step: Int] = [:]
    let places = new.graph.names.map { old.graph.index(of: $0) }
    for (one, edges) in new.graph.edges.enumerated() {
      guard let before = places[one] else { continue }
      let peers = Set(old.graph.edges[before].map(\.end))
      for edge in edges where edge.end > one {
        guard let other = places[Int(edge.end)], peers.contains(Int32(other)) else { continue }
        let step = Step(
          before: old.graph.settings.combination(of: TunnelEnds(before, other)),
          after: new.graph.settings.combination(of: TunnelEnds(one, Int(edge.end))))
        steps[step, default: 0] += 1
      }
    }
    return steps
  }

  private func causes(_ step: Step) -> [Cause] {
    let before = old.graph.settings.combinations[step.before]
    let after = new.graph.settings.combinations[step.after]
    var causes: [Cause] = []
    func compare<Value>(_ key: String, _ one: Located<Value>?, _ other: Located<Value>?, _ text: (Value) -> String) {
      let values = [one, other].map { $0.map { [text($0.value)] } ?? [] }
      guard let field = FieldChange(key, values[0], values[1]) else { return }
      guard let rule = rule(saying: other?.place, in: new) ?? rule(saying: one?.place, in: old) else { return }
      causes.append(Cause(rule: rule, field: field))
    }
    compare("persistentKeepalive", before.keepalive, after.keepalive, \.description)
    compare("mtu", before.mtu, after.mtu, \.description)
    compare("cost", before.cost, after.cost, \.description)
    for name in Set(before.endpoints.keys).union(after.endpoints.keys) {
      compare("endpoints.\(name)", before.endpoints[name], after.endpoints[name], \.description)
    }
    return causes
  }

  private func rule(saying place: SourceRange?, in compiler: MeshCompiler) -> String? {
    place.flatMap { place in compiler.mesh.topology.first { $0.tunnels.places.contains(place) }?.description }
  }
}

extension TunnelSettings {
  /// Where each of them is said.
  fileprivate var places: [SourceRange] {
    [keepalive?.place, mtu?.place, cost?.place].compactMap(\.self) + endpoints.values.map(\.place)
  }
}

extension TopologyRule: CustomStringConvertible {
  /// Whom it joins, as it is written in a file; of long lists the first few.
  package var description: String {
    let list = { (members: [Member]) in
      "[" + (members.prefix(4).map(\.name) + (members.count > 4 ? ["…"] : [])).joined(separator: ", ") + "]"
    }
    return switch shape {
    case .fullMesh(let members): "fullMesh: \(list(members))"
    case .hubs(let hubs, let spokes): "hubs: \(list(hubs)), spokes: \(list(spokes))"
    case .link(let first, let second): "link: \(list([first, second]))"
    case .chain(let members): "chain: \(list(members))"
    case .ring(let members): "ring: \(list(members))"
    case .gateways(let ones, let others): "gateways: [\(list(ones)), \(list(others))]"
    }
  }
}
