import Diagnostics

extension Form where Value == TopologyRule {
  static var topologyRule: Form {
    .group(TopologyKeys.section) { reader in
      let fullMesh = members(TopologyKeys.fullMesh, &reader)
      let hubs = members(TopologyKeys.hubs, &reader)
      let spokes = members(TopologyKeys.spokes, &reader)
      let link = members(TopologyKeys.link, &reader)
      let given = [
        reader.has(TopologyKeys.fullMesh), reader.has(TopologyKeys.hubs) || reader.has(TopologyKeys.spokes),
        reader.has(TopologyKeys.link),
      ].count { $0 }
      guard given == 1 else {
        // A rule whose only key is misspelt has been told already.
        if given > 1 || !reader.hasUnknownKeys { reader.findings.report(oneShape(reader.place)) }
        return nil
      }
      if let fullMesh { return TopologyRule(shape: .fullMesh(fullMesh), place: reader.place) }
      if let hubs, let spokes { return TopologyRule(shape: .hubs(hubs, spokes: spokes), place: reader.place) }
      if reader.has(TopologyKeys.hubs) != reader.has(TopologyKeys.spokes) {
        reader.findings.report(
          Diagnostic(
            code: .topologyShape, "`hubs` and `spokes` belong together", at: .source(reader.place),
            remedy: "Add the other one, or use `fullMesh`."))
      }
      guard let link else { return nil }
      guard link.count == 2 else {
        reader.findings.report(
          Diagnostic(
            code: .topologyLink, "a link has two ends, not \(link.count)", at: .source(reader.place),
            remedy: "For more than two, use `fullMesh`."))
        return nil
      }
      return TopologyRule(shape: .link(link[0], link[1]), place: reader.place)
    }
  }

  private static func members(
    _ key: Key<[Located<String>]>, _ reader: inout GroupReader
  ) -> [TopologyRule.Member]? {
    reader.read(key).map { $0.map { TopologyRule.Member(name: $0.value, place: $0.place) } }
  }

  private static func oneShape(_ place: SourceRange) -> Diagnostic {
    Diagnostic(
      code: .topologyShape, "a rule is one of `fullMesh`, `hubs` with `spokes`, or `link`", at: .source(place),
      remedy: "Write each rule as an item of the list of its own.")
  }
}
