package import MeshModel

/// The answer before the details.
package enum DifferenceSummary {
  /// "2 nodes to remove, 3 to change."; then what the mesh is after it.
  package static func text(_ difference: MeshDifference) -> String {
    guard !difference.isEmpty else { return "No changes." }
    let count = { (kind: NodeChange.Kind) in difference.nodes.count { $0.kind == kind } }
    let nodes = [(count(.added), "to add"), (count(.removed), "to remove"), (count(.changed), "to change")]
      .filter { $0.0 > 0 }.enumerated().map { index, part in
        index == 0 ? "\(plural(part.0, "node")) \(part.1)" : "\(part.0) \(part.1)"
      }
    let tunnels = [(difference.tunnelsGained.count, "to gain"), (difference.tunnelsLost.count, "to lose")]
      .filter { $0.0 > 0 }.map { "\(plural($0.0, "tunnel")) \($0.1)" }
    let reach = difference.reachLost.isEmpty ? [] : ["\(plural(difference.reachLost.count, "pair")) cut off"]
    let paths = difference.pathsMoved.isEmpty ? [] : ["\(plural(difference.pathsMoved.count, "path")) to change"]
    let prefixes = difference.prefixes.isEmpty ? [] : ["\(plural(difference.prefixes.count, "prefix", "es")) to change"]
    let rules = Set(difference.tunnelsChanged.map(\.rule)).count
    let said = rules == 0 ? [] : ["\(plural(rules, "rule")) to change"]
    let settings = difference.settings.isEmpty ? [] : ["\(plural(difference.settings.count, "setting")) to change"]
    let parts = (nodes + settings + said + prefixes + tunnels + reach + paths).joined(separator: ", ")
    let after = "\(plural(difference.size.nodes, "node")), \(plural(difference.size.tunnels, "tunnel")) after it"
    let touched = "something to do on \(plural(difference.touched.count, "host"))"
    return (parts.isEmpty ? "" : parts + ". ") + "\(after); \(touched)."
  }

  static func plural(_ count: Int, _ word: String, _ suffix: String = "s") -> String {
    "\(grouped(count)) \(word)\(count == 1 ? "" : suffix)"
  }

  /// Thousands apart: 19,306.
  static func grouped(_ count: Int) -> String {
    let digits = Array(String(count))
    return digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : String(digit)
    }.joined()
  }
}
