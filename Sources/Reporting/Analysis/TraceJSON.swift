package import MeshModel
import WireGuard

/// Traces for programs. `formatVersion` counts up when something is taken away or changes its meaning.
package enum TraceJSON {
  package static func render(_ traces: [PacketTrace], mesh: String, commit: String?) throws -> String {
    try JSONText.render(Document(mesh: mesh, commit: commit, traces: traces.map { TraceItem($0) }))
  }

  /// Traces beside what the hosts do.
  package static func render(_ comparisons: [TraceComparison], mesh: String, commit: String?) throws -> String {
    let items = comparisons.map { TraceItem($0.trace, hosts: HostsItem($0)) }
    return try JSONText.render(Document(mesh: mesh, commit: commit, traces: items))
  }

  private struct Document: Encodable {
    var formatVersion = 1
    var mesh: String
    /// Left out for files that are not committed.
    var commit: String?
    var traces: [TraceItem]
  }

  private struct TraceItem: Encodable {
    var from: String
    var source: String?
    var destination: String
    var reached: Bool
    var answered: Bool
    var sameWayBack: Bool
    var way: [HopItem]
    var back: [HopItem]
    /// Only with `--compare`.
    var hosts: HostsItem?

    init(_ trace: PacketTrace, hosts: HostsItem? = nil) {
      self.hosts = hosts
      from = trace.from
      source = trace.source?.description
      destination = trace.destination.description
      reached = trace.arrives
      answered = trace.isAnswered
      sameWayBack = trace.isSymmetric
      way = trace.way.map { HopItem($0, trace.source, trace.destination) }
      back = trace.back.map { HopItem($0, trace.destination, trace.source ?? trace.destination) }
    }
  }

  /// One node; only the fields that belong to what it does are there.
  private struct HopItem: Encodable {
    var node: String
    var acceptedFrom: String?
    var acceptedBy: String?
    /// `send`, `deliver`, or `drop`.
    var action: String
    var matched: String?
    var peer: String?
    /// Where a routing protocol chose the way: into which tunnel.
    var interface: String?
    /// The network behind the node that it is delivered to.
    var network: String?
    var reason: String?
    var text: String?

    init(_ hop: PacketTrace.Hop, _ source: IPAddress?, _ destination: IPAddress) {
      node = hop.node
      acceptedFrom = hop.acceptance?.sender
      acceptedBy = hop.acceptance?.prefix.description
      switch hop.decision {
      case .send(let prefix, let peer): (action, matched, self.peer) = ("send", prefix.description, peer)
      case .sendRouted(let route, let interface, let peer):
        (action, matched, self.peer) = ("send", route.description, peer)
        self.interface = interface.text
      case .deliver: action = "deliver"
      case .deliverBehind(let network): (action, self.network) = ("deliver", network.description)
      case .drop(let drop):
        (action, reason) = ("drop", TraceWords.code(drop))
        text = TraceWords.text(drop, at: hop.node, source, destination)
      }
    }
  }
}
