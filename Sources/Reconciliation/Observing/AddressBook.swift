package import MeshModel
package import SSH
import WireGuard

/// How to reach the nodes of a mesh, with the nodes that they are reached through.
package struct AddressBook: Sendable {
  private let mesh: Mesh
  private let nodes: [String: Node]

  package init(_ mesh: Mesh) { self.init(mesh, trusting: mesh) }

  /// - Parameter later: The mesh whose host keys hold, where it has the node: who moves has to show them wherever it is.
  package init(_ mesh: Mesh, trusting later: Mesh) {
    var mesh = mesh
    let keys = Dictionary(
      later.nodes.map { ($0.name, $0.ssh?.hostKeys ?? []) }, uniquingKeysWith: { first, _ in first })
    for index in mesh.nodes.indices {
      guard let keys = keys[mesh.nodes[index].name] else { continue }
      mesh.nodes[index].ssh?.hostKeys = keys
    }
    self.mesh = mesh
    nodes = Dictionary(mesh.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// `nil` for a node that is not declared, not managed, or says nothing about SSH.
  package func address(of name: String) -> HostAddress? { address(of: name, through: []) }

  /// A jump that leads back to a node on the way is left out, so that a circle ends.
  private func address(of name: String, through path: Set<String>) -> HostAddress? {
    guard let node = nodes[name], node.isManaged, let ssh = node.ssh, !path.contains(name) else { return nil }
    return HostAddress(
      node: name,
      host: ssh.host,
      port: ssh.port ?? mesh.ssh.port,
      user: ssh.user ?? mesh.ssh.user,
      hostKeys: ssh.hostKeys,
      jumps: ssh.jump.compactMap { address(of: $0, through: path.union([name])) })
  }

  /// Whether the way to a node leads through the tunnels of the mesh.
  package func isManagedOverMesh(_ name: String) -> Bool {
    nodes[name].map(mesh.isManagedOverMesh) ?? false
  }
}
