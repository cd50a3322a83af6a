import Diagnostics

/// What tags say for their nodes.
enum TagDefaults {
  static func apply(
    _ defaults: [Named<NodeDefaults>], to nodes: inout [NodeDeclaration], _ findings: inout Findings
  ) {
    guard !defaults.isEmpty else { return }
    let byTag = Dictionary(defaults.map { ($0.name.value, $0.value) }) { first, _ in first }
    let tags = Set(nodes.flatMap { $0.tags.map(\.value) })
    for entry in defaults where !tags.contains(entry.name.value) {
      findings.report(
        Diagnostic(
          code: .tagUnknown, "no node has the tag `\(entry.name.value)`", at: .source(entry.name.place),
          remedy: Suggestion.remedy(for: entry.name.value, among: tags.sorted())))
    }
    for index in nodes.indices {
      let given = nodes[index].tags.compactMap { tag in byTag[tag.value].map { (tag: tag, defaults: $0) } }
      guard !given.isEmpty else { continue }
      let name = nodes[index].name
      nodes[index].settings.fill(from: given, of: name, &findings)
    }
  }
}
