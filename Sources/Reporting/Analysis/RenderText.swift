package import MeshModel

/// The files that a node would have.
package enum RenderText {
  /// One file as it is, so that it can be sent on; several, each behind a comment with its path.
  package static func render(_ files: NodeFiles) -> String {
    guard files.contents.count > 1 else { return files.contents.first?.text ?? "" }
    return files.contents.map { "# \($0.path)\n\($0.text)" }.joined(separator: "\n")
  }
}

/// The same for programs. `formatVersion` counts up when something is taken away or changes its meaning.
package enum RenderJSON {
  package static func render(_ nodes: [NodeFiles], mesh: String, commit: String?) throws -> String {
    try JSONText.render(Document(mesh: mesh, commit: commit, nodes: nodes.map(NodeItem.init)))
  }

  private struct Document: Encodable {
    var formatVersion = 1
    var mesh: String
    /// Left out for files that are not committed.
    var commit: String?
    var nodes: [NodeItem]
  }

  private struct NodeItem: Encodable {
    var name: String
    var files: [File]

    init(_ node: NodeFiles) {
      name = node.node
      files = node.contents.map { content in
        if case .owner = content { return File(path: content.path, managed: false, text: content.text) }
        return File(path: content.path, managed: true, text: content.text)
      }
    }
  }

  private struct File: Encodable {
    var path: String
    var managed: Bool
    var text: String
  }
}
