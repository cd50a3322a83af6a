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

  let nodes: [String: Node]
  private(set) var views: [String: View] = [:]
  private(set) var answers: [HostQuestion: RouteAnswer] = [:]
  /// Names behind keys: declared ones, and those that hosts were found with.
  private(set) var names: [PublicKey: String]

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
            WayComparison.Hop(computed: computed, host: $0, agrees: $0.agrees(with: computed.decision))
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
