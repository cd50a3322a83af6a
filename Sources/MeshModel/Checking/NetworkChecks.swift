import Diagnostics
import WireGuard

/// A network is behind one node, and holds nothing that carries the tunnels themselves.
enum NetworkChecks {
  static func run(_ nodes: [NodeDeclaration], _ findings: inout Findings) {
    let index = NetworkIndex(nodes)
    for (inner, outer) in index.nested { report(inner, in: outer, &findings) }
    for node in nodes {
      endpoint(of: node, index, &findings)
      ssh(of: node, index, &findings)
    }
  }

  private static func report(_ inner: NetworkIndex.Owned, in outer: NetworkIndex.Owned, _ findings: inout Findings) {
    let isEqual = inner.prefix == outer.prefix
    let notes = [Diagnostic.Note(isEqual ? "first declared here" : "\(outer.prefix)", at: .source(outer.place))]
    let isSame = inner.node.name == outer.node.name
    switch (isEqual, isSame) {
    case (true, true):
      findings.report(
        Diagnostic(
          code: .networkTaken, "\(inner.prefix) is given twice", at: .source(inner.place), notes: notes,
          remedy: "Keep one of them."))
    case (true, false):
      findings.report(
        Diagnostic(
          code: .networkTaken, "\(inner.prefix) is already behind \(outer.node.name)", at: .source(inner.place),
          notes: notes, consequence: Contest.consequence(outer.node, inner.node, of: "the prefix"),
          remedy: "Give \(inner.node.name) a prefix of its own."))
    case (false, true):
      findings.report(
        Diagnostic(
          code: .networkRedundant, "\(inner.prefix) lies inside \(outer.prefix), which is behind the same node",
          at: .source(inner.place), notes: notes))
    case (false, false):
      findings.report(
        Diagnostic(
          code: .networkOverlap,
          "\(inner.prefix) lies inside \(outer.prefix), which is behind \(outer.node.name)", at: .source(inner.place),
          notes: notes,
          consequence:
            "The longest prefix wins: nothing of \(inner.prefix) is reached through \(outer.node.name) any more.",
          remedy: "Split \(outer.prefix) so that each network is behind one node."))
    }
  }

  /// A tunnel's packets to an endpoint must not be routed into the tunnels.
  private static func endpoint(of node: NodeDeclaration, _ index: NetworkIndex, _ findings: inout Findings) {
    guard let endpoint = node.endpoint, let address = endpoint.value.address else { return }
    for network in index.holding(address) {
      findings.report(
        Diagnostic(
          code: .networkHoldsEndpoint, "\(network.prefix) holds the endpoint of \(node.name)",
          at: .source(network.place), notes: [.init("the endpoint", at: .source(endpoint.place))],
          consequence: "Packets of the tunnels to \(node.name) would be routed into the tunnels.",
          remedy: "Declare the parts of \(network.prefix) without \(address)."))
    }
  }

  /// Ssh from a host of the mesh must not depend on tunnels that nobody meant it to use. Through the network's own node
  /// it is meant to.
  private static func ssh(of node: NodeDeclaration, _ index: NetworkIndex, _ findings: inout Findings) {
    guard let ssh = node.ssh, let address = IPAddress(ssh.host.value) else { return }
    let jumps = Set(node.jump.map(\.value))
    for network in index.holding(address) where network.node.name != node.name && !jumps.contains(network.node.name) {
      // That is an error already.
      if let endpoint = node.endpoint?.value.address, network.prefix.contains(endpoint) { continue }
      findings.report(
        Diagnostic(
          code: .networkCoversSSH, "\(network.prefix) covers \(address), the `ssh` address of \(node.name)",
          at: .source(network.place), notes: [.init("the address", at: .source(ssh.host.place))],
          consequence: "From a host of the mesh, ssh to \(node.name) would go through the tunnels, to "
            + "\(network.node.name): a tunnel that fails takes the way to mend it along.",
          remedy: "Declare the parts of \(network.prefix) without \(address); or, where it is meant so, "
            + "`jump: \(network.node.name)`."))
    }
  }
}

/// Who wins where two peers of one interface are given the same.
enum Contest {
  /// A prefix belongs to the last peer that it is set for, and peers are set in the order of their keys.
  static func consequence(_ one: NodeDeclaration, _ other: NodeDeclaration, of what: String) -> String {
    guard let first = one.publicKey?.value, let second = other.publicKey?.value, first != second else {
      return "On every peer the last one set would take \(what), and the other would lose it without a word."
    }
    let (winner, loser) = first < second ? (other.name, one.name) : (one.name, other.name)
    return
      "A host that has both as peers gives \(what) to the last that it is set for: \(winner), whose key sorts last. "
      + "\(loser) would lose it without a word."
  }
}
