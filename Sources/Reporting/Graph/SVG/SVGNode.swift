/// A node's box. What it is shows in its shape, and in its colour only besides: a hub is filled, a gateway has a double
/// edge, one that forwards a thick one, one behind NAT a wall at its left, one that is not managed round ends, one not
/// enrolled a dashed edge.
enum SVGNode {
  static func draw(_ node: MeshPicture.Node, in frame: PictureFrame, into svg: inout SVGText) {
    svg.add(#"<g role="graphics-symbol"><title>\#(SVGText.escaped(PictureWords.node(node)))</title>"#)
    shape(node, in: frame, into: &svg)
    let isHub = node.role == .hub
    let networks = PictureWords.networks(node)
    let x = frame.middle.x
    let y = frame.middle.y
    svg.add(
      text: node.name, at: PicturePoint(x: x, y: networks.isEmpty ? y + 4 : y - 3), isHub ? "strong" : "name",
      anchor: "middle")
    if !networks.isEmpty {
      svg.add(text: networks, at: PicturePoint(x: x, y: y + 11), isHub ? "network on" : "network", anchor: "middle")
    }
    svg.add("</g>")
  }

  /// The box without words, as in the legend.
  static func shape(_ node: MeshPicture.Node, in frame: PictureFrame, into svg: inout SVGText) {
    let style =
      switch node.role {
      case .hub: "hub"
      case .gateway: "gateway"
      case .forwarding: "forwarding"
      case .end: "node"
      }
    let edge = node.isEnrolled ? style : "\(style) waiting"
    svg.add(frame: frame, radius: node.isManaged ? 3 : frame.height / 2, edge)
    if node.role == .gateway {
      let inner = PictureFrame(x: frame.x + 3, y: frame.y + 3, width: frame.width - 6, height: frame.height - 6)
      svg.add(frame: inner, radius: node.isManaged ? 2 : inner.height / 2, edge)
    }
    guard node.isBehindNAT else { return }
    // Two bars: a wall, which opens from the inside only. Round ends leave room for them further in.
    let left = frame.x + (node.isManaged ? 0 : 7)
    for bar in 0..<2 {
      svg.add(
        frame: PictureFrame(x: left + bar * 5, y: frame.y + 3, width: 3, height: frame.height - 6), radius: 0, "wall")
    }
  }
}
