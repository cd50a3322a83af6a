import WireGuard

/// What a host does with a packet, by what was observed of it and what its `ip` answered.
extension HostTracer {
  /// What a host does; `nil` while that is not known.
  func hop(_ question: HostQuestion) -> HostHop? {
    let decided = { HostHop(node: question.node, decision: $0, route: $1) }
    switch views[question.node] {
    case nil: return nil
    case .unmanaged: return decided(.notAsked, nil)
    case .unreached(let reason): return decided(.unreached(reason: reason), nil)
    case .observed(let observation):
      if let sender = question.sender, let drop = refusal(of: question.source, from: sender, observation) {
        return decided(.drop(drop), nil)
      }
      guard let answer = answers[question] else { return nil }
      let decision = decision(question, answer, observation)
      switch decision {
      // Whatever the route is.
      case .drop(.notForwarding), .drop(.addressMissing): return decided(decision, nil)
      default: return decided(decision, answer.route)
      }
    }
  }

  /// The check of the source at the receiving end.
  private func refusal(
    of source: IPAddress, from sender: String, _ observation: HostObservation
  ) -> HostDecision.Drop? {
    guard let interface = interface(towards: sender, source, observation) else { return .unknownSender(sender) }
    let owner = owner(of: source, on: interface)
    return owner == sender ? nil : .sourceRefused(sender: sender, owner: owner)
  }

  private func decision(
    _ question: HostQuestion, _ answer: RouteAnswer, _ observation: HostObservation
  ) -> HostDecision {
    let node = nodes[question.node]
    let isBehind = node?.networks.contains { $0.contains(question.destination) } == true
    let isItsOwn = node?.addresses.contains(question.destination) == true
    switch answer.verdict {
    case .local: return isBehind || isItsOwn ? .deliver : .drop(.notItsOwn)
    case .out where isItsOwn, .refused(.noRoute) where isItsOwn, .refused(.notForwarding) where isItsOwn:
      return .drop(.addressMissing)
    case .refused(let refusal): return .drop(.refused(refusal))
    case .out("lo", _): return .drop(.loopback)
    case .out(let name, let gateway):
      let isOwn = question.sender == nil && node?.addresses.contains(question.source) == true
      let family = question.destination.family
      if !isOwn, !observation.forwarding[family] { return .drop(.notForwarding(family)) }
      let tunnels = observation.interfaces.lazy.map(\.configuration)
      guard let interface = tunnels.first(where: { $0.name.text == name }) else {
        return isBehind ? .deliverBehind(interface: name) : .leave(interface: name, gateway: gateway)
      }
      guard let key = CryptoKeyRouting(peers: interface.peers).owner(of: question.destination) else {
        return .drop(.noPeer(interface.name))
      }
      return names[key].map { .send(interface: interface.name, peer: $0) } ?? .sendAway(interface: interface.name, key)
    }
  }

  /// The interface of a host that has a node as a peer; of several the one that accepts the source from it, if one does.
  func interface(
    towards node: String, _ source: IPAddress, _ observation: HostObservation
  ) -> Interface? {
    let interfaces = observation.interfaces.map(\.configuration).filter { interface in
      interface.peers.contains { names[$0.publicKey] == node }
    }
    guard interfaces.count > 1 else { return interfaces.first }
    return interfaces.first { owner(of: source, on: $0) == node } ?? interfaces.first
  }

  /// The name of the peer that has an address, or its key where nobody knows it.
  private func owner(of address: IPAddress, on interface: Interface) -> String? {
    CryptoKeyRouting(peers: interface.peers).owner(of: address).map { names[$0] ?? $0.abbreviation }
  }
}
