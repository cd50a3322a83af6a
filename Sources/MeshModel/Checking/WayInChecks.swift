import Diagnostics
import WireGuard

/// Nodes that are managed over the mesh: that there is a way, and more than one. What follows from errors is not told.
enum WayInChecks {
  static func run(
    _ declaration: MeshDeclaration, _ membership: Membership, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    guard !findings.hasErrors else { return }
    let inside = nodes.filter { $0.isManaged && isInside($0, declaration.ranges) }
    // Making the list of tunnels is worth it only then.
    guard !inside.isEmpty else { return }
    var ways = WaysIn(nodes, membership, declaration.mesh.topology)
    var single: [String: [NodeDeclaration]] = [:]
    for node in inside {
      guard let ssh = node.ssh else { continue }
      if let missing = ways.missing(to: node, ssh) {
        findings.report(missing)
      } else if let only = ways.only(to: node, ssh) {
        single[only, default: []].append(node)
      }
    }
    for (only, group) in single.sorted(by: { $0.key < $1.key }) { findings.report(note(group, through: only)) }
  }

  private static func isInside(_ node: NodeDeclaration, _ ranges: [Located<Prefix>]) -> Bool {
    guard let address = node.ssh.flatMap({ IPAddress($0.host.value) }) else { return false }
    return (ranges + node.networks).contains { $0.value.contains(address) }
  }

  private static func note(_ group: [NodeDeclaration], through only: String) -> Diagnostic {
    let names = Listing.text(group.map(\.name))
    return Diagnostic(
      code: .wayInSingle, "\(names) \(group.count == 1 ? "is" : "are") reached through \(only) alone",
      at: group.first.flatMap { $0.jump.first?.place ?? $0.ssh?.host.place }.map { .source($0) } ?? .nowhere,
      consequence: "While \(only) is down nobody can log in there, and what changes there waits.",
      remedy: "Join \(group.count == 1 ? "it" : "them") to a second hub, and `jump` through both.")
  }
}

/// The tunnels that lead to nodes, and who reaches whom over them.
private struct WaysIn {
  private let graph: TunnelGraph
  private var paths: [Int: ShortestPaths] = [:]

  init(_ nodes: [NodeDeclaration], _ membership: Membership, _ rules: [TopologyRule]) {
    graph = TunnelGraph(nodes.map(\.node), membership, rules)
  }

  /// What is wrong where ssh has no way to a node.
  mutating func missing(to node: NodeDeclaration, _ ssh: SSHDeclaration) -> Diagnostic? {
    guard let index = graph.index(of: node.name) else { return nil }
    guard let jump = node.jump.first else {
      guard graph.edges[index].isEmpty else { return nil }
      return Diagnostic(
        code: .sshWithoutTunnel, "\(node.name) is managed over the mesh, and has no tunnel in it",
        at: .source(ssh.host.place), remedy: "Join it to the mesh, or give it an `ssh` address that needs no tunnel.")
    }
    guard !node.jump.contains(where: { reaches(index, from: $0.value) }) else { return nil }
    return Diagnostic(
      code: .sshWithoutTunnel,
      "ssh to \(node.name) goes over the mesh from \(Listing.text(node.jump.map(\.value))), and the mesh gives no way there",
      at: .source(jump.place), notes: [.init("an address of the mesh", at: .source(ssh.host.place))],
      remedy: "Jump through one of its peers, or join the two: `link: [\(jump.value), \(node.name)]`.")
  }

  /// The one node that every way there leads through: its only peer, or the only one to jump through.
  func only(to node: NodeDeclaration, _ ssh: SSHDeclaration) -> String? {
    guard let index = graph.index(of: node.name) else { return nil }
    if graph.edges[index].count == 1 { return graph.names[Int(graph.edges[index][0].end)] }
    return node.jump.count == 1 ? node.jump.first?.value : nil
  }

  private mutating func reaches(_ end: Int, from name: String) -> Bool {
    guard let start = graph.index(of: name) else { return false }
    if start == end { return true }
    let found = paths[start] ?? ShortestPaths(from: start, in: graph)
    paths[start] = found
    return found.firstHop[end] != ShortestPaths.unreachable
  }
}
