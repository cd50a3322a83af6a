import MeshModel
import WireGuard

/// Tunnels whose traffic takes second interfaces while their own change: docs/rotation.md, "Beside".
///
/// A detour is a copy of what is live, on another port: the same keys, pre-shared keys and AllowedIPs. So nothing of it is
/// new but the port; whatever goes wrong on the tunnel itself meanwhile is on nobody's way; and a failure is left by a
/// route.
struct Detours {
  /// The second interfaces, by node.
  private(set) var byNode: [String: NodeDetour] = [:]
  /// The tunnels that take one in this plan; sorted.
  private(set) var tunnels: [DetourTunnel] = []

  init(_ input: PlanningInput, _ rotations: Rotations) {
    let candidates = input.nodes.compactMap { DetourSite($0, input.names) }
    var needed = Set(rotations.parallel.flatMap { rotation in rotation.tunnels.map { Pair(rotation.node, $0.peer) } })
    if !input.rotation.parallel.isEmpty { needed.formUnion(Self.moving(candidates, input.rotation.parallel)) }
    guard !needed.isEmpty || candidates.contains(where: { $0.live != nil }) else { return }
    let sites = Dictionary(candidates.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    // One that only comes, or that is down, has nothing to take elsewhere.
    let usable = needed.filter { pair in
      guard let first = sites[pair.first], let second = sites[pair.second], first.entry(of: pair.second) != nil,
        second.entry(of: pair.first) != nil
      else { return false }
      guard first.isUsable, second.isUsable, first.canProve(second) else { return false }
      return first.hears(pair.second) || second.hears(pair.first)
    }
    let declared = Set(input.nodes.filter { $0.desired != nil && $0.observation == nil }.map(\.name))
    let there = Set(sites.values.flatMap { site in site.livePeers.keys.map { Pair(site.name, $0) } })
    for (name, site) in sites {
      let peers = usable.compactMap { $0.other(than: name) }.sorted()
      // Who is not reached may send over it still.
      let absent = site.livePeers.keys.filter { sites[$0] == nil && declared.contains($0) }
      let detour = NodeDetour(site, to: peers.compactMap { sites[$0] }, keeping: Set(absent))
      if detour.isNeeded || site.live != nil { byNode[name] = detour }
    }
    let newKeys = Dictionary(rotations.parallel.map { ($0.node, $0.new) }, uniquingKeysWith: { first, _ in first })
    tunnels = usable.union(there).compactMap { pair in
      guard let first = sites[pair.first], let second = sites[pair.second] else { return nil }
      var tunnel = DetourTunnel(first, second, isNew: usable.contains(pair), newKeys: newKeys, candidates)
      tunnel?.first.gains = byNode[pair.first]?.gains[pair.second] ?? []
      tunnel?.second.gains = byNode[pair.second]?.gains[pair.first] ?? []
      return tunnel
    }.sorted { ($0.first.node, $0.second.node) < ($1.first.node, $1.second.node) }
  }
}

extension Detours {
  /// The tunnels of nodes that listen elsewhere from this plan on, by their port or their endpoint, and of those that get
  /// prefixes of others.
  private static func moving(_ sites: [DetourSite], _ names: Set<String>) -> Set<Pair> {
    Set(
      sites.flatMap { site -> [Pair] in
        let ports = names.contains(site.name) && site.changesPort ? site.declaredPeers : []
        return
          (ports + site.movedPeers.filter(names.contains)
          + site.gains(of: site.declaredPeers.filter(names.contains)).keys).map { Pair(site.name, $0) }
      })
  }
}

extension Pair {
  func other(than name: String) -> String? { name == first ? second : name == second ? first : nil }
}
