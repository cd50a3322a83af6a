package import MeshModel
import WireGuard

extension MeshPicture {
  /// The mesh as it will be once every node is enrolled: a mesh is drawn before its keys are made.
  package init(_ mesh: Mesh) {
    let compiler = MeshCompiler(mesh.withStandInKeys)
    let enrolled = Set(mesh.nodes.filter { $0.publicKey != nil }.map(\.name))
    let hubs = compiler.hubs
    let gateways = compiler.gateways
    let nodes = compiler.nodes.enumerated().map { index, node in
      Node(
        name: node.name,
        role: hubs.contains(node.name)
          ? .hub
          : gateways.contains(node.name) ? .gateway : compiler.isTransit(node: index) ? .forwarding : .end,
        isBehindNAT: node.endpoint == nil,
        isManaged: node.isManaged,
        isEnrolled: enrolled.contains(node.name),
        networks: node.networks.map(\.description))
    }
    self.init(
      name: mesh.name, nodes: nodes,
      peers: nodes.indices.map { index in
        compiler.tunnelEnds(ofNode: index).map { Peer(node: $0.peer, rank: $0.rank) }
      })
  }
}

extension Mesh {
  /// A key of nobody's for those that have none: who is a peer of whom does not depend on keys.
  fileprivate var withStandInKeys: Mesh {
    guard let standIn = PublicKey(bytes: Array(repeating: 0xFF, count: 32)) else { return self }
    var mesh = self
    for index in mesh.nodes.indices where mesh.nodes[index].publicKey == nil {
      mesh.nodes[index].publicKey = standIn
    }
    return mesh
  }
}
