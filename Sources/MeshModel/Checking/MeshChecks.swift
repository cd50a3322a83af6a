import Diagnostics

/// What must hold across `mesh.yaml` and the nodes' files.
enum MeshChecks {
  static func run(_ declaration: MeshDeclaration, _ nodes: [NodeDeclaration], _ findings: inout Findings) {
    NodeChecks.run(nodes, &findings)
    RangeChecks.run(declaration.ranges, isComplete: declaration.hasAllRanges, nodes, &findings)
    let members = MembershipChecks.run(declaration.mesh.topology, nodes, &findings)
    TunnelChecks.run(declaration, members, nodes, &findings)
    EndpointChecks.run(declaration.mesh.topology, members, nodes, &findings)
    UnderlayChecks.run(declaration, members, nodes, &findings)
    RoutingChecks.run(declaration, members, nodes, &findings)
    PresenceChecks.run(declaration.mesh, members, nodes, &findings)
    ReachabilityChecks.run(declaration.mesh.topology, members, nodes, &findings)
    WayInChecks.run(declaration, members, nodes, &findings)
    PresenceChecks.withoutTunnels(declaration.mesh.topology, members, nodes, &findings)
  }
}

/// What must hold among the nodes' files alone.
enum NodeChecks {
  static func run(_ nodes: [NodeDeclaration], _ findings: inout Findings) {
    IdentityChecks.run(nodes, &findings)
    NetworkChecks.run(nodes, &findings)
    ReachChecks.run(nodes, &findings)
  }
}
