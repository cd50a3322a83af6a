import MeshModel
import WireGuard

/// One line a node: what it is to the mesh, then what its file says.
extension DifferenceLines {
  /// Removals first: they are what a reviewer must not miss.
  static func nodes(_ difference: MeshDifference) -> [Line] {
    let order: [NodeChange.Kind] = [.removed, .added, .changed]
    return order.flatMap { kind in difference.nodes.filter { $0.kind == kind }.map(line) }
  }

  private static func line(_ node: NodeChange) -> Line {
    switch node.kind {
    case .added:
      Line(symbol: .gained, subject: node.name, detail: ([role(node)] + parts(node) { $0.new }).joined(separator: "; "))
    case .removed:
      Line(
        symbol: .lost, subject: node.name,
        detail: (["was " + role(node)] + parts(node) { $0.old }).joined(separator: "; "))
    case .changed:
      Line(
        symbol: .changed, subject: node.name,
        detail: node.fields.map { "\($0.key) \(values($0))" }.joined(separator: "; ") + reach(node))
    }
  }

  private static func role(_ node: NodeChange) -> String {
    guard node.isEnrolled else { return "not enrolled" }
    return "a peer of \(node.peers) node\(node.peers == 1 ? "" : "s")"
  }

  /// What a peer's peers must follow: they are told by number, once.
  private static func reach(_ node: NodeChange) -> String {
    let isSeen = node.fields.contains { $0.key == "publicKey" || $0.key == "endpoint" }
    return isSeen && node.isEnrolled && node.peers > 0 ? "; on \(node.peers) peer\(node.peers == 1 ? "" : "s")" : ""
  }

  /// What a reviewer of a whole node wants to see: where it is, and what comes with it.
  private static func parts(_ node: NodeChange, _ read: (FieldChange) -> [String]) -> [String] {
    let shown = ["addresses", "endpoint", "networks"]
    let isUnmanaged = node.fields.contains { $0.key == "managed" && read($0) == ["false"] }
    return (isUnmanaged ? ["not managed"] : [])
      + shown.compactMap { key in
        let values = node.fields.first { $0.key == key }.map(read) ?? []
        if values.isEmpty { return key == "endpoint" ? "behind NAT" : nil }
        return key == "addresses" ? values.joined(separator: ", ") : "\(key) \(values.joined(separator: ", "))"
      }
  }

  /// `old → new`, or for a list what it gains and loses.
  static func values(_ change: FieldChange) -> String {
    let old = change.old.map { short($0, change.key) }
    let new = change.new.map { short($0, change.key) }
    if old.count <= 1, new.count <= 1 { return "\(old.first ?? "none") → \(new.first ?? "none")" }
    let lost = change.old.filter { !change.new.contains($0) }.map { "-" + short($0, change.key) }
    let gained = change.new.filter { !change.old.contains($0) }.map { "+" + short($0, change.key) }
    return lost.isEmpty && gained.isEmpty ? "in another order" : (lost + gained).joined(separator: " ")
  }

  /// Keys are told by their ends.
  private static func short(_ value: String, _ key: String) -> String {
    switch key {
    case "publicKey": PublicKey(value)?.abbreviation ?? value
    case "ssh.hostKey": value.prefix(12) + "…" + value.suffix(6)
    default: value
    }
  }
}
