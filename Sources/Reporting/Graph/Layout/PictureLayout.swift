/// Where everything stands, and how the lines run.
struct PictureLayout: Sendable {
  struct Card: Sendable {
    var kind: PictureBlocks.Block.Kind
    var frame: PictureFrame
    var caption: [String]
    /// The base line of the caption's first line: its beginning, or its middle.
    var captionAt: PicturePoint
    var isCaptionCentred: Bool
  }

  /// The lines of one net: one from each port to a common one.
  struct Wire: Sendable {
    var kind: PictureBlocks.Net.Kind
    var lines: [[PicturePoint]]
    /// Where three and more meet.
    var joints: [PicturePoint]
  }

  struct Rank: Sendable {
    var rank: Int
    var at: PicturePoint
  }

  var width = 0
  var height = 0
  /// Of each node.
  var nodes: [PictureFrame]
  var cards: [Card] = []
  /// Tunnels of full meshes on a circle, drawn below the boxes.
  var chords: [[PicturePoint]] = []
  /// Other tunnels inside of a block.
  var links: [[PicturePoint]] = []
  var wires: [Wire] = []
  var ranks: [Rank] = []

  init(nodeCount: Int) {
    nodes = Array(repeating: PictureFrame(x: 0, y: 0, width: 0, height: 0), count: nodeCount)
  }

  /// Tried one after the other; the one that a page shows largest is taken.
  private static let rowLimits = [2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40]

  /// The layout that is largest on a page that is half as wide again as it is high.
  static func best(_ picture: MeshPicture, _ structure: MeshStructure) -> PictureLayout {
    let blocks = PictureBlocks(picture, structure)
    let levels = BlockLevels(blocks)
    let ports = BlockPorts(blocks, levels)
    var best = PictureLayout(nodeCount: picture.nodes.count)
    for limit in rowLimits {
      let layout = BlockPlacement(picture, blocks, levels, ports, rowLimit: limit).layout()
      if best.width == 0 || layout.pageSize < best.pageSize { best = layout }
    }
    return best
  }

  private var pageSize: Int { max(2 * width, 3 * height) }
}
