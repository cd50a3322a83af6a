import Planning
import WireGuard

/// A change in words, without the node that it happens on.
struct PlanChange: Hashable {
  let symbol: PlanLine.Symbol
  let text: String

  /// Peers one by one; addresses and routes together, since they follow from the peers.
  static func all(in work: NodeWork, _ kind: Wave.Kind, _ words: PeerWords) -> [PlanChange] {
    var changes: [PlanChange] = []
    var (made, gone): ([InterfaceName], [InterfaceName]) = ([], [])
    for step in work.steps {
      switch step {
      // A tunnel with an interface of its own is said together with the others.
      case .create(let interface) where interface.isRouted: made.append(interface.name)
      case .delete(let interface) where interface.isRouted: gone.append(interface.name)
      case .create(let interface): changes.append(created(interface))
      case .delete(let interface):
        changes.append(
          PlanChange(symbol: .remove, text: "interface \(interface.name), its peers, routes and boot file"))
      case .raise(let interface): changes.append(raised(interface))
      case .lower(let interface):
        changes.append(PlanChange(symbol: .remove, text: "second interface \(interface.name)"))
      case .divert(let routes, let from, let to):
        let count = routes.count == 1 ? "1 route" : "\(routes.count) routes"
        changes.append(PlanChange(symbol: .change, text: "\(count) from \(from) to \(to)"))
      case .forgetPresharedKeys(let names):
        let count = names.count == 1 ? "1 pre-shared key" : "\(names.count) pre-shared keys"
        let why = kind == .revoke ? "that the thief may have" : "that nothing needs"
        changes.append(PlanChange(symbol: .remove, text: "\(count) \(why)"))
      case .forward(let family): changes.append(PlanChange(symbol: .change, text: "\(family.name) forwarding on"))
      case .change(let name, let command):
        guard let change = changed(command, words) else { continue }
        // Of several interfaces it is said which.
        let place = work.settlement.bootFiles.count > 1 ? "\(name): " : ""
        changes.append(PlanChange(symbol: change.symbol, text: place + change.text))
      case .switchKey: changes.append(PlanChange(symbol: .change, text: "private key"))
      case .land(let landing):
        let prefixes = list(landing.peer.allowedIPs)
        changes.append(PlanChange(symbol: .change, text: "\(prefixes) move to the new key"))
      case .destroyKey(let key):
        let what = kind == .revoke ? "revoked" : "old"
        changes.append(PlanChange(symbol: .remove, text: "\(what) private key of \(key.abbreviation)"))
      case .route(let difference, _):
        changes += RouterLines.changes(difference).map { PlanChange(symbol: $0, text: $1) }
      // Beside the entries that are staged and retired there is nothing that a reader could judge.
      case .follow, .unfollow: continue
      }
    }
    if !made.isEmpty { changes.append(PlanChange(symbol: .add, text: tunnels(made))) }
    if !gone.isEmpty {
      changes.append(PlanChange(symbol: .remove, text: tunnels(gone) + ", with routes and boot files"))
    }
    changes += prefixes(in: work)
    if changes.isEmpty, !work.steps.contains(where: \.setsPresharedKey) {
      changes.append(PlanChange(symbol: .change, text: "boot file and marker"))
    }
    return changes
  }

  private static func tunnels(_ names: [InterfaceName]) -> String {
    let shown = names.count > 6 ? names.prefix(5) : names[...]
    let more = names.count > shown.count ? " and \(names.count - shown.count) more" : ""
    return (names.count == 1 ? "tunnel " : "tunnels ") + shown.map(\.text).joined(separator: ", ") + more
  }

  private static func raised(_ interface: Interface) -> PlanChange {
    let count = interface.peers.count
    return PlanChange(
      symbol: .add,
      text:
        "second interface \(interface.name), port \(interface.listenPort), \(count) \(count == 1 ? "peer" : "peers")")
  }

  private static func created(_ interface: Interface) -> PlanChange {
    let count = interface.peers.count
    let peers = "\(count) \(count == 1 ? "peer" : "peers")"
    return PlanChange(symbol: .add, text: "interface \(interface.name)  \(list(interface.addresses)), \(peers)")
  }

