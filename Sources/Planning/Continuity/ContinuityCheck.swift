import MeshModel
import WireGuard

/// Walks every state that a plan can be in.
///
/// What a tunnel is depends on its two ends alone, and any step of one may come before or after any of the other that no
/// timer orders: so the states of a tunnel, walked over the steps that it can see, are exactly those that it has in any
/// state of the whole mesh. That is checked for every tunnel that a step concerns; the others have one state, the one
/// they are in. A small mesh is walked as a whole beside that (``MeshWalk``).
struct ContinuityCheck {
  private let plan: Plan
  private let input: PlanningInput
  private let stages: [Plan.Stage]
  private let census: TunnelCensus
  private let nodes: [String: NodeInput]
  /// By the census's ends; only those that something happens to.
  private var histories: [Int: InterfaceHistory] = [:]
  private(set) var result = Continuity()
  private var walked: [MeshWalk.Tunnel] = []

  init(_ plan: Plan, _ input: PlanningInput) {
    self.plan = plan
    self.input = input
    stages = plan.stages
    census = TunnelCensus(input)
    nodes = Dictionary(input.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    collect()
  }

  private mutating func collect() {
    var byNode: [String: [Int]] = [:]
    for (index, end) in census.ends.enumerated() { byNode[end.node.name, default: []].append(index) }
    for (stage, wave) in stages.waves {
      for work in wave.work {
        let own = byNode[work.node] ?? []
        for (position, event) in ModelEvent.all(work).enumerated() {
          guard let index = own.first(where: { census.ends[$0].observed.configuration.name == event.interface })
          else { continue }
          let end = census.ends[index]
          histories[index, default: InterfaceHistory(end.node, end.host, end.observed)]
            .append(event.action, stage: stage, position: position)
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
        guard let other = census.end(peer.publicKey) else {
          if census.isOutside(peer.publicKey, input.names), census.ends[index].isAlive(peer) { check(index, outside: peer) }
          continue
        }
        let pair = Ends(first: min(index, other), second: max(index, other))
        if census.isUp(index, other), seen.insert(pair).inserted { check(pair) }
      }
    }
    result.moves = PrefixMove.all(Array(histories.values), stages, input.names)
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

// MARK: - One tunnel

extension ContinuityCheck {
  private mutating func check(_ pair: Ends<Int>) {
    let (first, second) = (census.ends[pair.first], census.ends[pair.second])
    let names = Ends(first: first.node.name, second: second.node.name)
    guard let entries = entries(first, second) else { return }
    let changing = [(first, names.second), (second, names.first)].first { $0.0.isReplaced(towards: $0.1) }
    if let changing {
      result.interruptions.append(
        Interruption(tunnel: Tunnel(names.first, names.second), cause: .interface(of: changing.0.node.name)))
      return
    }
    let declared = Ends(
      first: declared(at: first, names.second), second: declared(at: second, names.first))
    let histories = Ends(
      first: history(pair.first, names.second, entries.first, declared.first),
      second: history(pair.second, names.first, entries.second, declared.second))
    judge(
      TunnelModel(names: names, ends: histories), nodes: pair,
      isWanted: declared.first != nil && declared.second != nil,
      causes: causes(pair.first, names.second, entries.first) + causes(pair.second, names.first, entries.second))
  }

  /// The other end stays as it is, whatever that is: it knows this end by the key that this end has now.
  private mutating func check(_ index: Int, outside peer: Peer) {
    let end = census.ends[index]
    guard let name = input.names[peer.publicKey], let key = end.observed.configuration.publicKey,
      let region = end.observed.configuration.addresses.first
    else { return }
    let declared = declared(at: end, name)
    let entry = EndView.Entry(key: key, presharedKey: peer.presharedKey, hasEndpoint: true)
    let view = EndView(key: peer.publicKey, entries: [entry], owners: [key], missing: nil, followed: [])
    let model = TunnelModel(
      names: Ends(first: end.node.name, second: name),
      ends: Ends(
        first: history(index, name, peer, declared), second: EndHistory(constant: view, region: region)))
    judge(
      model, nodes: Ends(first: index, second: index), isWanted: declared != nil, causes: causes(index, name, peer))
  }

  private mutating func judge(_ model: TunnelModel, nodes: Ends<Int>, isWanted: Bool, causes: [Interruption.Cause]) {
    guard isWanted, model.isUpBefore, let keys = model.keysBefore else {
      result.tunnels -= 1
      result.states -= 1
      if isWanted { result.down += 1 }
      return
    }
    var walk = TunnelWalk(model)
    walk.run(stages, from: keys)
    walked.append(MeshWalk.Tunnel(ends: nodes, graphs: walk.graphs, keys: keys))
    result.states += walk.states - 1
    if plan.rotations.contains(where: { $0.switches(model.names) }) {
      result.switching += 1
      if walk.loss == nil { result.waysBack += 1 }
    }
    let loss = walk.loss.map { Interruption.Cause.loss($0.loss, in: $0.wave) }
    let accepted = causes.first { if case .without = $0 { true } else { false } }
    if let cause = accepted ?? loss ?? causes.first(where: { !$0.isBrief }) ?? causes.first {
      result.interruptions.append(
        Interruption(tunnel: Tunnel(model.names.first, model.names.second), cause: cause))
    }
  }

  /// The entries that the two ends have of each other.
  private func entries(_ first: TunnelCensus.End, _ second: TunnelCensus.End) -> Ends<Peer>? {
    let (one, other) = (first.observed.configuration, second.observed.configuration)
    guard let there = one.peers.first(where: { $0.publicKey == other.publicKey }),
      let back = other.peers.first(where: { $0.publicKey == one.publicKey })
    else { return nil }
    return Ends(first: there, second: back)
  }

  private func declared(at end: TunnelCensus.End, _ name: String) -> Peer? {
    end.node.desired?.interfaces.first { $0.configuration.name == end.observed.configuration.name }
      .flatMap { DesiredInterfaceView(interface: $0).peer(name, declaredKey: nodes[name]?.desired?.publicKey) }
  }

  private func history(_ index: Int, _ name: String, _ live: Peer, _ declared: Peer?) -> EndHistory {
    if let history = histories[index] {
      return EndHistory(history, to: name, live: live, declared: declared, names: input.names)
    }
    let end = census.ends[index]
    return EndHistory(
      InterfaceHistory(end.node, end.host, end.observed), to: name, live: live, declared: declared, names: input.names)
  }

  /// What interrupts the tunnel whatever the order is, as far as one end does it.
  private func causes(_ index: Int, _ name: String, _ live: Peer) -> [Interruption.Cause] {
    guard let history = histories[index] else { return [] }
    let node = history.node.name
    var causes: [Interruption.Cause] = plan.rotations.filter { $0.node == node && $0.without.contains(name) }
      .map { _ in .without(peer: name, of: node) }
    var replaced = false
    for event in history.events(seenBy: name, owning: live.allowedIPs) {
      guard case .command(let command) = event.action else { continue }
      switch command {
      case .setListenPort: causes.append(.listenPort(of: node))
      case .setPeer(let change) where change.publicKey == live.publicKey && !change.isNew:
        if change.endpoint != nil { causes.append(.endpoint(of: name, at: node)) }
        if change.allowedIPs?.before.isEmpty == false, !history.host.abilities.hasIncrementalAllowedIPs { replaced = true }
      default: continue
      }
    }
    return causes + (replaced ? [.replacedAllowedIPs(at: node)] : [])
  }
}

extension TunnelCensus.End {
  /// Whether the node keeps the tunnel, and not on this interface.
  fileprivate func isReplaced(towards name: String) -> Bool {
    guard let interfaces = node.desired?.interfaces,
      !interfaces.contains(where: { $0.configuration.name == observed.configuration.name })
    else { return false }
    return interfaces.contains { $0.peerNames.values.contains(name) }
  }
}

extension KeyRotation {
  /// Whether it is the rotation of one end of a tunnel in which the other takes part.
  fileprivate func switches(_ names: Ends<String>) -> Bool {
    Side.allCases.contains { side in names[side] == node && tunnels.contains { $0.peer == names[side.other] } }
  }
}

extension [Plan.Stage] {
  /// The waves, each with its place.
  var waves: [(stage: Int, wave: Wave)] {
    enumerated().compactMap { stage, value in
      if case .wave(let wave) = value { (stage, wave) } else { nil }
    }
  }
}
