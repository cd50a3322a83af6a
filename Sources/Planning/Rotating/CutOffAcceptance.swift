import Diagnostics
import MeshModel
import WireGuard

/// Which peers may be cut off by a rotation until they are back: those that the reader names, and those that nobody has
/// heard of for as long as the policy says. Never one that would be left with no way in.
struct CutOffAcceptance {
  private let input: PlanningInput
  private let nodes: [String: NodeInput]
  private let switching: Set<String>

  init(_ input: PlanningInput, _ keys: KeysInForce) {
    self.input = input
    nodes = Dictionary(input.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    switching = Set(keys.live.keys)
  }

  func isAccepted(_ name: String) -> Bool {
    (input.rotation.without.contains(name) || isSilent(name)) && keepsAWayIn(name)
  }

  /// Peers that were named, and whose only ways in would be cut.
  var refusals: [Diagnostic] {
    let lost = input.rotation.without.filter { nodes[$0]?.observation == nil && !keepsAWayIn($0) }
    return lost.sorted().map { name in
      let ways = waysIn(name).joined(separator: ", ")
      return Diagnostic(
        code: "rotation-locks-out", "cannot be left out: it is managed through \(ways) alone, which would switch",
        at: .node(name),
        consequence: "It would be left with no way in.",
        remedy: "Wait until it is back; or give its file another `jump`, or an `ssh.host` outside the mesh.")
    }
  }

  /// An unmanaged peer is its owner's: there is no way in to lose.
  private func keepsAWayIn(_ name: String) -> Bool {
    guard let node = nodes[name], node.isManagedOverMesh else { return true }
    return waysIn(name).contains { !switching.contains($0) }
  }

  private func waysIn(_ name: String) -> [String] {
    guard let node = nodes[name] else { return [] }
    return node.waysIn.isEmpty ? node.peerNames : node.waysIn
  }

  /// Whether no peer has shaken hands with the node for as long as the policy waits. A peer that has forgotten, since it
  /// was rebooted, says nothing.
  private func isSilent(_ name: String) -> Bool {
    guard let wait = input.policy.rotation.unreachableWait, nodes[name]?.observation == nil, nodes[name] != nil
    else { return false }
    let silences = nodes.values.compactMap { other -> Int64? in
      guard let host = other.observation else { return nil }
      let times = host.interfaces.flatMap { interface in
        interface.status.compactMap { key, status in input.names[key] == name ? status.latestHandshake : nil }
      }
      return times.max().map { host.clock.unixSeconds - $0 }
    }
    return silences.min().map { $0 >= Int64(wait) } ?? false
  }
}
