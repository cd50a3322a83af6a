import FRR
import Planning
import SSH
import WireGuard

/// A router that has not come to what is expected of it.
package struct RouterWait: Hashable, Sendable {
  package var node: String
  /// What is still missing, in a few words.
  package var reason: String
}

/// Waits until routers have their neighbours and routes, and until nothing goes over tunnels that are drained.
struct Converger: Sendable {
  let fleet: Fleet
  let report: @Sendable (ApplyEvent) async -> Void

  /// OSPF with its usual timers takes up to 50 s: a neighbour that it has to forget first (40 s), and a hello (10 s).
  static let patience: Duration = .seconds(90)

  /// Those that did not come to it.
  func wait(_ checks: [RouterCheck]) async -> [RouterWait] {
    let clock = ContinuousClock()
    let start = clock.now
    var waiting = checks
    while true {
      let missing = await missing(waiting)
      waiting = waiting.filter { missing[$0.node] != nil }
      await report(.converging(done: checks.count - waiting.count, total: checks.count, waiting: waiting.map(\.node)))
      let waits = missing.sorted { $0.key < $1.key }.map { RouterWait(node: $0.key, reason: $0.value) }
      if waits.isEmpty || clock.now - start > Self.patience || Task.isCancelled {
        await report(.converged(waits))
        return waits
      }
      try? await Task.sleep(for: .milliseconds(300))
    }
  }

  /// What each node still misses.
  private func missing(_ checks: [RouterCheck]) async -> [String: String] {
    let byNode = Dictionary(checks.map { ($0.node, $0) }, uniquingKeysWith: { first, _ in first })
    let answers = await fleet.forEach(byNode.keys.sorted()) { node, host -> String? in
      guard let check = byNode[node] else { return nil }
      guard let host, let result = try? await host.run(check.script),
        let adjacencies = try? Adjacency.all(in: result.output, node: node)
      else { return "it does not answer" }
      return check.missing(adjacencies, KnownRoutes(result.output))
    }
    return answers.compactMapValues(\.self)
  }
}

extension RouterCheck {
  fileprivate var script: ShellText {
    let kinds = Set(adjacencies.values.joined()).sorted { $0.rawValue < $1.rawValue }
    let tables = kinds.isEmpty ? AdjacencyKind.allCases : kinds
    return ShellText(lines: [RoutingObserver.adjacencies(kinds), KnownRoutes.script(tables)])
  }

  /// What is not yet as expected; `nil` where all is.
  func missing(_ found: [Adjacency], _ routes: KnownRoutes) -> String? {
    let up = Dictionary(grouping: found.filter(\.isUp), by: \.interface).mapValues { Set($0.map(\.kind)) }
    for (interface, kinds) in adjacencies.sorted(by: { $0.key < $1.key }) {
      let silent = kinds.subtracting(up[interface] ?? []).map(\.rawValue).sorted()
      if !silent.isEmpty { return "no neighbour on \(interface) (\(silent.joined(separator: ", ")))" }
    }
    let unknown = known.filter { routes.interfaces[$0] == nil }
    if let first = unknown.first {
      return unknown.count == 1 ? "no route to \(first)" : "no route to \(first) and \(unknown.count - 1) more"
    }
    for interface in drained.sorted() {
      let left = routes.interfaces.filter { $0.value.contains(interface) && elsewhere.contains($0.key) }.keys.sorted()
      if let first = left.first { return "\(first) is still reached over \(interface)" }
    }
    return nil
  }
}
