package import WireGuard

extension MeshCompiler {
  /// The script for the console of a node that SSH cannot reach yet.
  ///
  /// Its first tunnel leads to the first node that it is managed through, else to the first peer with an endpoint; where
  /// there is none, the script makes the key and nothing more.
  /// - Returns: `nil` for a node that is not declared.
  package func enrolmentScript(for name: String) -> EnrolmentScript? {
    guard let node = mesh.nodes.first(where: { $0.name == name }) else { return nil }
    return EnrolmentScript(mesh: mesh.name, node: name, tunnel: firstTunnel(of: node))
  }

  private func firstTunnel(of node: Node) -> EnrolmentScript.Tunnel? {
    let interfaces = enrolled(node).desired(node.name)?.interfaces ?? []
    let reachable = interfaces.flatMap { interface in
      interface.configuration.peers.compactMap { peer in
        peer.endpoint.map {
          (name: interface.peerNames[peer.publicKey] ?? "", peer: peer, endpoint: $0, own: interface.configuration)
        }
      }
    }.sorted { $0.name < $1.name }
    let jump = node.ssh?.jump.lazy.compactMap { jump in reachable.first { $0.name == jump } }.first
    guard let (peerName, peer, endpoint, own) = jump ?? reachable.first else { return nil }
    return EnrolmentScript.Tunnel(
      interface: own.name,
      listenPort: own.listenPort,
      mtu: own.mtu,
      addresses: own.addresses,
      peerName: peerName,
      peerKey: peer.publicKey,
      endpoint: endpoint,
      allowedIPs: peer.allowedIPs,
      routes: own.routes.filter { route in peer.allowedIPs.contains { $0.contains(route) } },
      isRouted: own.isRouted)
  }

  /// The mesh with the node in it, also before it has a key of its own: a key of nobody's stands in for it, and is in
  /// nothing that the script says.
  private func enrolled(_ node: Node) -> MeshCompiler {
    guard node.publicKey == nil, let standIn = PublicKey(bytes: Array(repeating: 0xFF, count: 32)) else { return self }
    var mesh = mesh
    mesh.nodes = mesh.nodes.map { other in
      var other = other
      if other.name == node.name { other.publicKey = standIn }
      return other
    }
    return MeshCompiler(mesh)
  }
}
