import Diagnostics
import FRR
import WireGuard

/// Networks that a plan has announced from nodes that have no route of their own there: what comes for them is dropped,
/// also where a default route led there before.
enum DroppedNetworks {
  static func warnings(_ results: [String: NodePlanner.Result], _ input: PlanningInput) -> [Diagnostic] {
    input.nodes.flatMap { node -> [Diagnostic] in
      let steps = results[node.name]?.work.values.flatMap(\.steps) ?? []
      let wayless = node.reading.routing?.wayless ?? []
      return steps.flatMap(\.dropped).filter(wayless.contains).sorted().map { network in
        Diagnostic(
          .warning, code: "network-without-route", "\(node.name) has no route to its network \(network)",
          at: .node(node.name),
          consequence:
            "It is announced, and what comes for it is dropped; a wider route, the default one too, is not used.",
          remedy: "Bring its interface up, or add the route on the host, so that it is there after a boot too: "
            + "`ip \(network.family == .ipv4 ? "" : "-6 ")route add \(network) via ROUTER`.")
      }
    }
  }
}

extension Step {
  fileprivate var dropped: [Prefix] {
    if case .route(let change, _) = self { change.settings.compactMap(\.line.dropped) } else { [] }
  }
}
