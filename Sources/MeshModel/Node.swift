package import WireGuard

/// One declared host.
package struct Node: Sendable {
  /// The file's name without `.yaml`, or its key in `mesh.yaml`: 1 to 63 characters of `a-z 0-9 - .`, a DNS-like name.
  package var name: String
  /// `nil` until it is enrolled: then it is not yet part of the mesh.
  package var publicKey: PublicKey?
  package var addresses: [IPAddress]
  /// `nil` behind NAT.
  package var endpoint: Endpoint?
  /// Reachable behind this node.
  package var networks: [Prefix]
  package var tags: [String]
  /// `false`: a peer that is never touched, such as a phone or a partner's router.
  package var isManaged: Bool
  /// Whether it passes packets of others on, beside being a hub.
  package var forwards: Bool
  package var ssh: SSHTarget?
  /// What the node, or a tag of its, says for itself; `nil` where the mesh's own value holds.
  package var interface: InterfaceName?
  package var listenPort: UInt16?
  /// Bytes.
  package var mtu: Int?
  package var keepalive: KeepalivePolicy?
  /// Whether its ways are compiled though the mesh has a routing protocol: it runs none.
  package var isStatic = false
  /// How its key switches, and what else of it moves; `nil` where the mesh's policy holds.
  package var rotationMethod: RotationPolicy.Method?
  /// Path of its file in the repository: `mesh.yaml`'s for a node that is listed there.
  package var file: String
  /// Whether it is one of `nodes` in `mesh.yaml`.
  package var isListed = false
}

/// How to reach a node. A `host` in the mesh means: over the tunnels.
package struct SSHTarget: Hashable, Sendable {
  package var host: String
  package var port: UInt16?
  package var user: String?
  /// Public host keys as in known_hosts, `ssh-ed25519 AAAA…`; when given, no other is accepted.
  package var hostKeys: [String]
  /// Nodes to jump through, tried in order.
  package var jump: [String]

  package init(
    host: String, port: UInt16? = nil, user: String? = nil, hostKeys: [String] = [], jump: [String] = []
  ) {
    self.host = host
    self.port = port
    self.user = user
    self.hostKeys = hostKeys
    self.jump = jump
  }
}
