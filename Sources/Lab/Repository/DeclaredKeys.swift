import MeshModel
import WireGuard

/// Whose word counts for a node's key: the user's commit, where it says another key than the one before, else the lab's
/// origin, where `enroll`, `rotate` and `revoke` may have changed what the lab began with.
struct DeclaredKeys {
  /// The lab's own keys, by the declared ones in whose place they stand.
  var own: [String: String]
  /// Keys that were made in the lab for nodes that the user declares without one.
  private(set) var enrolled: [String: PublicKey] = [:]
  /// Nodes whose key was taken out in the lab.
  private(set) var cutOff: Set<String> = []

  /// - Parameters:
  ///   - mesh: the user's commit.
  ///   - before: declared keys by node in the commit of the user's before it; `nil` for a node without one.
  ///   - origin: what the lab's origin declares now; `nil` where that is no mesh, and tells nothing.
  init(_ mesh: Mesh, before: [String: String?], own: [String: String], origin: Mesh?) {
    self.own = own
    let now = Dictionary((origin?.nodes ?? []).map { ($0.name, $0.publicKey) }, uniquingKeysWith: { first, _ in first })
    for (node, declared) in before {
      // Kept also where the user declares another one by now: the commit may be reverted.
      if let declared, let key = now[node] ?? nil { self.own[declared] = key.description }
    }
    for node in mesh.nodes {
      guard let declared = before[node.name], declared == node.publicKey?.description, let key = now[node.name] else {
        continue
      }
      if declared == nil { enrolled[node.name] = key } else if key == nil { cutOff.insert(node.name) }
    }
  }
}

extension LabSource {
  /// The declared key of every node, `nil` for one without.
  var declaredKeys: [String: String?] {
    Dictionary(mesh.nodes.map { ($0.name, $0.publicKey?.description) }, uniquingKeysWith: { first, _ in first })
  }
}
