package import WireGuard

/// The wg-quick files that a node would have, without secrets.
package struct NodeFiles: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    /// What an apply writes onto a managed node.
    case managed(BootFile)
    /// For the owner of a node that Weft never touches.
    case owner(OwnerFile)

    /// Where it stands on the node.
    package var path: String {
      switch self {
      case .managed(let file): file.path
      case .owner(let file): file.path
      }
    }

    /// With a word in `<…>` for every secret.
    package var text: String {
      switch self {
      case .managed(let file): file.template
      case .owner(let file): file.template
      }
    }
  }

  package let node: String
  /// One for each interface.
  package let contents: [Content]
}

extension MeshCompiler {
  /// - Throws: ``AnalysisError`` for a node that is not part of the mesh.
  package func files(of name: String) throws(AnalysisError) -> NodeFiles {
    try checkPart(name)
    guard let node = nodes.first(where: { $0.name == name }), let desired = desired(name) else {
      throw .notEnrolled(name)
    }
    let contents = desired.interfaces.map { interface -> NodeFiles.Content in
      guard !node.isManaged else {
        return .managed(
          BootFile(
            mesh: mesh.name, node: name, interface: interface.configuration, peerNames: interface.peerNames,
            forwarding: desired.forwarding))
      }
      return .owner(
        OwnerFile(
          mesh: mesh.name, node: name, interface: interface.configuration, peerNames: interface.peerNames,
          networks: node.networks, listens: node.endpoint != nil))
    }
    return NodeFiles(node: name, contents: contents)
  }
}
