/// The wg-quick file of a node that Weft never touches, for its owner (wg-quick(8)): wg-quick, or the WireGuard app, makes
/// the routes from the AllowedIPs.
package struct OwnerFile: Hashable, Sendable {
  package var mesh: String
  package var node: String
  package var interface: Interface
  /// Shown as comments.
  package var peerNames: [PublicKey: String]
  /// Networks behind the node, which its owner has to forward for.
  package var networks: [Prefix]
  /// Whether peers know where to reach it, so that its port matters.
  package var listens: Bool

  package init(
    mesh: String, node: String, interface: Interface, peerNames: [PublicKey: String] = [:], networks: [Prefix] = [],
    listens: Bool
  ) {
    self.mesh = mesh
    self.node = node
    self.interface = interface
    self.peerNames = peerNames
    self.networks = networks
    self.listens = listens
  }

  /// Where the file belongs on a host with wg-quick.
  package var path: String { BootFile.path(interface.name) }

  /// The file, with a word in `<…>` for the private key.
  package var template: String {
    var head = ["# Weft: \(node) of mesh \(mesh); Weft does not touch this host, its owner does"]
    if !networks.isEmpty {
      head.append("# Behind it: \(networks.map(\.description).joined(separator: ", ")); it has to forward for them")
    }
    let key = interface.publicKey.map { "the private half of \($0)" } ?? "its private key"
    let lines = head + ["[Interface]", "PrivateKey = <\(key)>"] + settings + peers
    return lines.map { $0 + "\n" }.joined()
  }

  /// The file with the private key in it and without comments: for the standard input of a program that draws it, and
  /// for nothing else.
  package func bytes(privateKey: Secret) -> [UInt8] {
    let rest = (settings + peers.filter { !$0.hasPrefix("#") }).map { "\n" + $0 }.joined()
    return Array("[Interface]\nPrivateKey = ".utf8) + privateKey.bytes + Array((rest + "\n").utf8)
  }

  private var settings: [String] {
    interface.addresses.map { "Address = \($0)" } + (listens ? ["ListenPort = \(interface.listenPort)"] : [])
      + ["MTU = \(interface.mtu)"]
  }

  private var peers: [String] {
    interface.peers.flatMap { peer in
      var lines = ["[Peer]"]
      if let name = peerNames[peer.publicKey] { lines.append("# \(name)") }
      lines.append("PublicKey = \(peer.publicKey)")
      if !peer.allowedIPs.isEmpty {
        lines.append("AllowedIPs = " + peer.allowedIPs.map(\.description).joined(separator: ", "))
      }
      if let endpoint = peer.endpoint { lines.append("Endpoint = \(endpoint)") }
      if peer.keepalive > 0 { lines.append("PersistentKeepalive = \(peer.keepalive)") }
      return lines
    }
  }
}
