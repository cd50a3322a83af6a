import Planning
import WireGuard

/// One line of a wave: a change, said once, and the nodes that it happens on.
package struct PlanLine: Hashable, Sendable {
  /// After Terraform's: `+` adds, `~` changes, `-` removes.
  package enum Symbol: String, Hashable, Sendable, Comparable {
    case add = "+"
    case change = "~"
    case remove = "-"

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int { self == .add ? 0 : self == .change ? 1 : 2 }
  }

  package var symbol: Symbol
  package var text: String
  /// Sorted.
  package var nodes: [String]
}

extension PlanLine {
  /// The lines of a wave, additions first; the same change on several nodes is one line.
  static func lines(of wave: Wave, in plan: Plan) -> [PlanLine] {
    let words = PeerWords(plan)
    var order: [PlanChange] = []
    var nodes: [PlanChange: [String]] = [:]
    for work in wave.work {
      for change in PlanChange.all(in: work, wave.kind, words) {
        if nodes[change] == nil { order.append(change) }
        if nodes[change]?.last != work.node { nodes[change, default: []].append(work.node) }
      }
    }
    let lines = order.map { PlanLine(symbol: $0.symbol, text: $0.text, nodes: nodes[$0] ?? []) }
    let all = lines + presharedKeyLines(of: wave, names: plan.names)
    // What lets nobody in any longer is what a reader looks for.
    let symbols = wave.kind == .revoke ? Symbol.allInOrder.reversed() : Symbol.allInOrder
    return symbols.flatMap { symbol in all.filter { $0.symbol == symbol } }
  }
}

extension PlanLine.Symbol {
  fileprivate static let allInOrder: [Self] = [.add, .change, .remove]
}
