package import Diagnostics
package import WireGuard

/// What the planner is told of keys that were revoked, as values.
package struct RevocationInput: Hashable, Sendable {
  /// Names of the nodes whose keys they were.
  package var nodes: [PublicKey: String]
  /// Names of the hosts that knew a key when it was revoked, and that nobody has seen without it since.
  package var accepting: [PublicKey: Set<String>]
  /// Where the desired commit declares a revoked key.
  package var places: [PublicKey: SourceRange]

  package init(
    nodes: [PublicKey: String] = [:], accepting: [PublicKey: Set<String>] = [:], places: [PublicKey: SourceRange] = [:]
  ) {
    self.nodes = nodes
    self.accepting = accepting
    self.places = places
  }

  func isRevoked(_ key: PublicKey?) -> Bool { key.map { nodes[$0] != nil } ?? false }
}

/// A host that lets a revoked key in, or may.
package struct AcceptingHost: Hashable, Sendable {
  package var host: String
  package var key: PublicKey
  /// Name of the node whose key it was.
  package var owner: String
  /// Whether the host was read, and has it; else it was not reached since the key was revoked.
  package var isSeen: Bool

  package init(host: String, key: PublicKey, owner: String, isSeen: Bool) {
    self.host = host
    self.key = key
    self.owner = owner
    self.isSeen = isSeen
  }
}

extension AcceptingHost {
  /// Those of a mesh, sorted by key's owner and host.
  static func all(_ input: PlanningInput, _ purges: [String: Purge]) -> [AcceptingHost] {
    let revocation = input.revocation
    let seen = purges.values.flatMap { purge in
      purge.accepted.map {
        AcceptingHost(host: purge.host, key: $0, owner: revocation.nodes[$0] ?? "", isSeen: true)
      }
    }
    let away = Set(input.nodes.filter { $0.observation == nil }.map(\.name))
    let unseen = revocation.accepting.flatMap { key, hosts in
      hosts.filter(away.contains).map {
        AcceptingHost(host: $0, key: key, owner: revocation.nodes[key] ?? "", isSeen: false)
      }
    }
    return (seen + unseen).sorted { ($0.owner, $0.host, $0.key) < ($1.owner, $1.host, $1.key) }
  }
}
