/// What a picture says in words.
enum PictureWords {
  static func fullMesh(own: Int, others: [String]) -> String {
    let count = own + others.count
    let with = others.isEmpty ? "" : " with \(list(others))"
    return "full mesh\(with), \(nodes(count)): \(tunnels(count * (count - 1) / 2))"
  }

  static func spokes(_ group: MeshStructure.SpokeGroup, _ names: [String]) -> String {
    let count = group.spokes.count
    return
      "\(DifferenceSummary.plural(count, "spoke")) of \(list(group.hubs.map { names[$0] })): \(tunnels(count * group.hubs.count))"
  }

  /// Two are a line between two nodes, and need no words.
  static func chain(_ count: Int) -> String { count < 3 ? "" : "chain, \(nodes(count)): \(tunnels(count - 1))" }

  static func ring(_ count: Int) -> String {
    count == 3 ? fullMesh(own: 3, others: []) : "ring, \(nodes(count)): \(tunnels(count))"
  }

  static func lonely(_ count: Int) -> String { "\(nodes(count)) without a tunnel" }

  static func nodes(_ count: Int) -> String { DifferenceSummary.plural(count, "node") }

  static func tunnels(_ count: Int) -> String { DifferenceSummary.plural(count, "tunnel") }

  /// The headline's numbers.
  static func summary(_ picture: MeshPicture) -> String {
    let waiting = picture.nodes.count { !$0.isEnrolled }
    return [nodes(picture.nodes.count), tunnels(picture.tunnelCount)].joined(separator: ", ")
      + (waiting == 0 ? "" : "; \(DifferenceSummary.grouped(waiting)) not enrolled yet")
  }

  /// All that a picture shows of a node, in words.
  static func node(_ node: MeshPicture.Node) -> String {
    var traits: [String] = []
    switch node.role {
    case .hub: traits.append("hub")
    case .gateway: traits.append("gateway")
    case .forwarding: traits.append("forwards")
    case .end: break
    }
    if node.isBehindNAT { traits.append("behind NAT") }
    if !node.isManaged { traits.append("not managed") }
    if !node.isEnrolled { traits.append("not enrolled") }
    if !node.networks.isEmpty { traits.append("networks \(node.networks.joined(separator: ", "))") }
    return traits.isEmpty ? node.name : "\(node.name): \(traits.joined(separator: "; "))"
  }

  /// The networks behind a node, in one short line.
  static func networks(_ node: MeshPicture.Node) -> String {
    guard let first = node.networks.first else { return "" }
    return node.networks.count == 1 ? first : "\(first) +\(node.networks.count - 1)"
  }

  private static func list(_ names: [String]) -> String {
    switch names.count {
    case 1: names[0]
    case 2...3: names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
    default: nodes(names.count)
    }
  }
}
