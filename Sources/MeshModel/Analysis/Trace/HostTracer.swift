package import WireGuard

/// Holds computed traces against what hosts say. It knows which question comes next; who asks them is another's concern.
package struct HostTracer: Sendable {
  /// What is known of a node.
  package enum View: Sendable {
    case observed(HostObservation)
    case unreached(reason: String)
    /// Weft does not manage it.
    case unmanaged
  }

  private let nodes: [String: Node]
  private var views: [String: View] = [:]
  private var answers: [HostQuestion: RouteAnswer] = [:]
  /// Names behind keys: declared ones, and those that hosts were found with.
  private var names: [PublicKey: String]

  package init(_ compiler: MeshCompiler) {
    nodes = Dictionary(compiler.nodes.map { ($0.name, $0) }) { first, _ in first }
    names = Dictionary(compiler.nodes.compactMap { node in node.publicKey.map { ($0, node.name) } }) { first, _ in first
    }
  }

  package mutating func add(_ view: View, of node: String) {
    views[node] = view
    guard case .observed(let observation) = view else { return }
    // A key that waits to be switched is declared, and the one that is live is not.
    for (key, name) in observation.marker?.heldKeys ?? [:] where names[key] == nil { names[key] = name }
    for key in observation.interfaces.compactMap(\.configuration.publicKey) where names[key] == nil {
      names[key] = node
    }
  }

  package mutating func add(_ answer: RouteAnswer, to question: HostQuestion) { answers[question] = answer }

  /// Nodes among those of the questions that nothing is known of yet.
  package func unknown(among questions: some Sequence<HostQuestion>) -> Set<String> {
    Set(questions.map(\.node).filter { views[$0] == nil })
  }

  /// How to ask a node; `nil` where the answer is known, or what is known of the node is one.
  package func toAsk(_ question: HostQuestion) -> RouteQuestion? {
    guard answers[question] == nil, case .observed(let observation) = views[question.node] else { return nil }
    let entry: RouteQuestion.Entry
    if let sender = question.sender {
      guard let interface = interface(towards: sender, question.source, observation) else { return nil }
      entry = .over(interface.name)
    } else {
      entry = nodes[question.node]?.addresses.contains(question.source) == true ? .own : .behind
    }
    return RouteQuestion(source: question.source, destination: question.destination, entry: entry)
  }

  /// Questions whose answers a trace still needs: all at once about the computed way, one by one about another.
  package func open(_ trace: PacketTrace) -> Set<HostQuestion> {
    var open: Set<HostQuestion> = []
    for way in ways(of: trace) {
      let questions = way.questions + [follow(way).next].compactMap(\.self)
      open.formUnion(questions.filter { views[$0.node] == nil || toAsk($0) != nil })
    }
    return open
  }

  /// What was found so far.
  package func comparison(_ trace: PacketTrace) -> TraceComparison {
    let compared = ways(of: trace).map { way in
      WayComparison(
        asComputed: zip(way.hops, way.questions).compactMap { computed, question in
          hop(question).map {
            WayComparison.Hop(computed: computed, host: $0, agrees: $0.decision.agrees(with: computed.decision))
          }
        },
        real: follow(way).hops)
    }
    return TraceComparison(
      trace: trace, way: compared.first ?? WayComparison(asComputed: [], real: []), back: compared.dropFirst().first)
  }

  /// A computed way, and what is asked about it.
  private struct Way {
    var hops: [PacketTrace.Hop]
    var questions: [HostQuestion]
  }

  private func ways(of trace: PacketTrace) -> [Way] {
    guard let source = trace.source else { return [] }
    let packets = [(trace.way, source, trace.destination), (trace.back, trace.destination, source)]
    return packets.filter { !$0.0.isEmpty }.map { hops, source, destination in
      let senders = [nil] + hops.dropLast().map { Optional($0.node) }
      return Way(
        hops: hops,
        questions: zip(hops, senders).map { hop, sender in
          HostQuestion(node: hop.node, sender: sender, source: source, destination: destination)
        })
    }
  }

  /// Goes with the packet from host to host.
  /// - Returns: as far as is known, and the question that the next host has to answer.
  private func follow(_ way: Way) -> (hops: [HostHop], next: HostQuestion?) {
    var hops: [HostHop] = []
    var seen: Set<HostQuestion> = []
    var next = way.questions.first
    while let question = next {
      guard seen.insert(question).inserted else {
        return (hops + [HostHop(node: question.node, decision: .drop(.loop), route: nil)], nil)
      }
      guard let hop = hop(question) else { return (hops, question) }
      hops.append(hop)
      guard case .send(_, let peer) = hop.decision else { break }
      next = HostQuestion(
        node: peer, sender: question.node, source: question.source, destination: question.destination)
    }
    return (hops, nil)
  }
}

extension HostTracer {
  /// What a host does; `nil` while that is not known.
  private func hop(_ question: HostQuestion) -> HostHop? {
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
      // Whatever the route is.
      if case .drop(.notForwarding) = decision { return decided(decision, nil) }
      return decided(decision, answer.route)
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
    switch answer.verdict {
    case .local:
      return isBehind || node?.addresses.contains(question.destination) == true ? .deliver : .drop(.notItsOwn)
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
  private func interface(
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
