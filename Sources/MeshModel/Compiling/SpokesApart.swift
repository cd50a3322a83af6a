/// Spokes that do not reach each other through their hubs (`spokeToSpoke: false`).
///
/// A way that has gone up from such a spoke to a hub does not come down again to a spoke of the same rule, whatever lies
/// between. Read backwards it is the same: the way back is shut too.
struct SpokesApart: Sendable {
  /// The rules, as numbers, by the tunnels that lead up from a spoke to a hub.
  private var up: [UInt64: [Int16]] = [:]

  init(_ rules: [(spokes: [String], hubs: [String])], _ indices: [String: Int]) {
    for (number, rule) in rules.enumerated() {
      for spoke in rule.spokes.compactMap({ indices[$0] }) {
        for hub in rule.hubs.compactMap({ indices[$0] }) {
          up[Self.key(spoke, hub), default: []].append(Int16(clamping: number))
        }
      }
    }
  }

  var isEmpty: Bool { up.isEmpty }

  /// The rules that a way has gone up by once it takes one more tunnel; `nil` where it must not take it.
  func following(_ entered: [Int16], from: Int, to: Int) -> [Int16]? {
    if !entered.isEmpty, let down = up[Self.key(to, from)], down.contains(where: entered.contains) { return nil }
    guard let more = up[Self.key(from, to)] else { return entered }
    return entered + more.filter { !entered.contains($0) }
  }

  private static func key(_ spoke: Int, _ hub: Int) -> UInt64 { UInt64(spoke) << 32 | UInt64(hub) }
}
