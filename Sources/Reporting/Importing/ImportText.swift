package import MeshModel

/// What an import found, and what the mesh language could not say.
///
/// ```
/// mesh.yaml and 30 nodes are in mesh/: a full mesh of 30.
/// Compiled back: all 30 nodes and their 870 peers are as they were read.
/// ```
package struct ImportText {
  private let repository: ImportedRepository
  /// So many lines of differences are shown.
  private let limit: Int

  package init(_ repository: ImportedRepository, limit: Int = 40) {
    self.repository = repository
    self.limit = limit
  }

  /// - Parameter folder: Where the files are.
  package func render(folder: String) -> String {
    let count = repository.mesh.nodes.count
    var lines = ["mesh.yaml and \(count) node\(count == 1 ? "" : "s") are in \(folder): \(topology)."]
    let (nodes, peers) = repository.compared
    if repository.differences.isEmpty {
      lines.append("Compiled back: all \(nodes) nodes and their \(peers) peers are as they were read.")
    } else {
      let named = Set(repository.differences.map(\.node)).count
      let values = repository.differences.count
      lines += [
        "Compiled back: \(values) value\(values == 1 ? "" : "s") of \(named) of \(nodes) nodes "
          + "cannot be said, and would become others:",
        "",
      ]
      lines += table(repository.differences.prefix(limit).map(cells))
      if values > limit { lines.append("  and \(values - limit) more") }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func cells(_ difference: ImportDifference) -> [String] {
    let subject = difference.peer.map { "\(difference.field) of \($0)" } ?? difference.field
    let removed = difference.was.filter { !difference.becomes.contains($0) }
    let added = difference.becomes.filter { !difference.was.contains($0) }
    let shared = difference.was.count - removed.count
    let rest = shared > 0 ? "   (\(shared) more stay)" : ""
    let detail = difference.field == "peer" ? peer(difference) : "\(list(removed)) → \(list(added))\(rest)"
    return [difference.node, difference.field == "peer" ? "peer \(difference.peer ?? "")" : subject, detail]
  }

  private func peer(_ difference: ImportDifference) -> String {
    difference.becomes.isEmpty
      ? "would go, with \(list(difference.was))" : "would be added, with \(list(difference.becomes))"
  }

  private func list(_ values: [String]) -> String {
    if values.isEmpty { return "none" }
    let more = values.count > 4 ? " and \(values.count - 4) more" : ""
    return values.prefix(4).joined(separator: ", ") + more
  }

  private func table(_ rows: [[String]]) -> [String] {
    let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { "  \($0[0].padded(to: widths[0]))   \($0[1].padded(to: widths[1]))   \($0[2])" }
  }

  private var topology: String {
    let parts = repository.shapes.map { shape in
      switch shape {
      case .fullMesh(let count): "a full mesh of \(count)"
      case .hubs(let hubs, let spokes, let areApart):
        "\(hubs) hub\(hubs == 1 ? "" : "s") with \(spokes) spoke\(spokes == 1 ? "" : "s")"
          + (areApart ? " that keep apart" : "")
      case .links(let count): "\(count) link\(count == 1 ? "" : "s")"
      }
    }
    return parts.isEmpty ? "no tunnels" : parts.joined(separator: ", ")
  }
}
