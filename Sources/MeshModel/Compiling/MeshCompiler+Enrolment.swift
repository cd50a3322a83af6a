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
    guard let interface = enrolled(node).desired(node.name)?.interfaces.first else { return nil }
    let reachable = interface.configuration.peers.filter { $0.endpoint != nil }
    let named = reachable.map { (name: interface.peerNames[$0.publicKey] ?? "", peer: $0) }.sorted { $0.name < $1.name }
    let jump = node.ssh?.jump.lazy.compactMap { jump in named.first { $0.name == jump } }.first
    guard let (peerName, peer) = jump ?? named.first, let endpoint = peer.endpoint else { return nil }
    return EnrolmentScript.Tunnel(
      interface: interface.configuration.name,
      listenPort: interface.configuration.listenPort,
      mtu: interface.configuration.mtu,
      addresses: interface.configuration.addresses,
      peerName: peerName,
      peerKey: peer.publicKey,
      endpoint: endpoint,
      allowedIPs: peer.allowedIPs,
      routes: interface.configuration.routes.filter { route in peer.allowedIPs.contains { $0.contains(route) } })
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
