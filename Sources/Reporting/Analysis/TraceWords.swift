import MeshModel
import WireGuard

/// Why a packet dies, in words, and what can be done.
enum TraceWords {
  static func text(
    _ drop: PacketTrace.Drop, at node: String, _ source: IPAddress?, _ destination: IPAddress
  ) -> String {
    switch drop {
    case .noRoute(let cause): "no route to \(destination): \(text(cause, at: node))"
    case .noPeer(let route): "the route to \(route) leads to no peer that has \(destination) in its AllowedIPs"
    case .sourceRefused(let sender, let owner):
      "refuses \(source?.description ?? "it") from \(sender): by its AllowedIPs that is "
        + (owner.map { "\($0)'s" } ?? "nobody's")
    case .notForwarding(let family): "does not pass \(family.name) packets on"
    case .noSource(let family): "has no \(family.name) address to send from"
    case .loop: "has had it before: it goes in circles"
    }
  }

  private static func text(_ cause: PacketTrace.NoWay, at node: String) -> String {
    switch cause {
    case .nobody: "no node has it, and it is in nobody's networks"
    case .notEnrolled(let owner): "\(owner) is not enrolled"
    case .throughOthers(let owner, let nodes):
      "the tunnels to \(owner) lead through \(DifferenceLines.names(nodes)), and nothing is passed on there"
    case .noTunnels(let owner): "no tunnels lead to \(owner)"
    case .notAllowed(let owner): "the topology keeps \(node) and \(owner) apart"
    }
  }

  static func remedy(_ drop: PacketTrace.Drop, at node: String) -> String {
    switch drop {
    case .noRoute(.nobody): "A node's own are declared under its `addresses`, what is behind it under its `networks`."
    case .noRoute(.notEnrolled(let owner)): "It is part of the mesh once it has a `publicKey`: `weft enroll \(owner)`."
    case .noRoute(.throughOthers(_, let nodes)):
      "`forward: true` on \(DifferenceLines.names(nodes)) lets packets of others through."
    case .noRoute(.noTunnels(let owner)): "Join \(node) and \(owner) in `topology`."
    case .noRoute(.notAllowed): "A `link` of the two is a tunnel of their own."
    case .sourceRefused(let sender, nil): "Declare what is behind \(sender): `networks: […]` in its file."
    case .notForwarding: "`networks` in \(node)'s file makes it forward for what is behind it, `forward: true` for all."
    case .noSource(let family): "Give \(node) an \(family.name) address of the mesh: `addresses`."
    case .noPeer, .sourceRefused, .loop: ""
    }
  }

  /// A name for programs.
  static func code(_ drop: PacketTrace.Drop) -> String {
    switch drop {
    case .noRoute(.nobody): "no-route-nobody"
    case .noRoute(.notEnrolled): "no-route-not-enrolled"
    case .noRoute(.throughOthers): "no-route-not-forwarding"
    case .noRoute(.noTunnels): "no-route-no-tunnels"
    case .noRoute(.notAllowed): "no-route-not-allowed"
    case .noPeer: "no-peer"
    case .sourceRefused: "source-refused"
    case .notForwarding: "not-forwarding"
    case .noSource: "no-source"
    case .loop: "loop"
    }
  }
}
