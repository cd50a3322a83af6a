package import Diagnostics
package import WireGuard

/// Why a question about a mesh has no answer.
package enum AnalysisError: DiagnosedError, Hashable {
  /// `known` is what there is.
  case unknownNode(String, known: [String])
  case notEnrolled(String)
  case noTunnel(Tunnel, peers: [String])
  case mixedFamilies(IPAddress, IPAddress)
  case noCommonFamily(String, String)

  package var diagnostics: [Diagnostic] { [diagnostic] }

  private var diagnostic: Diagnostic {
    switch self {
    case .unknownNode(let name, let known):
      Diagnostic(
        code: .nodeUnknown, "there is no node `\(name)`", remedy: Suggestion.remedy(for: name, among: known))
    case .notEnrolled(let name):
      Diagnostic(
        code: .nodeNotPart, "has no public key: it is not yet part of the mesh", at: .node(name),
        remedy: "`weft enroll \(name)` makes it a part; of a node with `managed: false` its owner makes the key.")
    case .noTunnel(let tunnel, let peers):
      Diagnostic(
        code: .tunnelUnknown, "there is no tunnel \(tunnel)",
        remedy: peers.isEmpty
          ? "\(tunnel.first) has no peers."
          : Suggestion.remedy(for: tunnel.second, among: peers))
    case .mixedFamilies(let source, let destination):
      Diagnostic(
        code: .traceFamilies,
        "\(source) is \(source.family.name) and \(destination) is \(destination.family.name): no packet has both")
    case .noCommonFamily(let from, let to):
      Diagnostic(code: .traceFamilies, "\(from) and \(to) have no addresses of one family")
    }
  }
}

extension MeshCompiler {
  /// Throws unless the node is part of the mesh.
  package func checkPart(_ name: String) throws(AnalysisError) {
    guard let node = mesh.nodes.first(where: { $0.name == name }) else {
      throw .unknownNode(name, known: mesh.nodes.map(\.name))
    }
    if node.publicKey == nil { throw .notEnrolled(name) }
  }

  /// The mesh compiled without some nodes and tunnels. A chain does not close over a node that is gone: that would be
  /// another tunnel.
  func without(_ outage: Outage) -> MeshCompiler { MeshCompiler(mesh, without: outage) }
}
