package import MeshModel
import WireGuard

/// A difference as lines, before they become text or markdown.
package struct DifferenceLines: Hashable, Sendable {
  package enum Symbol: String, Hashable, Sendable {
    case gained = "+"
    case lost = "-"
    case changed = "~"
  }

  package struct Line: Hashable, Sendable {
    package var symbol: Symbol
    package var subject: String
    package var detail: String
  }

  package struct Section: Hashable, Sendable {
    package var title: String
    package var lines: [Line]
  }

  /// Without empty ones, the weightiest first.
  package var sections: [Section]

  package init(_ difference: MeshDifference) {
    sections = [
      Section(title: "Settings", lines: difference.settings.map { Self.settings($0) }),
      Section(title: "Nodes", lines: Self.nodes(difference)),
      Section(title: "Prefixes", lines: difference.prefixes.map { Self.prefix($0) }),
      Section(
        title: "Tunnels",
        lines: Self.pairs(difference.tunnelsLost, .lost) + Self.pairs(difference.tunnelsGained, .gained)
          + difference.tunnelsChanged.map { Self.tunnels($0) }),
      Section(
        title: "Reach",
        lines: Self.pairs(difference.reachLost, .lost, "no longer reaches ")
          + Self.pairs(difference.reachGained, .gained, "now reaches ")),
      Section(title: "Paths", lines: Self.pairs(difference.pathsMoved, .changed, "another way to ")),
    ].filter { !$0.lines.isEmpty }
  }

  private static func settings(_ change: FieldChange) -> Line {
    Line(symbol: .changed, subject: change.key, detail: values(change))
  }

  private static func tunnels(_ change: TunnelChange) -> Line {
    let tunnels = DifferenceSummary.plural(change.tunnels, "tunnel")
    return Line(
      symbol: .changed, subject: change.rule, detail: "\(change.field.key) \(values(change.field)); \(tunnels)")
  }

  private static func prefix(_ change: PrefixChange) -> Line {
    switch (change.from, change.to) {
    case (let from?, let to?): Line(symbol: .changed, subject: "\(change.prefix)", detail: "\(from) → \(to)")
    case (let from?, nil): Line(symbol: .lost, subject: "\(change.prefix)", detail: "was behind \(from)")
    case (nil, let to): Line(symbol: .gained, subject: "\(change.prefix)", detail: "behind \(to ?? "nobody")")
    }
  }

  private static func pairs(_ pairs: [Tunnel], _ symbol: Symbol, _ verb: String = "↔ ") -> [Line] {
    PairGroup.groups(pairs).map { Line(symbol: symbol, subject: $0.node, detail: verb + names($0.others)) }
  }

  /// The first few names, and how many more.
  static func names(_ names: [String]) -> String {
    let shown = names.count <= 5 ? names : Array(names.prefix(4))
    let more = names.count - shown.count
    return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
