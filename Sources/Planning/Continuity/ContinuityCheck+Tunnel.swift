import MeshModel
import WireGuard

/// One tunnel that can see a step: what its ends go through, and what comes of it.
extension ContinuityCheck {
  mutating func check(_ pair: Ends<Int>) {
    let (first, second) = (census.ends[pair.first], census.ends[pair.second])
    let names = Ends(first: first.node.name, second: second.node.name)
    guard let entries = entries(first, second) else { return }
    let changing = [(first, names.second), (second, names.first)].first { $0.0.isReplaced(towards: $0.1) }
    if let changing {
      if plan.convergence.movesTraffic, changing.0.movesToAnotherRank(towards: changing.1) {
        result.moving += 1
        return
      }
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
  mutating func check(_ index: Int, outside peer: Peer) {
    let end = census.ends[index]
    guard let name = input.names[peer.publicKey], let key = end.observed.configuration.publicKey,
      let region = end.observed.configuration.addresses.first
    else { return }
    let declared = declared(at: end, name)
    let entry = EndView.Entry(key: key, presharedKey: peer.presharedKey, hasEndpoint: true)
    let view = EndView(
      key: peer.publicKey, entries: [entry], owners: [key], missing: nil, followed: [], isAway: false, hasDetour: true)
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
    if plan.timedRotations.contains(where: { $0.switches(model.names) }) {
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
    var isAway = !history.initial { _ in false }.away.isEmpty
    for event in history.events(seenBy: name, owning: live.allowedIPs) {
      // What changes while the traffic goes over second interfaces interrupts nothing.
      if case .divert(_, let diversion) = event.action { isAway = diversion == .away }
      guard !isAway, case .command(let command) = event.action else { continue }
      switch command {
      case .setListenPort: causes.append(.listenPort(of: node))
      case .setPeer(let change) where change.publicKey == live.publicKey && !change.isNew:
        if change.endpoint != nil { causes.append(.endpoint(of: name, at: node)) }
        if change.allowedIPs?.before.isEmpty == false, !history.host.abilities.hasIncrementalAllowedIPs {
          replaced = true
        }
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

  /// Whether the interface that takes over is there beside it, and the traffic moves by the rank of routes.
  fileprivate func movesToAnotherRank(towards name: String) -> Bool {
    node.desired?.interfaces.contains {
      $0.peerNames.values.contains(name) && $0.configuration.isRouted != observed.configuration.isRouted
    } == true
  }
}

extension KeyRotation {
  /// Whether it is the rotation of one end of a tunnel in which the other takes part.
  fileprivate func switches(_ names: Ends<String>) -> Bool {
    Side.allCases.contains { side in names[side] == node && tunnels.contains { $0.peer == names[side.other] } }
  }
}
