import MeshModel
import WireGuard

/// Walks every state that a plan can be in.
///
/// What a tunnel is depends on its two ends alone, and any step of one may come before or after any of the other that no
/// timer orders: so the states of a tunnel, walked over the steps that it can see, are exactly those that it has in any
/// state of the whole mesh. That is checked for every tunnel that a step concerns; the others have one state, the one
/// they are in. A small mesh is walked as a whole beside that (``MeshWalk``).
struct ContinuityCheck {
  let plan: Plan
  let input: PlanningInput
  let stages: [Plan.Stage]
  let census: TunnelCensus
  let nodes: [String: NodeInput]
  /// By the census's ends; only those that something happens to.
  private(set) var histories: [Int: InterfaceHistory] = [:]
  var result = Continuity()
  var walked: [MeshWalk.Tunnel] = []

  init(_ plan: Plan, _ input: PlanningInput) {
    self.plan = plan
    self.input = input
    stages = plan.stages
    census = TunnelCensus(input)
    nodes = Dictionary(input.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    collect()
  }

  private mutating func collect() {
    var byName: [String: [InterfaceName: Int]] = [:]
    for (index, end) in census.ends.enumerated() {
      byName[end.node.name, default: [:]][end.observed.configuration.name] = index
    }
    for (stage, wave) in stages.waves {
      for work in wave.work {
        let own = byName[work.node] ?? [:]
        for (position, event) in ModelEvent.all(work).enumerated() {
          // What happens to a second interface is seen by the tunnels of the first.
          let first = own[event.interface] == nil ? own.first { $0.key.detour == event.interface } : nil
          guard let index = own[event.interface] ?? first?.value else { continue }
          let end = census.ends[index]
          histories[index, default: InterfaceHistory(end.node, end.host, end.observed)]
            .append(first == nil ? event.action : event.action.ofSecond, stage: stage, position: position)
        }
      }
    }
    for index in histories.keys { histories[index]?.index(input.names) }
  }

  /// - Parameter mostStates: of the whole mesh; beyond that single tunnels have to do.
  mutating func walk(mostStates: Int) {
    let count = census.count
    (result.tunnels, result.down) = count
    result.states = count.up
    var seen: Set<Ends<Int>> = []
    for index in histories.keys.sorted() {
      guard let history = histories[index] else { continue }
      for peer in concerned(history) {
        guard let other = census.end(peer.publicKey, facing: index) else {
          if census.isOutside(peer.publicKey, input.names), census.ends[index].isAlive(peer) {
            check(index, outside: peer)
          }
          continue
        }
        let pair = Ends(first: min(index, other), second: max(index, other))
        if census.isUp(index, other), seen.insert(pair).inserted { check(pair) }
      }
    }
    result.moves = PrefixMove.all(Array(histories.values), stages, input.names, besides: plan.detours)
    result.interruptions.sort { $0.tunnel < $1.tunnel }
    let mesh = MeshWalk(stages, census.ends.map(\.node.name), walked)
    if let states = mesh.states(atMost: mostStates) { (result.states, result.isExhaustive) = (states, true) }
  }

  /// The peers whose tunnels can see an event.
  private func concerned(_ history: InterfaceHistory) -> [Peer] {
    let peers = history.observed.configuration.peers.filter { !$0.allowedIPs.isEmpty }
    guard history.general.isEmpty else { return peers }
    return peers.filter { peer in
      history.touches(input.names[peer.publicKey] ?? peer.publicKey.description)
        || !history.prefixes.isEmpty && peer.allowedIPs.contains { !history.prefixes.within($0).isEmpty }
    }
  }
}

extension [Plan.Stage] {
  /// The waves, each with its place; but for what takes revoked keys away: it is to cut, and the input is as of after it.
  var waves: [(stage: Int, wave: Wave)] {
    enumerated().compactMap { stage, value in
      if case .wave(let wave) = value, wave.kind != .revoke { (stage, wave) } else { nil }
    }
  }
}
