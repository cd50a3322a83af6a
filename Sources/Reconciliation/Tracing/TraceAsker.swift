package import MeshModel
import Planning
package import SSH
import WireGuard

/// Asks the hosts that packets come by where they send them. It reads, and writes nothing.
package struct TraceAsker: Sendable {
  private let fleet: Fleet
  private let addresses: [String: HostAddress]
  private let compiler: MeshCompiler

  /// - Parameter addresses: How to reach the nodes.
  package init(fleet: Fleet, addresses: [String: HostAddress], compiler: MeshCompiler) {
    self.fleet = fleet
    self.addresses = addresses
    self.compiler = compiler
  }

  /// Holds traces against what the hosts do. The hosts of the computed ways are asked side by side, those of a way that
  /// packets take instead one after another.
  package func compare(_ traces: [PacketTrace]) async -> [TraceComparison] {
    var tracer = HostTracer(compiler)
    while true {
      let questions = traces.reduce(into: Set<HostQuestion>()) { $0.formUnion(tracer.open($1)) }
      if questions.isEmpty { return traces.map(tracer.comparison) }
      for (node, view) in await look(at: tracer.unknown(among: questions)) { tracer.add(view, of: node) }
      await ask(questions, &tracer)
    }
  }

  private func look(at nodes: Set<String>) async -> [String: HostTracer.View] {
    let managed = Set(compiler.nodes.filter(\.isManaged).map(\.name))
    let readings = await fleet.observe(nodes.sorted().compactMap { addresses[$0] })
    let views = nodes.map { node -> (String, HostTracer.View) in
      switch readings[node] {
      case .observed(let observation, _): (node, .observed(observation))
      case .unreached(let reason): (node, .unreached(reason: reason))
      case .notAsked, nil:
        (node, managed.contains(node) ? .unreached(reason: "its file has no `ssh` block") : .unmanaged)
      }
    }
    return Dictionary(views, uniquingKeysWith: { first, _ in first })
  }

  private func ask(_ questions: Set<HostQuestion>, _ tracer: inout HostTracer) async {
    let asked = questions.compactMap { question in tracer.toAsk(question).map { (question, $0) } }
    let byNode = Dictionary(grouping: asked, by: \.0.node)
    let answers = await fleet.forEach(byNode.keys.sorted()) { node, host -> Result<[RouteAnswer], AskingError> in
      do {
        guard let host else { throw HostError.unreachable(node: node, reason: "its session is gone") }
        var answers: [RouteAnswer] = []
        for (_, question) in byNode[node] ?? [] {
          answers.append(try RouteAnswer(await host.run(question.script).output, to: question, node: node))
        }
        return .success(answers)
      } catch {
        return .failure(AskingError(reason: Fleet.reason(error)))
      }
    }
    for (node, result) in answers {
      switch result {
      case .success(let answers):
        for ((question, _), answer) in zip(byNode[node] ?? [], answers) { tracer.add(answer, to: question) }
      case .failure(let error): tracer.add(.unreached(reason: error.reason), of: node)
      }
    }
  }

  private struct AskingError: Error {
    let reason: String
  }
}
