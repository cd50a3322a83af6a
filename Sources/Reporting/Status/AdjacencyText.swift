import FRR
import Planning

/// The neighbours of routers in words: how many are up, and what is likely wrong with the others.
struct AdjacencyText {
  let style: TextStyle
  let isVerbose: Bool

  func lines(_ all: [AdjacencyStatus]) -> [String] {
    if all.isEmpty { return [] }
    let up = all.count(where: \.isUp)
    let down = all.count - up
    let count = "  \(all.count) \(all.count == 1 ? "adjacency" : "adjacencies"): "
    let parts = [(up, "up"), (down, "down")].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let shown = all.filter { isVerbose || !$0.isUp }
    let width = shown.map { Self.name($0).count }.max() ?? 0
    return [count + parts.joined(separator: ", ")] + shown.flatMap { lines($0, width) }
  }

  private func lines(_ status: AdjacencyStatus, _ width: Int) -> [String] {
    let mark = status.isUp ? style.colored("✓", .green) : style.colored("✗", .red)
    let seen = zip(status.ends, zip(status.states, status.reached)).map { end, state in
      "\(state.1 ? state.0 ?? "none" : "not reached") at \(end)"
    }
    let line =
      "  \(mark) \(Self.name(status).padded(to: width))   \(status.kind.words): \(seen.joined(separator: ", "))"
    guard let cause = status.cause, cause != .unexplained else { return [line] }
    return [line, "      " + Self.explain(cause)]
  }

  private static func name(_ status: AdjacencyStatus) -> String { status.ends.joined(separator: " ↔ ") }

  private static func explain(_ cause: AdjacencyStatus.Cause) -> String {
    switch cause {
    case .exchange: "They hear each other and cannot exchange what they know: do the two ends have one MTU?"
    case .oneWay(let node):
      "Only \(node) hears the other: the other end's timers, multicast, or what lets its packets in."
    case .unheard: "Neither hears the other: is the tunnel up, do both ends have the same timers, is multicast on?"
    case .unexplained: ""
    }
  }
}

extension AdjacencyKind {
  /// As people call it.
  fileprivate var words: String {
    switch self {
    case .ospf: "OSPF"
    case .ospf6: "OSPFv3"
    case .bgp: "BGP"
    case .bfd: "BFD"
    }
  }
}
