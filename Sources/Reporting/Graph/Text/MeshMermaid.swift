/// A mesh as a flowchart of Mermaid (https://mermaid.js.org/syntax/flowchart.html), which GitHub and GitLab draw inside
/// of markdown.
///
/// They draw no chart of more than 500 lines: a large group is one box with the names of its nodes, and those of them
/// that have tunnels besides are boxes of their own, joined to it.
package enum MeshMermaid {
  /// Whole file with a newline at the end; to be put between "```mermaid" and "```".
  package static func render(_ picture: MeshPicture) -> String {
    let outline = MeshOutline(picture)
    let joined = Set(outline.lines.flatMap { [$0.upper, $0.lower] } + outline.groupLines.map(\.node))
    var lines = ["---", "title: \(yaml("\(picture.name): \(PictureWords.summary(picture))"))", "---", "flowchart TB"]
    var inside: [String] = []
    for (index, block) in outline.blocks.enumerated() {
      guard outline.isWhole[index] else {
        lines += group(block, index, picture)
        continue
      }
      let alone = block.nodes.filter { joined.contains($0) }
      let others = block.nodes.filter { !joined.contains($0) }
      lines.append("  g\(index)(\"\(label([escaped(block.caption)] + list(others, picture)))\")")
      lines += alone.map { "  \(node($0, picture.nodes[$0]))" }
      inside += alone.map { "  n\($0) === g\(index)" }
    }
    lines += outline.lines.map { "  n\($0.upper) --- n\($0.lower)" } + inside
    lines += outline.groupLines.map { line in
      "  n\(line.node) ===\(line.rank.map { "|\($0)|" } ?? "") g\(line.block)"
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func group(_ block: PictureBlocks.Block, _ index: Int, _ picture: MeshPicture) -> [String] {
    let nodes = block.nodes.map { node($0, picture.nodes[$0]) }
    guard !block.caption.isEmpty, !nodes.isEmpty else { return nodes.map { "  \($0)" } }
    return ["  subgraph g\(index)[\"\(escaped(block.caption))\"]"] + nodes.map { "    \($0)" } + ["  end"]
  }

  /// A hub is a hexagon, a gateway a trapezoid, another node that passes packets on has double sides, one that is not
  /// managed round ends.
  private static func node(_ index: Int, _ node: MeshPicture.Node) -> String {
    let traits = [node.isBehindNAT ? "behind NAT" : "", node.isEnrolled ? "" : "not enrolled"].filter { !$0.isEmpty }
    let text = label([node.name, PictureWords.networks(node), traits.joined(separator: ", ")].map(escaped))
    return switch (node.role, node.isManaged) {
    case (.hub, _): "n\(index){{\"\(text)\"}}"
    case (.gateway, _): "n\(index)[/\"\(text)\"\\]"
    case (.forwarding, _): "n\(index)[[\"\(text)\"]]"
    case (.end, true): "n\(index)[\"\(text)\"]"
    case (.end, false): "n\(index)([\"\(text)\"])"
    }
  }

  /// Names, some on a line.
  private static func list(_ nodes: [Int], _ picture: MeshPicture) -> [String] {
    let names = nodes.map { picture.nodes[$0].name }.sorted(by: NaturalOrder.precedes)
    return stride(from: 0, to: names.count, by: 8).map { start in
      names[start..<min(start + 8, names.count)].map(escaped).joined(separator: ", ")
    }
  }

  private static func label(_ lines: [String]) -> String { lines.filter { !$0.isEmpty }.joined(separator: "<br/>") }

  /// Mermaid's entities: a number sign, and the character's number.
  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      "\"#<>&;`\\".unicodeScalars.contains(scalar) ? "#\(scalar.value);" : String(scalar)
    }.joined()
  }

  private static func yaml(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }
}
