package import WireGuard

/// What a merge would change, told once per change: from two meshes alone, without any host.
package struct MeshDifference: Hashable, Sendable {
  /// Name of the mesh after the change.
  package var mesh: String
  /// Changes of `mesh.yaml` that concern every node.
  package var settings: [FieldChange]
  /// Sorted by name.
  package var nodes: [NodeChange]
  /// Prefixes whose owner changes, but for those that just come or go with a node; sorted.
  package var prefixes: [PrefixChange]
  /// Between nodes that are part of the mesh before and after; sorted.
  package var tunnelsGained: [Tunnel]
  package var tunnelsLost: [Tunnel]
  /// What rules say of tunnels between nodes that are part of the mesh before and after; sorted by rule.
  package var tunnelsChanged: [TunnelChange]
  /// Pairs of nodes, part of the mesh before and after, that begin or cease to reach each other; sorted.
  package var reachGained: [Tunnel]
  package var reachLost: [Tunnel]
  /// Pairs that reach each other before and after, but over other nodes; sorted.
  package var pathsMoved: [Tunnel]
  /// Managed nodes on which something would change, sorted.
  package var touched: [String]
  package var size: MeshSize

  package var isEmpty: Bool {
    settings.isEmpty && nodes.isEmpty && prefixes.isEmpty && tunnelsGained.isEmpty && tunnelsLost.isEmpty
      && tunnelsChanged.isEmpty && reachGained.isEmpty && reachLost.isEmpty && pathsMoved.isEmpty && touched.isEmpty
  }
}

/// How large a mesh is after a change.
package struct MeshSize: Hashable, Sendable {
  package var nodes: Int
  package var tunnels: Int

  package init(nodes: Int, tunnels: Int) {
    self.nodes = nodes
    self.tunnels = tunnels
  }
}

/// A key of a file whose value changes.
package struct FieldChange: Hashable, Sendable {
  /// As it is written in the file, such as `listenPort` or `ssh.host`.
  package var key: String
  /// Empty where it was not there; several for a list.
  package var old: [String]
  package var new: [String]

  /// `nil` where nothing changes.
  init?(_ key: String, _ old: [String], _ new: [String]) {
    guard old != new else { return nil }
    self.key = key
    self.old = old
    self.new = new
  }
}

/// What happens to one node.
package struct NodeChange: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case added
    case removed
    case changed
  }

  package var name: String
  package var kind: Kind
  /// How many peers it has: after the change, or before it for one that is removed.
  package var peers: Int
  /// Whether it is part of the mesh then.
  package var isEnrolled: Bool
  package var fields: [FieldChange]
}

/// A prefix that gets another owner.
package struct PrefixChange: Hashable, Sendable {
  package var prefix: Prefix
  /// `nil` where nobody had it.
  package var from: String?
  /// `nil` where nobody has it any more.
  package var to: String?
}
