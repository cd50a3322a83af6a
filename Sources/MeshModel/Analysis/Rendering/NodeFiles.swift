package import FRR
package import WireGuard

/// The wg-quick files that a node would have, without secrets.
package struct NodeFiles: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    /// What an apply writes onto a managed node.
    case managed(BootFile)
    /// For the owner of a node that Weft never touches.
    case owner(OwnerFile)
    /// What an apply tells the FRR of a managed node: its lines beside the operator's own.
    case router(RouterConfiguration, ports: [UInt16])

    /// Where it stands on the node.
    package var path: String {
      switch self {
      case .managed(let file): file.path
      case .owner(let file): file.path
      case .router(let router, _): HostFolder.routing(mesh: router.mesh)
      }
    }

    /// With a word in `<…>` for every secret.
    package var text: String {
      switch self {
      case .managed(let file): file.template
      case .owner(let file): file.template
      case .router(let router, let ports): Self.text(router, ports)
      }
    }
  }

  package let node: String
  /// One for each interface, and one for FRR.
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
            forwarding: desired.forwarding,
            networks: desired.networks(with: interface.configuration)))
      }
      return .owner(
        OwnerFile(
          mesh: mesh.name, node: name, interface: interface.configuration, peerNames: interface.peerNames,
          networks: node.networks, listens: node.endpoint != nil))
    }
    let ports = isReached(name) ? desired.interfaces.map(\.configuration.listenPort).sorted() : []
    let router = desired.router.map { [NodeFiles.Content.router($0, ports: ports)] } ?? []
    return NodeFiles(node: name, contents: contents + router)
  }

  /// Whether any tunnel has an endpoint of the node, its own or one that a rule gives it.
  private func isReached(_ name: String) -> Bool {
    guard let index = graph.index(of: name) else { return false }
    return graph.edges[index].contains { graph.settings(index, $0.end).endpoint(of: nodes[index]) != nil }
  }
}

extension NodeFiles.Content {
  /// FRR's comments begin with `!`.
  private static func text(_ router: RouterConfiguration, _ ports: [UInt16]) -> String {
    let open =
      ports.isEmpty ? [] : ["! UDP ports that have to be open: \(ports.map(String.init).joined(separator: ", "))"]
    let lines = open + ["! Daemons: \(router.daemons.joined(separator: ", "))"] + router.text
    return lines.map { $0 + "\n" }.joined()
  }
}
