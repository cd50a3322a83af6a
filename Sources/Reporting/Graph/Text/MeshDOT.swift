/// A mesh for Graphviz (https://graphviz.org/doc/info/lang.html), which lays it out: `dot -Tsvg`.
///
/// A small group is a cluster with all its tunnels. A large one is a cluster without, whose label says how many there
/// are; a line to the cluster stands for one to each of its nodes.
package enum MeshDOT {
  /// Whole file with a newline at the end.
  package static func render(_ picture: MeshPicture) -> String {
    let outline = MeshOutline(picture)
    var lines = [
      "graph \(quoted(picture.name)) {",
      "  graph [compound=true, fontname=\"sans-serif\", labelloc=t, ranksep=0.8, "
        + "label=\(quoted("\(picture.name): \(PictureWords.summary(picture))"))]",
      "  node [shape=box, fontname=\"monospace\", fontsize=11]",
    ]
    for (index, block) in outline.blocks.enumerated() {
      lines += cluster(block, index, isWhole: outline.isWhole[index], picture)
    }
    for line in outline.lines {
      lines.append("  \(quoted(picture.nodes[line.upper].name)) -- \(quoted(picture.nodes[line.lower].name))")
    }
    for line in outline.groupLines {
      let rank = line.rank.map { ", taillabel=\"\($0)\"" } ?? ""
      lines.append(
        "  \(quoted(picture.nodes[line.node].name)) -- \(anchor(outline.blocks[line.block], line.block, picture)) "
          + "[lhead=\"cluster_\(line.block)\", penwidth=2\(rank)]")
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  private static func cluster(
    _ block: PictureBlocks.Block, _ index: Int, isWhole: Bool, _ picture: MeshPicture
  ) -> [String] {
    let nodes = block.nodes.map { "\(quoted(picture.nodes[$0].name)) [\(attributes(picture.nodes[$0]))]" }
    guard !block.caption.isEmpty else { return nodes.map { "  \($0)" } }
    var lines = [
      "  subgraph \"cluster_\(index)\" {",
      "    graph [label=\(quoted(block.caption)), style=rounded, color=\"\(isWhole ? "#0b4f8a" : "#8c959f")\"]",
    ]
    lines += nodes.map { "    \($0)" }
    if nodes.isEmpty { lines.append("    \(anchor(block, index, picture)) [shape=point, style=invis]") }
    // Without lines all would stand in one row.
    if isWhole {
      let width = max(1, Int(Double(block.nodes.count).squareRoot()))
      for (upper, lower) in zip(block.nodes, block.nodes.dropFirst(width)) {
        lines.append("    \(quoted(picture.nodes[upper].name)) -- \(quoted(picture.nodes[lower].name)) [style=invis]")
      }
    }
    return lines + ["  }"]
  }

  /// The node at which lines to a cluster end, behind its edge.
  private static func anchor(_ block: PictureBlocks.Block, _ index: Int, _ picture: MeshPicture) -> String {
    block.nodes.first.map { quoted(picture.nodes[$0].name) } ?? "\"group \(index)\""
  }

  private static func attributes(_ node: MeshPicture.Node) -> String {
    var styles: [String] = []
    var parts = ["label=\(quoted(([node.name] + node.networks).joined(separator: "\n")))"]
    switch node.role {
    case .hub:
      styles.append("filled")
      parts.append("fillcolor=\"#0b4f8a\", fontcolor=white")
    case .gateway: parts.append("peripheries=2")
    case .forwarding: parts.append("penwidth=3")
    case .end: break
    }
    // Lines across the corners.
    if node.isBehindNAT { styles.append("diagonals") }
    if !node.isEnrolled { styles.append("dashed") }
    if !node.isManaged { parts.append("shape=ellipse") }
    if !styles.isEmpty { parts.append("style=\"\(styles.joined(separator: ","))\"") }
    return (parts + ["tooltip=\(quoted(PictureWords.node(node)))"]).joined(separator: ", ")
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
