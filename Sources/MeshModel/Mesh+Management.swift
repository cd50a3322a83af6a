import WireGuard

extension Mesh {
  /// Whether the way to a node leads through the tunnels: its `ssh.host` is an address in the mesh, or behind a node.
  package func isManagedOverMesh(_ node: Node) -> Bool {
    guard let host = node.ssh?.host, let address = IPAddress(host) else { return false }
    return addresses.contains { $0.contains(address) }
      || nodes.contains { other in other.networks.contains { $0.contains(address) } }
  }
}
