package import MeshModel
package import WireGuard

/// Hosts that are what a mesh compiles to, but for what a test changes. They answer as `ip` would.
package struct ModelHosts {
  private let compiler: MeshCompiler
  private var observations: [String: HostObservation] = [:]
  private var outputs: [String: [IPAddress: String]] = [:]
  package var unreached: Set<String> = []

  package init(_ compiler: MeshCompiler) { self.compiler = compiler }

  /// Changes what a node is.
  package mutating func change(_ node: String, _ body: (inout HostObservation) -> Void) {
    guard var observation = observations[node] ?? observed(node) else { return }
    body(&observation)
    observations[node] = observation
  }

  /// Has a node print something else about a destination: lines as ``RouteQuestion``'s script writes them, but the last.
  package mutating func answer(_ node: String, to destination: IPAddress, _ output: String) {
    outputs[node, default: [:]][destination] = output + "\nend\n"
  }

  package func compare(_ trace: PacketTrace) throws -> TraceComparison {
    var tracer = HostTracer(compiler)
    while true {
      let open = tracer.open(trace)
      if open.isEmpty { return tracer.comparison(trace) }
      for node in tracer.unknown(among: open) { tracer.add(view(node), of: node) }
      for question in open {
        guard let asked = tracer.toAsk(question) else { continue }
        let output = try outputs[question.node]?[question.destination] ?? output(question)
        tracer.add(try RouteAnswer(output, to: asked, node: question.node), to: question)
      }
    }
  }

  private func view(_ node: String) -> HostTracer.View {
    if unreached.contains(node) { return .unreached(reason: "no answer within 10 s") }
    guard compiler.nodes.contains(where: { $0.name == node && $0.isManaged }) else { return .unmanaged }
    return (observations[node] ?? observed(node)).map(HostTracer.View.observed) ?? .unmanaged
  }

  private func observed(_ node: String) -> HostObservation? {
    compiler.desired(node).map { desired in
      HostObservation(
        clock: HostClock(unixSeconds: 0, uptimeTicks: 0, bootID: ""),
        interfaces: desired.interfaces.map {
          ObservedInterface(configuration: $0.configuration, status: [:], isUp: true)
        },
        forwarding: desired.forwarding, bootFiles: [], marker: nil, keys: [], abilities: .none)
    }
  }

  /// What `ip` prints where the host's routes are the compiled ones.
  private func output(_ question: HostQuestion) throws -> String {
    var tracer = PacketTracer(compiler)
    let trace = try tracer.trace(from: question.node, to: question.destination, source: question.source)
    let start = "tool iproute2\nanswer "
    switch trace.way.first?.decision {
    case .deliver: return start + "local \(question.destination) dev lo\nend\n"
    case .deliverBehind(let network):
      return start + "\(question.destination) dev lan0\nroute \(network) dev lan0 proto kernel\nend\n"
    case .send(_, let peer):
      let interfaces = compiler.desired(question.node)?.interfaces ?? []
      let name = interfaces.first { $0.peerNames.values.contains(peer) }?.configuration.name.text ?? ""
      return start + "\(question.destination) dev \(name)\nroute \(question.destination) dev \(name) proto 171\nend\n"
    case .sendRouted(let route, let interface, _):
      return start
        + "\(question.destination) dev \(interface)\nroute \(route) dev \(interface) proto ospf metric 20\nend\n"
    case .drop, nil: return start + "RTNETLINK answers: Network is unreachable\nend\n"
    }
  }
}
