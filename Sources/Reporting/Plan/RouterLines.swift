import FRR
import WireGuard

/// What changes in FRR, in words: what was something else one by one, the rest by its sections.
enum RouterLines {
  static func changes(_ difference: RoutingDifference) -> [(PlanLine.Symbol, String)] {
    let new = difference.settings.filter { $0.replaces == nil }.map(\.line)
    let changed = difference.settings.filter { $0.replaces != nil }
    return summary(.add, new) + changed.map { setting in (.change, changedText(setting)) }
      + summary(.remove, difference.removed)
  }

  private static func changedText(_ setting: RoutingDifference.Setting) -> String {
    let place = setting.line.path.isEmpty ? "" : "\(setting.line.path.joined(separator: ", ")): "
    return "FRR \(place)\(setting.line.text)  (is \(setting.old?.told ?? ""))"
  }

  /// How many lines of which sections.
  private static func summary(_ symbol: PlanLine.Symbol, _ lines: [FRRLine]) -> [(PlanLine.Symbol, String)] {
    let drops = lines.compactMap(\.dropped)
    if !drops.isEmpty {
      let networks = drops.map(\.description).joined(separator: ", ")
      return summary(symbol, lines.filter { $0.dropped == nil })
        + [(symbol, "blackhole \(networks), where no other route leads there")]
    }
    guard !lines.isEmpty else { return [] }
    if lines.count == 1, let line = lines.first {
      return [(symbol, "FRR \((line.path + [line.told]).joined(separator: ", "))")]
    }
    var counts: [String: Int] = [:]
    var order: [String] = []
    for line in lines {
      let section = section(line)
      if counts[section] == nil { order.append(section) }
      counts[section, default: 0] += 1
    }
    let parts = order.map { "\(counts[$0] ?? 0) \($0)" }
    return [(symbol, "FRR lines: " + parts.joined(separator: ", "))]
  }

  private static func section(_ line: FRRLine) -> String {
    let header = line.path.first ?? line.text
    let words = header.split(separator: " ")
    switch words.first {
    case "router": return "of \(header)"
    case "interface": return "of interfaces"
    case "route-map": return "of route maps"
    case "bfd": return "of BFD"
    default: return words.dropFirst().first == "prefix-list" ? "of prefix lists" : "of other kinds"
    }
  }
}
