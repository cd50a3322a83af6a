import Planning
import WireGuard

/// One line of a wave: a change, said once, and the nodes that it happens on.
package struct PlanLine: Hashable, Sendable {
  /// After Terraform's: `+` adds, `~` changes, `-` removes.
  package enum Symbol: String, Hashable, Sendable, Comparable {
    case add = "+"
    case change = "~"
    case remove = "-"

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }

    private var rank: Int { self == .add ? 0 : self == .change ? 1 : 2 }
  }

  package var symbol: Symbol
  package var text: String
  /// Sorted.
  package var nodes: [String]
}

extension PlanLine {
  /// The lines of a wave, additions first; the same change on several nodes is one line.
  static func lines(of wave: Wave, in plan: Plan) -> [PlanLine] {
    let words = PeerWords(plan)
    var order: [Change] = []
    var nodes: [Change: [String]] = [:]
    for work in wave.work {
      for change in Change.all(in: work, wave.kind, words) {
        if nodes[change] == nil { order.append(change) }
        if nodes[change]?.last != work.node { nodes[change, default: []].append(work.node) }
      }
    }
    let lines = order.map { PlanLine(symbol: $0.symbol, text: $0.text, nodes: nodes[$0] ?? []) }
    let all = lines + presharedKeyLines(of: wave, names: plan.names)
    // What lets nobody in any longer is what a reader looks for.
    let symbols = wave.kind == .revoke ? Symbol.allInOrder.reversed() : Symbol.allInOrder
    return symbols.flatMap { symbol in all.filter { $0.symbol == symbol } }
  }
}

extension PlanLine.Symbol {
  fileprivate static let allInOrder: [Self] = [.add, .change, .remove]
}

/// A change in words, without the node that it happens on.
private struct Change: Hashable {
  let symbol: PlanLine.Symbol
  let text: String

  /// Peers one by one; addresses and routes together, since they follow from the peers.
  static func all(in work: NodeWork, _ kind: Wave.Kind, _ words: PeerWords) -> [Change] {
    var changes: [Change] = []
    for step in work.steps {
      switch step {
      case .create(let interface): changes.append(created(interface))
      case .delete(let interface):
        changes.append(Change(symbol: .remove, text: "interface \(interface.name), its peers, routes and boot file"))
      case .forgetPresharedKeys(let names):
        let count = names.count == 1 ? "1 pre-shared key" : "\(names.count) pre-shared keys"
        let why = kind == .revoke ? "that the thief may have" : "that nothing needs"
        changes.append(Change(symbol: .remove, text: "\(count) \(why)"))
      case .forward(let family): changes.append(Change(symbol: .change, text: "\(family.name) forwarding on"))
      case .change(let name, let command):
        guard let change = changed(command, words) else { continue }
        // Of several interfaces it is said which.
        let place = work.settlement.bootFiles.count > 1 ? "\(name): " : ""
        changes.append(Change(symbol: change.symbol, text: place + change.text))
      case .switchKey: changes.append(Change(symbol: .change, text: "private key"))
      case .land(let landing):
        let prefixes = list(landing.peer.allowedIPs)
        changes.append(Change(symbol: .change, text: "\(prefixes) move to the new key"))
      case .destroyKey(let key):
        let what = kind == .revoke ? "revoked" : "old"
        changes.append(Change(symbol: .remove, text: "\(what) private key of \(key.abbreviation)"))
      case .route(let difference, _): changes += RouterLines.changes(difference).map { Change(symbol: $0, text: $1) }
      // Beside the entries that are staged and retired there is nothing that a reader could judge.
      case .follow, .unfollow: continue
      }
    }
    changes += prefixes(in: work)
    if changes.isEmpty, !work.steps.contains(where: \.setsPresharedKey) {
      changes.append(Change(symbol: .change, text: "boot file and marker"))
    }
    return changes
  }

  private static func created(_ interface: Interface) -> Change {
    let count = interface.peers.count
    let peers = "\(count) \(count == 1 ? "peer" : "peers")"
    return Change(symbol: .add, text: "interface \(interface.name)  \(list(interface.addresses)), \(peers)")
  }

  /// `nil` for what ``prefixes(in:)`` collects.
  private static func changed(_ command: InterfaceCommand, _ words: PeerWords) -> Change? {
    switch command {
    case .setListenPort(let port): return Change(symbol: .change, text: "listen port \(port)")
    case .setMTU(let mtu): return Change(symbol: .change, text: "MTU \(mtu)")
    case .setKey: return Change(symbol: .change, text: "private key")
    case .setRank(let rank): return Change(symbol: .change, text: rankWords(rank))
    case .removePeer(let key): return Change(symbol: .remove, text: words.peer(key))
    case .setPeer(let change) where change.isNew:
      let prefixes = change.allowedIPs?.after ?? []
      let text = words.peer(change.publicKey) + (prefixes.isEmpty ? "" : "  " + list(prefixes))
      return Change(symbol: .add, text: text)
    case .setPeer(let change):
      let fields = fields(change)
      // A pre-shared key is a change of the tunnel, and said of both ends at once.
      return fields.isEmpty ? nil : Change(symbol: .change, text: words.peer(change.publicKey) + "  " + fields)
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

  private static func prefixes(in work: NodeWork) -> [Change] {
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
    let groups: [(PlanLine.Symbol, String, [Prefix])] = [
      (.add, "address", added.addresses), (.add, "route to", added.routes),
      (.remove, "address", removed.addresses), (.remove, "route to", removed.routes),
    ]
    return groups.filter { !$0.2.isEmpty }.map { Change(symbol: $0.0, text: "\($0.1) \(list($0.2))") }
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
private struct PeerWords {
  private let names: [PublicKey: String]
  private let staged: Set<PublicKey>
  private let retired: Set<PublicKey>
  private let revoked: Set<PublicKey>

  init(_ plan: Plan) {
    names = plan.names
    staged = Set(plan.rotations.map(\.new))
    retired = Set(plan.rotations.map(\.old))
    revoked = Set(plan.accepting.map(\.key))
  }

  func peer(_ key: PublicKey) -> String {
    let name = "peer \(names[key] ?? key.description)"
    if revoked.contains(key) { return name + " (revoked key)" }
    if staged.contains(key) { return name + " (new key, no AllowedIPs yet)" }
    return retired.contains(key) ? name + " (old key)" : name
  }
}
