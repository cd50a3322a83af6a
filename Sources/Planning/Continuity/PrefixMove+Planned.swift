import WireGuard

extension PrefixMove {
  /// The prefixes that a plan gives to another peer while traffic to them is there, sorted; only cutovers do.
  /// - Parameter detours: Where the traffic takes second interfaces meanwhile.
  static func all(
    _ histories: [InterfaceHistory], _ stages: [Plan.Stage], _ names: [PublicKey: String],
    besides detours: [DetourTunnel]
  ) -> [PrefixMove] {
    let beside = Dictionary(
      detours.flatMap {
        [([$0.first.node, $0.second.node], $0.first), ([$0.second.node, $0.first.node], $0.second)]
      },
      uniquingKeysWith: { first, _ in first })
    let cutovers = Set(stages.waves.filter { $0.wave.kind == .cutover }.map(\.stage))
    var places: [PrefixMove: Set<String>] = [:]
    for history in histories {
      let gains = history.events.compactMap { event -> PeerChange? in
        guard cutovers.contains(event.stage), case .command(.setPeer(let change)) = event.action else { return nil }
        return change.allowedIPs == nil ? nil : change
      }
      guard !gains.isEmpty else { continue }
      let before = CryptoKeyRouting(peers: history.observed.configuration.peers)
      for change in gains {
        guard let to = names[change.publicKey], let allowed = change.allowedIPs else { continue }
        for prefix in SortedDifference(allowed.before, allowed.after).added {
          guard let from = before.owner(of: prefix).flatMap({ names[$0] }), from != to,
            beside[[history.node.name, to]]?.gains.contains(prefix) != true
          else { continue }
          places[PrefixMove(prefix: prefix, from: from, to: to, nodes: []), default: []].insert(history.node.name)
        }
      }
    }
    return places.map { PrefixMove(prefix: $0.prefix, from: $0.from, to: $0.to, nodes: $1.sorted()) }
      .sorted { ($0.prefix, $0.from, $0.to) < ($1.prefix, $1.from, $1.to) }
  }
}
