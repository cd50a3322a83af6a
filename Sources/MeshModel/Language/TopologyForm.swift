import Diagnostics

extension Form where Value == TopologyRule {
  static var topologyRule: Form {
    .group(TopologyKeys.section) { reader in
      let lists = RuleLists(&reader)
      let settings = TunnelSettings(&reader)
      let joinsSpokes = reader.read(TopologyKeys.spokeToSpoke)
      guard let shape = lists.shape(&reader) else { return nil }
      if reader.has(TopologyKeys.spokeToSpoke.key), !reader.has(TopologyKeys.hubs) {
        reader.findings.report(
          Diagnostic(
            code: .topologyShape, "`spokeToSpoke` belongs to `hubs` and `spokes`", at: .source(reader.place),
            remedy: "Take it out: here every node reaches every other."))
      }
      return TopologyRule(shape: shape, joinsSpokes: joinsSpokes, tunnels: settings, place: reader.place)
    }
  }
}

/// The members that a rule names, under whichever keys.
private struct RuleLists {
  private let fullMesh, hubs, spokes, link, chain, ring: [TopologyRule.Member]?
  private let gateways: [[TopologyRule.Member]]?

  init(_ reader: inout GroupReader) {
    fullMesh = Self.members(TopologyKeys.fullMesh, &reader)
    hubs = Self.members(TopologyKeys.hubs, &reader)
    spokes = Self.members(TopologyKeys.spokes, &reader)
    link = Self.members(TopologyKeys.link, &reader)
    chain = Self.members(TopologyKeys.chain, &reader)
    ring = Self.members(TopologyKeys.ring, &reader)
    gateways = reader.read(TopologyKeys.gateways).map { $0.map { $0.map(TopologyRule.Member.init) } }
  }

  private static func members(
    _ key: Key<[Located<String>]>, _ reader: inout GroupReader
  ) -> [TopologyRule.Member]? {
    reader.read(key).map { $0.map(TopologyRule.Member.init) }
  }

  /// What the rule joins; `nil` where it says no one thing, or says it badly, which is reported.
  func shape(_ reader: inout GroupReader) -> TopologyRule.Shape? {
    let given = [
      reader.has(TopologyKeys.fullMesh), reader.has(TopologyKeys.hubs) || reader.has(TopologyKeys.spokes),
      reader.has(TopologyKeys.link), reader.has(TopologyKeys.chain), reader.has(TopologyKeys.ring),
      reader.has(TopologyKeys.gateways),
    ].count { $0 }
    guard given == 1 else {
      // A rule whose only key is misspelt has been told already.
      if given > 1 || !reader.hasUnknownKeys {
        report(
          .topologyShape, "a rule is one of `fullMesh`, `hubs` with `spokes`, `link`, `chain`, `ring` or `gateways`",
          "Write each rule as an item of the list of its own.", &reader)
      }
      return nil
    }
    if let fullMesh { return .fullMesh(fullMesh) }
    if let hubs, let spokes { return .hubs(hubs, spokes: spokes) }
    if let chain { return .chain(chain) }
    if let ring { return .ring(ring) }
    if reader.has(TopologyKeys.hubs) != reader.has(TopologyKeys.spokes) {
      report(.topologyShape, "`hubs` and `spokes` belong together", "Add the other one, or use `fullMesh`.", &reader)
    }
    return pair(&reader)
  }

  /// What has two sides.
  private func pair(_ reader: inout GroupReader) -> TopologyRule.Shape? {
    if let link {
      if link.count == 2 { return .link(link[0], link[1]) }
      report(.topologyLink, "a link has two ends, not \(link.count)", "For more than two, use `fullMesh`.", &reader)
    }
    if let gateways {
      if gateways.count == 2 { return .gateways(gateways[0], gateways[1]) }
      report(
        .topologyGateways, "gateways are two lists, one a mesh, not \(gateways.count)",
        "Write `gateways: [[gw-a], [gw-b]]`; a third mesh needs a rule of its own.", &reader)
    }
    return nil
  }

  private func report(_ code: DiagnosticCode, _ message: String, _ remedy: String, _ reader: inout GroupReader) {
    reader.findings.report(Diagnostic(code: code, message, at: .source(reader.place), remedy: remedy))
  }
}

extension TopologyRule.Member {
  fileprivate init(_ name: Located<String>) { self.init(name: name.value, place: name.place) }
}

extension TunnelSettings {
  fileprivate init(_ reader: inout GroupReader) {
    let endpoints = reader.read(TopologyKeys.endpoints)
    self.init(
      keepalive: reader.read(TopologyKeys.keepalive), mtu: reader.read(TopologyKeys.mtu),
      cost: reader.read(TopologyKeys.cost),
      endpoints: Dictionary(endpoints.map { ($0.name.value, $0.value) }) { first, _ in first })
  }
}
