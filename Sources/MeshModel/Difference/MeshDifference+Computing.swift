import WireGuard

extension MeshDifference {
  /// Compares two meshes; a mesh that was not there before is compared with an empty one.
  package init(from base: Mesh?, to head: Mesh) {
    let old = Side(base)
    let new = Side(head)
    mesh = head.name
    settings = base.map { MeshFields.changes($0, head) } ?? []
    nodes = Self.nodeChanges(old, new)
    prefixes = Self.prefixChanges(old, new)
    let kept = Set(old.enrolled.keys).intersection(new.enrolled.keys)
    let tunnels = (old.tunnels(among: kept), new.tunnels(among: kept))
    tunnelsGained = tunnels.1.subtracting(tunnels.0).sorted()
    tunnelsLost = tunnels.0.subtracting(tunnels.1).sorted()
    let both = old.compiler.flatMap { old in new.compiler.map { TunnelSettingsDifference(old, $0) } }
    tunnelsChanged = both?.changes() ?? []
    let reach = Reach(old.compiler, new.compiler, among: kept)
    reachGained = reach.gained
    reachLost = reach.lost
    pathsMoved = reach.moved
    touched = Self.touched(old, new)
    size = MeshSize(nodes: new.enrolled.count, tunnels: new.compiler?.tunnelCount ?? 0)
  }

  /// One of the two meshes, compiled.
  private struct Side {
    var nodes: [String: Node] = [:]
    var enrolled: [String: Node] = [:]
    var compiler: MeshCompiler?
    /// Who owns what: addresses and networks.
    var owners: [Prefix: String] = [:]

    init(_ mesh: Mesh?) {
      guard let mesh else { return }
      let compiler = MeshCompiler(mesh)
      self.compiler = compiler
      for node in mesh.nodes {
        nodes[node.name] = node
        for prefix in node.addresses.map(Prefix.init(host:)) + node.networks { owners[prefix] = node.name }
      }
      for node in compiler.nodes { enrolled[node.name] = node }
    }

    func tunnels(among names: Set<String>) -> Set<Tunnel> {
      Set((compiler?.tunnels ?? []).lazy.filter { names.contains($0.first) && names.contains($0.second) })
    }
  }

  private static func nodeChanges(_ old: Side, _ new: Side) -> [NodeChange] {
    Set(old.nodes.keys).union(new.nodes.keys).sorted().compactMap { name in
      let before = old.nodes[name]
      let after = new.nodes[name]
      let fields = NodeFields.changes(before, after)
      if before != nil, after != nil, fields.isEmpty { return nil }
      let side = after == nil ? old : new
      return NodeChange(
        name: name, kind: before == nil ? .added : after == nil ? .removed : .changed,
        peers: side.compiler?.peers(of: name).count ?? 0, isEnrolled: side.enrolled[name] != nil, fields: fields)
    }
  }

  private static func prefixChanges(_ old: Side, _ new: Side) -> [PrefixChange] {
    Set(old.owners.keys).union(new.owners.keys).sorted().compactMap { prefix in
      let from = old.owners[prefix]
      let to = new.owners[prefix]
      guard from != to else { return nil }
      // What comes or goes with its node is told with the node.
      if from == nil, let to, old.nodes[to] == nil { return nil }
      if to == nil, let from, new.nodes[from] == nil { return nil }
      return PrefixChange(prefix: prefix, from: from, to: to)
    }
  }

  private static func touched(_ old: Side, _ new: Side) -> [String] {
    Set(old.enrolled.keys).union(new.enrolled.keys).sorted().filter { name in
      guard (new.nodes[name] ?? old.nodes[name])?.isManaged == true else { return false }
      return old.compiler?.desired(name) != new.compiler?.desired(name)
    }
  }
}