  /// `nil` for what ``prefixes(in:)`` collects.
  private static func changed(_ command: InterfaceCommand, _ words: PeerWords) -> PlanChange? {
    switch command {
    case .setListenPort(let port): return PlanChange(symbol: .change, text: "listen port \(port)")
    case .setMTU(let mtu): return PlanChange(symbol: .change, text: "MTU \(mtu)")
    case .setKey: return PlanChange(symbol: .change, text: "private key")
    case .setRank(let rank): return PlanChange(symbol: .change, text: rankWords(rank))
    case .removePeer(let key): return PlanChange(symbol: .remove, text: words.peer(key))
    case .setPeer(let change) where words.isSuccession(change):
      return change.isNew
        ? PlanChange(symbol: .change, text: "\(words.peer(change.publicKey)) takes over from the old one") : nil
    case .setPeer(let change) where change.isNew:
      let prefixes = change.allowedIPs?.after ?? []
      let text = words.peer(change.publicKey) + (prefixes.isEmpty ? "" : "  " + list(prefixes))
      return PlanChange(symbol: .add, text: text)
    case .setPeer(let change):
      let fields = fields(change)
      // A pre-shared key is a change of the tunnel, and said of both ends at once.
      return fields.isEmpty ? nil : PlanChange(symbol: .change, text: words.peer(change.publicKey) + "  " + fields)
    case .addAddress, .removeAddress, .addRoute, .removeRoute: return nil
    }
  }

  private static func rankWords(_ rank: RouteRank) -> String {
    switch rank {
    case .best: "its routes are better than any routing protocol's"
    case .lastResort: "multicast on, and its routes give way to the routing protocol's"
    case .yielding: "its routes give way to the routing protocol's"
    }
  }

  private static func prefixes(in work: NodeWork) -> [PlanChange] {
    var added: (addresses: [Prefix], routes: [Prefix]) = ([], [])
    var removed: (addresses: [Prefix], routes: [Prefix]) = ([], [])
    for case .change(_, let command) in work.steps {
      switch command {
      case .addAddress(let prefix): added.addresses.append(prefix)
      case .removeAddress(let prefix): removed.addresses.append(prefix)
      case .addRoute(let prefix, _): added.routes.append(prefix)
      case .removeRoute(let prefix, _): removed.routes.append(prefix)
      case .setListenPort, .setMTU, .setRank, .setPeer, .removePeer, .setKey: continue
      }
    }
    // Of another rank they are the same routes.
    let (before, after) = (Set(removed.routes), Set(added.routes))
    let groups: [(PlanLine.Symbol, String, [Prefix])] = [
      (.add, "address", added.addresses), (.add, "route to", added.routes.filter { !before.contains($0) }),
      (.remove, "address", removed.addresses), (.remove, "route to", removed.routes.filter { !after.contains($0) }),
    ]
    return groups.filter { !$0.2.isEmpty }.map { PlanChange(symbol: $0.0, text: "\($0.1) \(list($0.2))") }
  }

  private static func fields(_ change: PeerChange) -> String {
    var parts: [String] = []
    if let allowedIPs = change.allowedIPs {
      if !allowedIPs.added.isEmpty { parts.append("gains " + list(allowedIPs.added)) }
      if !allowedIPs.removed.isEmpty { parts.append("loses " + list(allowedIPs.removed)) }
    }
    if let endpoint = change.endpoint { parts.append("endpoint \(endpoint)") }
    if let keepalive = change.keepalive { parts.append(keepalive == 0 ? "keepalive off" : "keepalive \(keepalive) s") }
    return parts.joined(separator: "; ")
  }

  private static func list(_ prefixes: [Prefix]) -> String {
    let shown = prefixes.prefix(6).map(\.description).joined(separator: ", ")
    return prefixes.count > 6 ? shown + " and \(prefixes.count - 6) more" : shown
  }
}

/// How a plan calls the peers behind keys: a node whose key switches has two entries for a while.
struct PeerWords {
  private let names: [PublicKey: String]
  private let staged: Set<PublicKey>
  /// Keys that come with all that their nodes own: nothing goes over these tunnels then.
  private let whole: Set<PublicKey>
  private let retired: Set<PublicKey>
  private let succeeded: Set<PublicKey>
  private let revoked: Set<PublicKey>

  init(_ plan: Plan) {
    names = plan.names
    staged = Set(plan.timedRotations.map(\.new))
    whole = Set(plan.parallelRotations.map(\.new))
    succeeded = Set(plan.parallelRotations.map(\.old))
    retired = Set(plan.rotations.map(\.old))
    revoked = Set(plan.accepting.map(\.key))
  }

  /// Whether all that an entry owns goes to, or comes from, the same node's other one.
  func isSuccession(_ change: PeerChange) -> Bool {
    let isLosing = change.allowedIPs?.added.isEmpty == true && change.endpoint == nil && change.keepalive == nil
    return change.isNew ? whole.contains(change.publicKey) : isLosing && succeeded.contains(change.publicKey)
  }

  func peer(_ key: PublicKey) -> String {
    let name = "peer \(names[key] ?? key.description)"
    if revoked.contains(key) { return name + " (revoked key)" }
    if staged.contains(key) { return name + " (new key, no AllowedIPs yet)" }
    if whole.contains(key) { return name + " (new key)" }
    return retired.contains(key) ? name + " (old key)" : name
  }
}
