import Diagnostics
import WireGuard

/// A network is behind one node, and holds nothing that carries the tunnels themselves.
enum NetworkChecks {
  private struct Owned {
    var node: String
    var prefix: Prefix
    var place: SourceRange
  }

  static func run(_ nodes: [NodeDeclaration], _ findings: inout Findings) {
    // Sorted, a prefix that lies in another comes after it, so the open ones form a stack.
    let all = nodes.flatMap { node in
      node.networks.map { Owned(node: node.name, prefix: $0.value, place: $0.place) }
    }.sorted { ($0.prefix, $0.node, $0.place) < ($1.prefix, $1.node, $1.place) }
    var open: [Owned] = []
    for network in all {
      while let last = open.last, !last.prefix.contains(network.prefix) { open.removeLast() }
      if let outer = open.last { report(network, in: outer, &findings) }
      open.append(network)
    }
    endpoints(nodes, all, &findings)
  }

  private static func report(_ inner: Owned, in outer: Owned, _ findings: inout Findings) {
    let note = Diagnostic.Note("first declared here", at: .source(outer.place))
    if inner.prefix == outer.prefix {
      let isSame = inner.node == outer.node
      findings.report(
        Diagnostic(
          code: "network-taken",
          isSame ? "\(inner.prefix) is given twice" : "\(inner.prefix) is already behind \(outer.node)",
          at: .source(inner.place), notes: [note],
          consequence: isSame
            ? "" : "On every peer the last one set would take the prefix, and the other would lose it without a word.",
          remedy: isSame ? "Keep one of them." : "Give \(inner.node) a prefix of its own."))
    } else {
      findings.report(
        Diagnostic(
          code: "network-overlap", "\(inner.prefix) lies inside \(outer.prefix), which is behind \(outer.node)",
          at: .source(inner.place), notes: [note],
          consequence: "The longest prefix wins: nothing of \(inner.prefix) is reached through \(outer.node) any more.",
          remedy: "Split \(outer.prefix) so that each network is behind one node."))
    }
  }

  /// A tunnel's packets to an endpoint must not be routed into the tunnels.
  private static func endpoints(_ nodes: [NodeDeclaration], _ networks: [Owned], _ findings: inout Findings) {
    for node in nodes {
      guard let endpoint = node.endpoint, let address = endpoint.value.address else { continue }
      for network in networks where network.prefix.contains(address) {
        findings.report(
          Diagnostic(
            code: "network-holds-endpoint", "\(network.prefix) holds the endpoint of \(node.name)",
            at: .source(network.place), notes: [.init("the endpoint", at: .source(endpoint.place))],
            consequence: "Packets of the tunnels to \(node.name) would be routed into the tunnels.",
            remedy: "Declare the parts of \(network.prefix) without \(address)."))
      }
    }
  }
}
