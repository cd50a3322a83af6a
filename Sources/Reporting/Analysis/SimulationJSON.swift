package import MeshModel
import WireGuard

/// Simulations for programs. `formatVersion` counts up when something is taken away or changes its meaning.
package enum SimulationJSON {
  package static func render(_ simulation: Simulation, mesh: String, commit: String?) throws -> String {
    try JSONText.render(OutageDocument(simulation, mesh: mesh, commit: commit))
  }

  package static func render(_ each: SinglePoints, mesh: String, commit: String?) throws -> String {
    try JSONText.render(EachDocument(each, mesh: mesh, commit: commit))
  }

  private struct OutageDocument: Encodable {
    var formatVersion = 1
    var mesh: String
    /// Left out for files that are not committed.
    var commit: String?
    var nodesDown: [String]
    var tunnelsDown: [[String]]
    var nodesUp: Int
    var pairs: Int
    var lostPairs: Int
    var lost: [GroupItem]
    var networks: [NetworkItem]
    var regainedPairs: Int
    var lostWhenRecompiled: [GroupItem]

    init(_ simulation: Simulation, mesh: String, commit: String?) {
      self.mesh = mesh
      self.commit = commit
      nodesDown = simulation.outage.nodes.sorted()
      tunnelsDown = simulation.outage.tunnels.sorted().map { [$0.first, $0.second] }
      nodesUp = simulation.nodes
      pairs = simulation.pairs
      lostPairs = simulation.lost
      lost = simulation.groups.map(GroupItem.init)
      networks = simulation.networks.map(NetworkItem.init)
      regainedPairs = simulation.recompiled.regained
      lostWhenRecompiled = simulation.recompiled.groups.map(GroupItem.init)
    }
  }

  /// Every node of `nodes` loses every one of `others`, and with `eachOther` those of `nodes` too.
  private struct GroupItem: Encodable {
    var nodes: [String]
    var eachOther: Bool
    var others: [String]

    init(_ group: LossGroup) {
      nodes = group.nodes
      eachOther = group.loseEachOther
      others = group.others
    }
  }

  private struct NetworkItem: Encodable {
    var node: String
    var networks: [String]
    var nodeIsDown: Bool
    var reachedBefore: Int
    var reachedAfter: Int

    init(_ loss: Simulation.NetworkLoss) {
      node = loss.node
      networks = loss.networks.map(\.description)
      nodeIsDown = loss.isDown
      reachedBefore = loss.before
      reachedAfter = loss.after
    }
  }

  private struct EachDocument: Encodable {
    var formatVersion = 1
    var mesh: String
    /// Left out for files that are not committed.
    var commit: String?
    var nodes: Int
    var pairs: Int
    var points: [PointItem]
    var privateTunnels: Int
    var spareTunnels: Int

    init(_ each: SinglePoints, mesh: String, commit: String?) {
      self.mesh = mesh
      self.commit = commit
      nodes = each.nodes
      pairs = each.pairs
      points = each.points.map(PointItem.init)
      privateTunnels = each.privateTunnels
      spareTunnels = each.spareTunnels
    }
  }

  /// A node, or the two ends of a tunnel.
  private struct PointItem: Encodable {
    var node: String?
    var tunnel: [String]?
    var pairs: Int

    init(_ point: SinglePoints.Point) {
      switch point.part {
      case .node(let name): node = name
      case .tunnel(let ends): tunnel = [ends.first, ends.second]
      }
      pairs = point.pairs
    }
  }
}
