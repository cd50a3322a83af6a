/// What a mesh is made of: groups whose tunnels can be told in one line, and the tunnels that are left.
///
/// It is found in the tunnels, whatever the topology's rules say. Every tunnel is in a group or left, and no group
/// tells of a tunnel that is not there:
/// 1. spokes: nodes whose peers, apart from their hubs, are not peers of each other; together where the hubs are the
///    same. Taking them away and looking again finds hubs that are themselves spokes of others;
/// 2. full meshes: from the node with most tunnels left, greedily whoever has most peers among the candidates;
/// 3. what is left are single tunnels; chains and rings are found among them (``PictureBlocks``).
///
/// Sets are bits, so that it is some n² words of work, whether there are 10 tunnels a node or 999.
struct MeshStructure: Sendable {
  /// Every hub is a peer of every spoke.
  struct SpokeGroup: Hashable, Sendable {
    /// The preferred one first.
    var hubs: [Int]
    /// Each hub's rank, from 1; equal where nothing says which is preferred.
    var ranks: [Int]
    /// Ascending.
    var spokes: [Int]

    var isRanked: Bool { ranks.contains { $0 > 1 } }
  }

  struct Link: Hashable, Sendable {
    var low: Int
    var high: Int
  }

  private(set) var spokeGroups: [SpokeGroup] = []
  /// Members ascending; a node may be in several.
  private(set) var fullMeshes: [[Int]] = []
  /// The tunnels of no group, ascending.
  private(set) var links: [Link] = []

  init(_ picture: MeshPicture) {
    let count = picture.nodes.count
    var graph = picture.peers.map { peers in NodeSet(peers.map(\.node), capacity: count) }
    var spokes = SpokeSearch(picture, graph)
    spokeGroups = spokes.groups()
    for group in spokeGroups {
      for hub in group.hubs { for spoke in group.spokes { graph.removeTunnel(hub, spoke) } }
    }
    var search = FullMeshSearch(graph)
    fullMeshes = search.fullMeshes()
    links = search.uncovered.enumerated().flatMap { low, peers in
      peers.members.filter { $0 > low }.map { Link(low: low, high: $0) }
    }
  }
}

extension [NodeSet] {
  mutating func removeTunnel(_ one: Int, _ other: Int) {
    self[one].remove(other)
    self[other].remove(one)
  }
}
