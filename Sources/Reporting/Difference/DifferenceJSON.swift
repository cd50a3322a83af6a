package import MeshModel
import WireGuard

/// A difference for programs.
///
/// `formatVersion` counts up when something is taken away or changes its meaning; new keys may come at any time.
package enum DifferenceJSON {
  package static func render(_ difference: MeshDifference) throws -> String {
    try JSONText.render(Document(difference))
  }

  private struct Document: Encodable {
    var formatVersion = 1
    var mesh: String
    var settings: [Field]
    var nodes: [NodeItem]
    var prefixes: [PrefixItem]
    var tunnelsGained: [[String]]
    var tunnelsLost: [[String]]
    var tunnelsChanged: [TunnelItem]
    var reachGained: [[String]]
    var reachLost: [[String]]
    var pathsMoved: [[String]]
    var touched: [String]
    var nodesAfter: Int
    var tunnelsAfter: Int

    init(_ difference: MeshDifference) {
      mesh = difference.mesh
      settings = difference.settings.map(Field.init)
      nodes = difference.nodes.map(NodeItem.init)
      prefixes = difference.prefixes.map {
        PrefixItem(prefix: $0.prefix.description, from: $0.from, to: $0.to)
      }
      let ends = { (tunnels: [Tunnel]) in tunnels.map { [$0.first, $0.second] } }
      tunnelsGained = ends(difference.tunnelsGained)
      tunnelsLost = ends(difference.tunnelsLost)
      tunnelsChanged = difference.tunnelsChanged.map {
        TunnelItem(rule: $0.rule, tunnels: $0.tunnels, field: Field($0.field))
      }
      reachGained = ends(difference.reachGained)
      reachLost = ends(difference.reachLost)
      pathsMoved = ends(difference.pathsMoved)
      touched = difference.touched
      nodesAfter = difference.size.nodes
      tunnelsAfter = difference.size.tunnels
    }
  }

  private struct Field: Encodable {
    var key: String
    var old: [String]
    var new: [String]

    init(_ change: FieldChange) {
      key = change.key
      old = change.old
      new = change.new
    }
  }

  private struct NodeItem: Encodable {
    var name: String
    var change: String
    var peers: Int
    var enrolled: Bool
    var fields: [Field]

    init(_ node: NodeChange) {
      name = node.name
      change = node.kind.rawValue
      peers = node.peers
      enrolled = node.isEnrolled
      fields = node.fields.map(Field.init)
    }
  }

  private struct TunnelItem: Encodable {
    var rule: String
    var tunnels: Int
    var field: Field
  }

  private struct PrefixItem: Encodable {
    var prefix: String
    var from: String?
    var to: String?
  }
}
