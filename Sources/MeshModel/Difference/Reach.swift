/// Who reaches whom, and over whom.
struct Reach {
  /// Pairs among some nodes that reach each other in the new mesh only; sorted.
  var gained: [Tunnel] = []
  /// In the old one only.
  var lost: [Tunnel] = []
  /// In both, but over other nodes.
  var moved: [Tunnel] = []

  /// Compares two meshes; each pair is seen from both of its ends, and told by the first.
  init(_ old: MeshCompiler?, _ new: MeshCompiler?, among names: Set<String>) {
    guard let old, let new else { return }
    let sorted = names.sorted()
    for name in sorted {
      let before = Outlook(of: name, in: old)
      var after = Outlook(of: name, in: new)
      for other in sorted where name < other {
        switch (before.isReached(other), after.isReached(other)) {
        case (false, true): gained.append(Tunnel(name, other))
        case (true, false): lost.append(Tunnel(name, other))
        case (true, true) where !after.isSame(to: other, as: before): moved.append(Tunnel(name, other))
        default: continue
        }
      }
    }
  }
}

/// The ways from one node.
private struct Outlook {
  private let graph: TunnelGraph
  private let paths: ShortestPaths?
  /// What is known already of a way being the same.
  private var known: [String: Bool] = [:]

  init(of name: String, in compiler: MeshCompiler) {
    graph = compiler.ways.graph
    paths = graph.index(of: name).map { compiler.ways.paths(from: $0) }
  }

  func isReached(_ name: String) -> Bool { previous(name) != nil }

  /// Whether a way leads over the same nodes as in another mesh.
  mutating func isSame(to name: String, as other: Outlook) -> Bool {
    if let answer = known[name] { return answer }
    let (mine, theirs) = (previous(name), other.previous(name))
    let answer = mine == theirs && mine.map { isSame(to: $0, as: other) } ?? true
    known[name] = answer
    return answer
  }

  /// The node before another on the way there; `nil` for the source, and where there is no way.
  private func previous(_ name: String) -> String? {
    guard let paths, let index = graph.index(of: name), paths.previous[index] != ShortestPaths.unreachable
    else { return nil }
    return graph.names[Int(paths.previous[index])]
  }
}
