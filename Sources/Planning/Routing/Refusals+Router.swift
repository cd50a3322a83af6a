import Diagnostics
import FRR
import MeshModel

extension Refusals {
  /// A host that cannot run the routing protocol, or runs it for somebody else.
  static func unableRouter(_ node: NodeInput) -> [Diagnostic] {
    guard node.observation != nil, let router = node.desired?.router else { return [] }
    guard let host = node.reading.routing, host.isInstalled else {
      return [
        Diagnostic(
          code: "router-not-installed", "\(router.protocolName) is to run here, and FRR is not installed",
          at: .node(node.name), consequence: "Nothing was touched.",
          remedy:
            "Install it (Debian: `apt install frr`) with \(list(router.daemons)) in /etc/frr/daemons; or let the node "
            + "do without: `routing: static` in its file.")
      ]
    }
    let missing = router.daemons.filter { !host.daemons.contains($0) }
    if !missing.isEmpty {
      return [
        Diagnostic(
          code: "router-daemons-missing", "FRR runs without \(missing.joined(separator: ", ")) here",
          at: .node(node.name), consequence: "Nothing was touched.",
          remedy: "Put \(list(missing)) into /etc/frr/daemons and restart FRR: `systemctl restart frr`.")
      ]
    }
    let mesh = router.mesh
    let change = RoutingDifference(desired: router, mesh: mesh, running: host.running, recorded: host.recorded)
    if let system = change.formerSystem {
      return [
        Diagnostic(
          code: "router-renumbered", "`\(system)` runs here, and the node is to have another number",
          at: .node(node.name),
          consequence: "FRR has one autonomous system: all sessions of the node would end. Nothing was touched.",
          remedy:
            "Leave its number: its first address, and `routing.autonomousSystem`. Or go by way of `routing: static` and back, "
            + "in two commits: that loses nothing.")
      ]
    }
    guard let system = change.foreignSystem else { return [] }
    return [
      Diagnostic(
        code: "router-not-ours", "`\(system)` is configured here, and Weft did not do it", at: .node(node.name),
        consequence: "FRR has one autonomous system; nothing was touched.",
        remedy:
          "Choose `routing.autonomousSystem` in mesh.yaml so that the node has that number, take it away in FRR, or use "
          + "`routing: ospf`.")
    ]
  }

  /// As lines of /etc/frr/daemons; zebra runs anyway.
  private static func list(_ daemons: [String]) -> String {
    daemons.filter { $0 != "zebra" }.map { "`\($0)=yes`" }.joined(separator: ", ")
  }
}

extension RouterConfiguration {
  /// As people call it.
  fileprivate var protocolName: String {
    switch routing {
    case .ospf: "OSPF"
    case .bgp: "BGP"
    }
  }
}
