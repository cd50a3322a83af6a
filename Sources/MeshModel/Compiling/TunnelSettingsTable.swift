/// What the rules of a topology say of each tunnel, together: each combination once.
struct TunnelSettingsTable: Sendable {
  /// The first is that of tunnels of which no rule says anything.
  private(set) var combinations = [TunnelSettings()]
  private var byEnds: [TunnelEnds: Int32] = [:]

  /// A link goes before other rules, whichever stands first; rules of one kind do not disagree (``TunnelChecks``).
  init(_ rules: [TopologyRule], _ membership: Membership, _ indices: [String: Int]) {
    let speaking = rules.filter { !$0.tunnels.isEmpty }
    for rule in speaking.filter({ !$0.isLink }) + speaking.filter(\.isLink) {
      var combined: [Int32: Int32] = [:]
      for group in membership.joinedGroups(rule) {
        let right = group.1.compactMap { indices[$0] }
        for one in group.0.compactMap({ indices[$0] }) {
          for other in right where other != one {
            let ends = TunnelEnds(one, other)
            let before = byEnds[ends] ?? 0
            // A full mesh names every tunnel from both of its ends.
            if combined.values.contains(before) { continue }
            if combined[before] == nil {
              combined[before] = Int32(combinations.count)
              combinations.append(rule.tunnels.over(combinations[Int(before)]))
            }
            byEnds[ends] = combined[before]
          }
        }
      }
    }
  }

  subscript(ends: TunnelEnds) -> TunnelSettings { combinations[combination(of: ends)] }

  /// Which of the combinations a tunnel has.
  func combination(of ends: TunnelEnds) -> Int { byEnds.isEmpty ? 0 : Int(byEnds[ends] ?? 0) }
}

extension TunnelSettings {
  var isEmpty: Bool { keepalive == nil && mtu == nil && cost == nil && endpoints.isEmpty }

  /// These, and of others what they do not say.
  func over(_ others: TunnelSettings) -> TunnelSettings {
    TunnelSettings(
      keepalive: keepalive ?? others.keepalive, mtu: mtu ?? others.mtu, cost: cost ?? others.cost,
      endpoints: endpoints.merging(others.endpoints) { mine, _ in mine })
  }
}
