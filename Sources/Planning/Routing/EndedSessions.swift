import Diagnostics
import FRR

/// The sessions of BGP that a plan ends though their tunnels stay: what cannot be kept is named.
enum EndedSessions {
  static func warnings(_ results: [String: NodePlanner.Result]) -> [Diagnostic] {
    let nodes = results.filter { $0.value.work.values.flatMap(\.steps).contains(where: \.endsSessions) }.keys.sorted()
    guard !nodes.isEmpty else { return [] }
    let names = nodes.count > 4 ? nodes.prefix(3) + ["\(nodes.count - 3) more"] : nodes[...]
    return [
      Diagnostic(
        .warning, code: "sessions-end", "the secrets of BGP's sessions change: \(names.joined(separator: ", "))",
        consequence:
          "A session ends with its secret, and is up again within seconds; what went over it finds no way until then.",
        remedy: "Apply it when that does no harm.")
    ]
  }
}

extension Step {
  fileprivate var endsSessions: Bool { if case .route(let change, _) = self { change.endsSessions } else { false } }
}
