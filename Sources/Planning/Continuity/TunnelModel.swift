import WireGuard

/// A tunnel in the walk: what its two ends go through, and what a state of it means.
struct TunnelModel {
  /// Names of the two nodes.
  let names: Ends<String>
  let ends: Ends<EndHistory>

  /// The views of one end in a stage: at its beginning, and after each change.
  func views(_ side: Side, in stage: Int) -> [EndView] {
    let history = ends[side]
    let before = history.changes.last { $0.stage < stage }?.view ?? history.initial
    return [before] + history.changes.filter { $0.stage == stage }.map(\.view)
  }

  var keysBefore: Ends<PublicKey>? {
    guard let first = ends.first.initial.key, let second = ends.second.initial.key else { return nil }
    return Ends(first: first, second: second)
  }

  /// The keys under which the two ends would shake hands now; `nil` where they cannot.
  func handshake(_ views: Ends<EndView>) -> Ends<PublicKey>? {
    guard let first = views.first.key, let second = views.second.key, let there = views.first.entry(second),
      let back = views.second.entry(first), there.hasEndpoint || back.hasEndpoint, agree(there, back, views)
    else { return nil }
    return Ends(first: first, second: second)
  }

  /// Whether two entries have the same pre-shared key: both none, both of one generation, or both what they had when the
  /// tunnel was up.
  private func agree(_ one: EndView.Entry, _ other: EndView.Entry, _ views: Ends<EndView>) -> Bool {
    switch (one.presharedKey, other.presharedKey) {
    case (.off, .off): true
    case (.file(let one), .file(let other)): one.generation == other.generation
    default:
      ends.first.initial.entries.contains { $0.presharedKey == one.presharedKey }
        && ends.second.initial.entries.contains { $0.presharedKey == other.presharedKey }
    }
  }

  /// Whether the tunnel can be judged: both ends own something of each other's, and could shake hands.
  var isUpBefore: Bool {
    !ends.first.regions.isEmpty && !ends.second.regions.isEmpty
      && handshake(Ends(first: ends.first.initial, second: ends.second.initial)) != nil
  }

  /// How a packet is lost in a state, if one is. What waits for a handshake is not lost yet.
  func loss(_ views: Ends<EndView>, _ sessions: Sessions, undecided: [KeyRotation]) -> Loss? {
    for side in Side.allCases {
      let (here, there) = (views[side], views[side.other])
      if here.isAway {
        guard here.hasDetour, there.hasDetour else { return .noDetour(at: names[here.hasDetour ? side.other : side]) }
        continue
      }
      if let missing = here.missing { return .missing(missing, at: names[side]) }
      for rotation in undecided where rotation.node == names[side.other] && !keepsWayBack(here, rotation) {
        return .noWayBack(at: names[side])
      }
      for (region, owner) in zip(ends[side].regions, here.owners) {
        guard let owner else { return .unrouted(region, at: names[side]) }
        guard here.entry(owner) != nil else { return .misrouted(region, at: names[side]) }
        guard let session = sessions.current(side, to: owner) else { continue }
        guard session.reach[side.other] != .forgotten else { return .forgottenSession(at: names[side.other]) }
        for (source, owner) in zip(ends[side.other].regions, there.owners) where owner != session.keys[side] {
          return .refusedSource(source, at: names[side.other])
        }
      }
    }
    return nil
  }

  /// Until a node has decided on its new key, a peer that took part has an entry of the old one, and follows the two.
  private func keepsWayBack(_ view: EndView, _ rotation: KeyRotation) -> Bool {
    view.entry(rotation.old) != nil
      && view.followed.contains { $0.old == rotation.old && $0.new == rotation.new }
  }

  /// What a change at one end throws away: packets that wait for a handshake wait in the entry that owned their
  /// destination, and no other entry ever sends them.
  func stranded(_ side: Side, from old: EndView, to new: EndView, _ sessions: Sessions) -> Loss? {
    guard !old.isAway, !new.isAway else { return nil }
    for (index, region) in ends[side].regions.enumerated() {
      guard let owner = old.owners[index], new.owners[index] != owner, sessions.current(side, to: owner) == nil
      else { continue }
      return .stranded(region, at: names[side])
    }
    return nil
  }

  /// Whether a wave may end like this: the prefixes belong to the live keys, and a handshake is possible.
  func canRest(_ views: Ends<EndView>) -> Bool {
    guard let keys = handshake(views) else { return false }
    return views.first.owners.allSatisfy { $0 == keys.second } && views.second.owners.allSatisfy { $0 == keys.first }
  }
}
