import WireGuard

/// All that one end knows of a tunnel at one moment.
struct EndView: Hashable {
  /// An entry of the other end.
  struct Entry: Hashable {
    let key: PublicKey
    let presharedKey: PresharedKey
    let hasEndpoint: Bool
  }

  /// The key that this end runs with.
  let key: PublicKey?
  let entries: [Entry]
  /// Whose each region is, in the order of ``EndHistory/regions``.
  var owners: [PublicKey?]
  /// An address or a route that should be there and is not.
  let missing: Prefix?
  /// The pairs that this end follows.
  let followed: Set<FollowedKeys>
  /// Whether what it sends to the other end goes over its second interface,
  let isAway: Bool
  /// and whether that has an entry of the other end.
  let hasDetour: Bool

  func entry(_ key: PublicKey) -> Entry? { entries.first { $0.key == key } }
}

/// What one end goes through: its view at the beginning, and after each event that changes it.
struct EndHistory {
  struct Change {
    let stage: Int
    let position: Int
    let timing: Timing
    let view: EndView
  }

  /// Prefixes that stand for everything that belongs to the other end before and after. A region is a prefix without the
  /// narrower ones that any event touches, so that the longest prefix that holds it tells its owner.
  let regions: [Prefix]
  let initial: EndView
  let changes: [Change]

  /// An end that nothing happens to, or that is out of reach.
  init(constant view: EndView, region: Prefix) {
    (regions, initial, changes) = ([region], view, [])
  }

  /// - Parameters:
  ///   - live: the key that the other end runs with, by which this end knows it.
  ///   - names: whose keys are whose.
  init(_ history: InterfaceHistory, to name: String, live: Peer, declared: Peer?, names: [PublicKey: String]) {
    let events = history.events(seenBy: name, owning: live.allowedIPs)
    let isTheirs = { (key: PublicKey?) in key.map { $0 == live.publicKey || names[$0] == name } ?? false }
    var state = history.initial(isTheirs)
    let concerned = Set(events.flatMap(\.action.keys)).union([live.publicKey])
    // Others own nothing here, and lose or gain nothing: the model of the interface does without them.
    state.interface.peers =
      state.interface.peers.filter { concerned.contains($0.publicKey) }
      + history.bystanders.filter { $0.publicKey != live.publicKey }
    let touched = Set(events.flatMap(\.action.prefixes)).filter { prefix in
      live.allowedIPs.contains { $0.contains(prefix) }
    }
    let all = (live.allowedIPs.first { !touched.contains($0) }.map { [$0] } ?? []) + touched.sorted()

    let gaps = Gaps(state.interface, owned: live.allowedIPs)
    var views = [Self.view(state, all, gaps, isTheirs, live)]
    for event in events {
      state.apply(event.action)
      views.append(Self.view(state, all, gaps, isTheirs, live))
    }
    let judged = all.indices.filter { index in
      guard views[0].owners[index] == live.publicKey else { return false }
      let last = views.last?.owners[index]
      return isTheirs(last ?? nil)
        || (last ?? nil) == nil && declared?.allowedIPs.contains { $0.contains(all[index]) } == true
    }
    let distinct = Self.distinct(judged, views)
    regions = distinct.map { all[$0] }
    views = views.map { view in
      var view = view
      view.owners = distinct.map { view.owners[$0] }
      return view
    }
    initial = views[0]
    changes = zip(events, zip(views, views.dropFirst())).compactMap { event, views in
      guard views.0 != views.1 else { return nil }
      return Change(
        stage: event.stage, position: event.position, timing: event.action.timing, view: views.1)
    }
  }

  private static func view(
    _ state: ModelInterface, _ regions: [Prefix], _ gaps: Gaps, _ isTheirs: (PublicKey?) -> Bool, _ live: Peer
  ) -> EndView {
    let table = CryptoKeyRouting(peers: state.interface.peers)
    let detour = Self.detour(state, isTheirs, live)
    return EndView(
      key: state.interface.publicKey,
      entries: state.interface.peers.filter { isTheirs($0.publicKey) }.map {
        EndView.Entry(key: $0.publicKey, presharedKey: $0.presharedKey, hasEndpoint: $0.endpoint != nil)
      },
      owners: regions.map { table.owner(of: $0) },
      missing: gaps.missing(in: state.interface),
      followed: state.followed,
      isAway: detour.isAway, hasDetour: detour.isThere)
  }

  /// Whether what goes to the other end takes the second interface, and whether that leads there.
  private static func detour(
    _ state: ModelInterface, _ isTheirs: (PublicKey?) -> Bool, _ live: Peer
  ) -> (isAway: Bool, isThere: Bool) {
    if state.detour == nil, state.away.isEmpty { return (false, false) }
    let peers = state.detour?.peers ?? []
    let table = CryptoKeyRouting(peers: peers)
    let owners = state.away.filter { route in live.allowedIPs.contains { $0.overlaps(route) } }.map(table.owner)
    // What belongs to somebody else there is moving to or from another node.
    let isAway = owners.contains { $0 == nil || isTheirs($0) }
    let isThere = !owners.contains(nil) && peers.contains { isTheirs($0.publicKey) && !$0.allowedIPs.isEmpty }
    return (isAway, isThere)
  }

  /// One of all regions that have the same owners throughout.
  private static func distinct(_ regions: [Int], _ views: [EndView]) -> [Int] {
    var seen: Set<[PublicKey?]> = []
    return regions.filter { region in seen.insert(views.map { $0.owners[region] }).inserted }
  }
}

/// The addresses, and the routes to what the other end owns, that were there at the beginning. What is not declared any
/// longer may go: no event that the tunnel sees takes it away.
private struct Gaps {
  let before: Interface
  let owned: [Prefix]

  init(_ before: Interface, owned: [Prefix]) { (self.before, self.owned) = (before, owned) }

  /// One that is gone.
  func missing(in interface: Interface) -> Prefix? {
    if interface.addresses == before.addresses, interface.routes == before.routes { return nil }
    let (here, ways) = (Set(interface.addresses), Set(interface.routes))
    return before.addresses.first { !here.contains($0) }
      ?? before.routes.first { route in !ways.contains(route) && owned.contains { $0.overlaps(route) } }
  }
}
