import MeshModel
import WireGuard

extension LabLayout {
  /// Where a mesh says that a node is reached outside of the tunnels: by its own `endpoint` and `ssh.host`, and by the
  /// `endpoints` of rules. It is the node itself, or the NAT before it.
  struct Declared {
    /// Its own addresses, where everybody reaches it. Sorted.
    let own: [IPAddress]
    /// Those that only rules reach it at. Sorted.
    let ruled: [IPAddress]
    let names: Set<String>
    /// Whether ssh is among them.
    let hasSSH: Bool
    /// UDP ports at which rules reach a node that has no endpoint of its own: its NAT forwards them. Sorted.
    let forwardedPorts: [UInt16]

    init(_ node: Node, in mesh: Mesh) {
      let ssh = node.ssh.map(\.host).flatMap { isInside($0, of: node, in: mesh) ? nil : $0 }
      let ruled = mesh.topology.compactMap { $0.tunnels.endpoints[node.name]?.value }
      let addresses = Set([node.endpoint?.address, ssh.flatMap { IPAddress($0) }].compactMap(\.self))
      own = addresses.sorted()
      self.ruled = Set(ruled.compactMap(\.address)).subtracting(addresses).sorted()
      let hosts = ([node.endpoint].compactMap(\.self) + ruled).compactMap { endpoint -> String? in
        if case .name(let name) = endpoint.host { name } else { nil }
      }
      names = Set(hosts + (ssh.map { IPAddress($0) == nil ? [$0.lowercased()] : [] } ?? []))
      hasSSH = ssh != nil
      forwardedPorts = node.endpoint == nil ? Set(ruled.map(\.port)).sorted() : []
    }

    var addresses: [IPAddress] { own + ruled }
  }
}
