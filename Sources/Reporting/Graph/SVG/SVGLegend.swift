/// What the shapes mean: those that occur, and no others.
struct SVGLegend {
  private struct Entry {
    var sample: Sample
    var text: String

    var width: Int { 44 + PictureMetrics.captionWidth(text) + 20 }
  }

  private enum Sample {
    case node(MeshPicture.Node)
    case card(String)
    case group
    case rank
  }

  private let rows: [[Entry]]
  private static let rowHeight = 26

  init(_ picture: MeshPicture, _ layout: PictureLayout, width: Int) {
    var entries: [Entry] = []
    func add(_ condition: Bool, _ sample: Sample, _ text: String) {
      if condition { entries.append(Entry(sample: sample, text: text)) }
    }
    let sample = { (change: (inout MeshPicture.Node) -> Void) in
      var node = MeshPicture.Node(name: "")
      change(&node)
      return Sample.node(node)
    }
    let nodes = picture.nodes
    add(nodes.contains { $0.role == .hub }, sample { $0.role = .hub }, "hub")
    add(nodes.contains { $0.role == .gateway }, sample { $0.role = .gateway }, "gateway between two meshes")
    add(nodes.contains { $0.role == .forwarding }, sample { $0.role = .forwarding }, "passes packets on")
    add(nodes.contains(where: \.isBehindNAT), sample { $0.isBehindNAT = true }, "behind NAT")
    add(nodes.contains { !$0.isManaged }, sample { $0.isManaged = false }, "not managed")
    add(nodes.contains { !$0.isEnrolled }, sample { $0.isEnrolled = false }, "not enrolled yet")
    add(layout.cards.contains { $0.kind == .fullMesh }, .card("full"), "full mesh: all are peers of each other")
    add(layout.wires.contains { $0.kind == .group }, .group, "a line to a card: peer of every node in it")
    add(!layout.ranks.isEmpty, .rank, "rank of a hub, 1 is preferred")
    rows = entries.reduce(into: [[]]) { rows, entry in
      let used = (rows.last ?? []).reduce(0) { $0 + $1.width }
      if used > 0, used + entry.width > width { rows.append([]) }
      rows[rows.count - 1].append(entry)
    }.filter { !$0.isEmpty }
  }

  var height: Int { rows.count * Self.rowHeight }

  func draw(at corner: PicturePoint, into svg: inout SVGText) {
    for (index, row) in rows.enumerated() {
      var x = corner.x
      for entry in row {
        let frame = PictureFrame(x: x, y: corner.y + index * Self.rowHeight, width: 34, height: 18)
        draw(entry.sample, in: frame, into: &svg)
        svg.add(text: entry.text, at: PicturePoint(x: frame.right + 10, y: frame.y + 13), "quiet")
        x += entry.width
      }
    }
  }

  private func draw(_ sample: Sample, in frame: PictureFrame, into svg: inout SVGText) {
    let middle = frame.middle
    switch sample {
    case .node(let node): SVGNode.shape(node, in: frame, into: &svg)
    case .card(let style): svg.add(frame: frame, radius: 6, style)
    case .group:
      let card = PictureFrame(x: frame.x + 14, y: frame.y, width: 20, height: frame.height)
      svg.add(frame: card, radius: 5, "card")
      svg.add(path: [PicturePoint(x: frame.x, y: middle.y), PicturePoint(x: card.x, y: middle.y)], "group")
    case .rank:
      svg.add(path: [PicturePoint(x: middle.x, y: frame.y), PicturePoint(x: middle.x, y: frame.bottom)], "group")
      svg.add(text: "1", at: PicturePoint(x: middle.x + 3, y: frame.y + 12), "rank")
    }
  }
}
