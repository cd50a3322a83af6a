import TestSupport
import Testing

@testable import Reporting

struct MeshStructureTests {
  private typealias Link = MeshStructure.Link

  private static func links(_ picture: MeshPicture) -> Set<Link> {
    Set(
      picture.peers.enumerated().flatMap { node, peers in
        peers.map { Link(low: min(node, $0.node), high: max(node, $0.node)) }
      })
  }

  private static func pairs(_ members: [Int]) -> [Link] {
    members.enumerated().flatMap { index, one in
      members[(index + 1)...].map { Link(low: min(one, $0), high: max(one, $0)) }
    }
  }

  private static func told(_ structure: MeshStructure) -> Set<Link> {
    let groups = structure.spokeGroups.flatMap { group in
      group.hubs.flatMap { hub in group.spokes.map { Link(low: min(hub, $0), high: max(hub, $0)) } }
    }
    return Set(structure.fullMeshes.flatMap(pairs) + groups + structure.links)
  }

  /// The tunnels that a reader takes from the blocks and nets of a picture.
  private static func drawn(_ blocks: PictureBlocks) -> Set<Link> {
    var links: [Link] = []
    for block in blocks.blocks {
      switch block.kind {
      case .fullMesh: links += pairs(block.nodes)
      case .chain: links += zip(block.nodes, block.nodes.dropFirst()).flatMap { pairs([$0, $1]) }
      case .ring:
        links += zip(block.nodes, block.nodes.dropFirst() + block.nodes.prefix(1)).flatMap { pairs([$0, $1]) }
      case .spokes, .row: break
      }
    }
    for net in blocks.nets {
      guard let block = net.block else {
        links += pairs(net.nodes)
        continue
      }
      for node in net.nodes { links += blocks.blocks[block].nodes.flatMap { pairs([node, $0]) } }
      // The caption of a full mesh says that those from elsewhere are in it.
      if blocks.blocks[block].kind == .fullMesh { links += pairs(net.nodes) }
    }
    return Set(links)
  }

  @Test(arguments: PictureSketch.many)
  func nothingIsLostAndNothingMadeUp(_ sketch: PictureSketch) {
    let picture = sketch.picture
    let structure = MeshStructure(picture)
    #expect(Self.told(structure) == Self.links(picture))
    #expect(Self.drawn(PictureBlocks(picture, structure)) == Self.links(picture))
  }

  @Test func norInRandomMeshes() {
    for seed in 1...300 {
      let picture = PictureSketch.random(seed).picture
      let structure = MeshStructure(picture)
      let blocks = PictureBlocks(picture, structure)
      #expect(Self.told(structure) == Self.links(picture), "seed \(seed)")
      #expect(Self.drawn(blocks) == Self.links(picture), "seed \(seed)")
      #expect(blocks.blocks.flatMap(\.nodes).sorted() == Array(picture.nodes.indices), "seed \(seed)")
    }
  }

  /// Groups by their sizes, largest first: hubs × spokes, and members.
  @Test(arguments: [
    (PictureSketch.whole(8), "", "8", 0),
    (PictureSketch.whole(200), "", "200", 0),
    (PictureSketch.twoHubs, "2×38", "", 5),
    (PictureSketch.fourHubs, "4×196", "4", 0),
    (PictureSketch.regions(backbone: true), "2×18 2×18 2×18", "18 14 9 6", 0),
    (PictureSketch.regions(backbone: false), "2×18 2×18 2×18", "18 14 9", 3),
    (PictureSketch.gateways, "", "22 17", 0),
    (PictureSketch.tree, "4×16 2×14 2×14 2×14 2×14 2×14 2×14 2×14 2×14", "4", 8),
    (PictureSketch.lines(8), "", "", 7 + 8 + 1),
  ])
  func findsTheGroups(_ sketch: PictureSketch, _ spokes: String, _ meshes: String, _ links: Int) {
    let structure = MeshStructure(sketch.picture)
    let groups = structure.spokeGroups.sorted { $0.spokes.count > $1.spokes.count }
    #expect(groups.map { "\($0.hubs.count)×\($0.spokes.count)" }.joined(separator: " ") == spokes)
    #expect(structure.fullMeshes.map(\.count).sorted(by: >).map(String.init).joined(separator: " ") == meshes)
    #expect(structure.links.count == links)
  }

  @Test func hubsKeepTheirRanks() {
    let picture = PictureSketch.twoHubs.picture
    let group = MeshStructure(picture).spokeGroups[0]
    #expect(group.hubs.map { picture.nodes[$0].name } == ["hub-a", "hub-b"])
    #expect(group.ranks == [1, 2])
  }

  @Test func chainsAndRingsAreFound() {
    let picture = PictureSketch.lines(41).picture
    let blocks = PictureBlocks(picture, MeshStructure(picture)).blocks
    #expect(blocks.filter { $0.kind == .ring }.map(\.nodes.count) == [41])
    #expect(blocks.filter { $0.kind == .chain }.map(\.nodes.count) == [41])
    #expect(blocks.first { $0.kind == .chain }?.nodes.map { picture.nodes[$0].name } == PictureSketch.names("c", 41))
  }
}
