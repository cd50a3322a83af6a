/// A mesh as a picture that stands by itself: no scripts, no fonts, nothing to load.
package enum MeshSVG {
  private static let head = 66
  private static let leastWidth = 420

  /// Whole file with a newline at the end; the same for the same mesh.
  package static func render(_ picture: MeshPicture) -> String {
    let layout = PictureLayout.best(picture, MeshStructure(picture))
    let margin = PictureMetrics.margin
    let title = PictureMetrics.captionWidth(picture.name) * 3 / 2
    let summary = PictureWords.summary(picture)
    let inner = max(layout.width, leastWidth, title, PictureMetrics.captionWidth(summary))
    let legend = SVGLegend(picture, layout, width: inner)
    let width = inner + 2 * margin
    let height = head + layout.height + 28 + legend.height + margin - 8
    let corner = PicturePoint(x: margin + (inner - layout.width) / 2, y: head)
    var svg = SVGText()
    svg.add(
      #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(width) \#(height)" width="\#(width)" "#
        + #"height="\#(height)" role="graphics-document" aria-labelledby="title desc">"#)
    svg.add(#"<title id="title">The mesh \#(SVGText.escaped(picture.name))</title>"#)
    svg.add(#"<desc id="desc">\#(SVGText.escaped(description(summary, layout)))</desc>"#)
    svg.add(SVGStyle.sheet)
    svg.add(frame: PictureFrame(x: 0, y: 0, width: width, height: height), radius: 0, "back")
    svg.add(text: picture.name, at: PicturePoint(x: margin, y: 34), "title")
    svg.add(text: summary, at: PicturePoint(x: margin, y: 52), "quiet")
    svg.add(#"<g transform="translate(\#(corner.x) \#(corner.y))">"#)
    draw(picture, layout, into: &svg)
    svg.add("</g>")
    legend.draw(at: PicturePoint(x: margin, y: head + layout.height + 24), into: &svg)
    svg.add("</svg>")
    return svg.lines.joined(separator: "\n") + "\n"
  }

  private static func description(_ summary: String, _ layout: PictureLayout) -> String {
    let groups = layout.cards.map { $0.caption.joined(separator: " ") }
    return ([summary] + groups).joined(separator: ". ") + "."
  }

  /// Cards, then lines, then boxes: what is read lies on top.
  private static func draw(_ picture: MeshPicture, _ layout: PictureLayout, into svg: inout SVGText) {
    for card in layout.cards { draw(card, into: &svg) }
    if !layout.chords.isEmpty { svg.add(paths: layout.chords, "chord") }
    if !layout.links.isEmpty { svg.add(paths: layout.links, "line") }
    for wire in layout.wires {
      svg.add(paths: wire.lines, wire.kind == .group ? "group" : "line")
      for joint in wire.joints { svg.add(#"<circle class="joint" cx="\#(joint.x)" cy="\#(joint.y)" r="3"/>"#) }
    }
    for rank in layout.ranks { svg.add(text: String(rank.rank), at: rank.at, "rank") }
    for card in layout.cards {
      for (index, line) in card.caption.enumerated() {
        svg.add(
          text: line,
          at: PicturePoint(x: card.captionAt.x, y: card.captionAt.y + index * PictureMetrics.captionLine),
          card.kind == .fullMesh ? "caption in" : "caption", anchor: card.isCaptionCentred ? "middle" : "start")
      }
    }
    for (node, frame) in zip(picture.nodes, layout.nodes) { SVGNode.draw(node, in: frame, into: &svg) }
  }

  private static func draw(_ card: PictureLayout.Card, into svg: inout SVGText) {
    let style =
      switch card.kind {
      case .fullMesh: "full"
      case .spokes: "card"
      case .chain, .ring, .row: "loose"
      }
    svg.add(frame: card.frame, radius: 10, style)
  }
}
