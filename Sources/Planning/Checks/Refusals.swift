import Diagnostics
import MeshModel
import WireGuard

/// What is refused before anything changes, each with the reason and the way out.
enum Refusals {
  static func all(_ input: PlanningInput) -> [Diagnostic] {
    revokedKeys(input)
      + input.nodes.flatMap { node in
        missingKey(node, input) + foreignInterface(node) + undeclaredPeers(node, input) + unableRouter(node)
      } + tooManyRemovals(input) + unbuilt(input)
  }

  /// No plan brings a revoked key back, whatever a commit says.
  private static func revokedKeys(_ input: PlanningInput) -> [Diagnostic] {
    guard !input.revocation.nodes.isEmpty else { return [] }
    var declared: [PublicKey: String] = [:]
    for node in input.nodes.compactMap(\.desired) {
      for interface in node.interfaces {
        if let key = interface.configuration.publicKey { declared[key] = node.name }
        declared.merge(interface.peerNames) { name, _ in name }
      }
    }
    let revoked = declared.filter { input.revocation.isRevoked($0.key) }
    return revoked.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map { key, name in
      let place = input.revocation.places[key].map { Place.source($0) } ?? .node(name)
      return Diagnostic(
        code: "key-revoked", "\(key) was revoked, and is declared as the key of \(name)", at: place,
        consequence: "No plan brings it back.",
        remedy:
          "If `weft revoke \(name)` was cut short, run it again: it finishes what it began. Else put the key back "
          + "that \(name) has by now, or take `publicKey` out of its file and run `weft enroll \(name)`.")
    }
  }

  /// What can be declared and is not built: said, rather than ignored.
  private static func unbuilt(_ input: PlanningInput) -> [Diagnostic] {
    guard input.policy.requiresSignedCommits else { return [] }
    return [
      Diagnostic(
        code: "signed-commits-not-yet", "`policy.signedCommits` asks for a check that Weft cannot make yet",
        consequence: "Nothing is applied that might not be signed.",
        remedy: "Leave it out of mesh.yaml, and let the forge's branch protection require signatures.")
    ]
  }

  private static func missingKey(_ node: NodeInput, _ input: PlanningInput) -> [Diagnostic] {
    guard let desired = node.desired, let host = node.observation else { return [] }
    return desired.interfaces.compactMap { wanted in
      let interface = wanted.configuration
      guard let key = interface.publicKey, host.interface(interface.name)?.configuration.publicKey != key,
        !host.keys.contains(key), host.marker?.retiredKeys.contains(key) != true,
        // Whose key was revoked is told so.
        !input.revocation.isRevoked(key)
      else { return nil }
      return Diagnostic(
        code: "private-key-missing",
        "the private key of \(key.abbreviation) is not on the host",
        at: .node(node.name),
        remedy: "Take `publicKey` out of its file, commit that, and run `weft enroll \(node.name)`: it takes the key "
          + "that is on the host, or makes one there, and writes its public half into the file.")
    }
  }

  private static func foreignInterface(_ node: NodeInput) -> [Diagnostic] {
    guard let desired = node.desired, let host = node.observation else { return [] }
    return desired.interfaces.compactMap { wanted in
      let name = wanted.configuration.name
      guard host.marker?.interfaces.contains(name.text) != true else { return nil }
      let live = host.interface(name).map { "\(name) is there with \($0.configuration.peers.count) peers" }
      let file = host.bootFile(name).map { _ in "/etc/wireguard/\(name).conf is there" }
      guard let what = live ?? file else { return nil }
      return Diagnostic(
        code: "interface-not-ours",
        "\(what), and Weft did not make it",
        at: .node(node.name),
        consequence: "Nothing was touched.",
        remedy: "Where it is the same mesh, let Weft manage it as it is: `weft enroll --adopt \(node.name)`. Else give "
          + "the mesh another `interface` in mesh.yaml, or take \(name) away on the host: "
          + "`wg-quick down \(name)`, then move /etc/wireguard/\(name).conf aside.")
    }
  }

  private static func undeclaredPeers(_ node: NodeInput, _ input: PlanningInput) -> [Diagnostic] {
    guard input.policy.undeclaredPeers == .fail, let host = node.observation, node.isOurs else { return [] }
    return host.interfaces.flatMap { live -> [Diagnostic] in
      guard host.marker?.interfaces.contains(live.configuration.name.text) == true else { return [] }
      return live.configuration.peers.filter { !node.knows($0.publicKey, input) }.map { peer in
        let prefixes = peer.allowedIPs.map(\.description).joined(separator: ", ")
        return Diagnostic(
          code: "peer-undeclared",
          "\(live.configuration.name) has a peer that nobody declared: \(peer.publicKey) (\(prefixes))",
          at: .node(node.name),
          consequence: "Nothing was touched.",
          remedy: "Declare it: a node file with this `publicKey` and `managed: false`. Or say what to do with such "
            + "peers: `policy.undeclaredPeers: keep` or `remove` in mesh.yaml.")
      }
    }
  }

  private static func tooManyRemovals(_ input: PlanningInput) -> [Diagnostic] {
    let known = input.nodes.filter { $0.applied != nil }
    // One whose key was revoked was not removed by a slip.
    let removed = known.filter { $0.desired == nil && !input.revocation.isRevoked($0.applied?.publicKey) }.map(\.name)
    let limit = input.policy.removals
    guard known.count >= limit.minimumNodes, removed.count * 100 > limit.percent * known.count else { return [] }
    return [
      Diagnostic(
        code: "removals-over-limit",
        "\(removed.count) of \(known.count) nodes would be retired: \(removed.joined(separator: ", "))",
        consequence: "`policy.removals` allows \(limit.percent) % at a time, from \(limit.minimumNodes) nodes on.",
        remedy: "Remove them in several commits, or raise `policy.removals.max` in mesh.yaml for this one.")
    ]
  }
}
