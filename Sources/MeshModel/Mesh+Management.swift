package import WireGuard

extension Mesh {
  /// Whether the way to a node leads through the tunnels: its `ssh.host` is an address in the mesh, or behind a node.
  package func isManagedOverMesh(_ node: Node) -> Bool {
    guard let host = node.ssh?.host, let address = IPAddress(host) else { return false }
    return addresses.contains { $0.contains(address) }
      || nodes.contains { other in other.networks.contains { $0.contains(address) } }
  }

  /// The name of a node's interface; the mesh's own for one that is not declared.
  package func interface(of name: String) -> InterfaceName {
    nodes.first { $0.name == name }?.interface ?? interface
  }
}
