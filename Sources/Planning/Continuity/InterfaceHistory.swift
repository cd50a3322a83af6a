import MeshModel
import WireGuard

/// One interface of a reached node, and everything that a plan does to it, indexed by whom it concerns.
struct InterfaceHistory {
  /// An event, and its place: the stage of the plan, and how many events of the node's come before it there.
  struct Placed {
    let stage: Int
    let position: Int
    let action: ModelEvent.Action
  }

  let node: NodeInput
  let host: HostObservation
  let observed: ObservedInterface
  private(set) var events: [Placed] = []
  /// Events by the name of the node whose entry they change.
  private var byName: [String: [Int]] = [:]
  /// Events that concern every tunnel of the interface.
  private(set) var general: [Int] = []
  private(set) var prefixes = PrefixIndex([])
  /// Peers that no event names, and that own more than a prefix that one touches.
  private(set) var bystanders: [Peer] = []

  init(_ node: NodeInput, _ host: HostObservation, _ observed: ObservedInterface) {
    (self.node, self.host, self.observed) = (node, host, observed)
  }

  var name: InterfaceName { observed.configuration.name }

  /// The interface before anything happens to it.
  func initial(_ isTheirs: (PublicKey?) -> Bool) -> ModelInterface {
    var model = ModelInterface(
      interface: observed.configuration, followed: Set(host.followed.filter { isTheirs($0.new) }))
    // Most hosts have none, and most tunnels are of such.
    let comes = events.contains { if case .raise = $0.action { true } else { false } }
    guard comes || name.detour.flatMap(host.interface) != nil, let second = DetourSite(node, [:]) else { return model }
    model.declared = Set(second.declaredRoutes)
    model.detour = second.live
    model.away = Set(second.live?.routes ?? []).intersection(model.declared)
    return model
  }

  /// What the commit wants of it.
  var desired: DesiredInterfaceView? {
    node.desired?.interfaces.first { $0.configuration.name == name }.map { DesiredInterfaceView(interface: $0) }
  }

  func touches(_ name: String) -> Bool { byName[name] != nil }

  /// The events that a tunnel to a node can see, in order: those that concern an entry of the node's, all of the interface,
  /// or a part of what the node's entry owns. A wider prefix that somebody else gets takes nothing from a narrower one.
  func events(seenBy name: String, owning owned: [Prefix]) -> [Placed] {
    var found = Set(general).union(byName[name] ?? [])
    if !prefixes.isEmpty {
      for prefix in owned { found.formUnion(prefixes.within(prefix).map(\.event)) }
    }
    return found.sorted().map { events[$0] }
  }

  mutating func append(_ action: ModelEvent.Action, stage: Int, position: Int) {
    events.append(Placed(stage: stage, position: position, action: action))
  }

  /// Once every event is there.
  mutating func index(_ names: [PublicKey: String]) {
    let kept = KeptPrefixes(observed.configuration, desired?.interface.configuration)
    var touched: [(prefix: Prefix, event: Int)] = []
    var named: Set<PublicKey> = []
    for (index, event) in events.enumerated() {
      named.formUnion(event.action.keys)
      for name in Set(event.action.keys.map { names[$0] ?? $0.description }) { byName[name, default: []].append(index) }
      touched += event.action.prefixes.map { ($0, index) }
      if kept.isConcerned(event.action) { general.append(index) }
    }
    prefixes = PrefixIndex(touched)
    guard !prefixes.isEmpty else { return }
    bystanders = observed.configuration.peers.filter { peer in
      peer.allowedIPs.contains { !$0.isHost && !prefixes.within($0).isEmpty } && !named.contains(peer.publicKey)
    }
  }
}

/// The desired interface, looked at by names.
struct DesiredInterfaceView {
  let interface: DesiredInterface

  /// The entry that the commit wants of a node: under its declared key, or, where nobody knows that, by its name.
  func peer(_ name: String, declaredKey: PublicKey?) -> Peer? {
    let key = declaredKey ?? interface.peerNames.first { $0.value == name }?.key
    return key.flatMap { key in
      interface.peerNames[key] == nil ? nil : interface.configuration.peers.first { $0.publicKey == key }
    }
  }
}

/// What an interface has before and should have after.
private struct KeptPrefixes {
  private let before: Interface
  private let after: Interface?

  init(_ before: Interface, _ after: Interface?) { (self.before, self.after) = (before, after) }

  /// Whether every tunnel of the interface has to know: an address that should stay may be gone in between.
  func isConcerned(_ action: ModelEvent.Action) -> Bool {
    switch action {
    // Which routes go depends on the rank; and whose they are on a second interface on what that has.
    case .delete, .switchKey, .command(.setKey), .command(.setRank), .divert, .raise, .second, .lower: true
    case .command(.removeAddress(let address)), .command(.addAddress(let address)):
      before.addresses.contains(address) && after?.addresses.contains(address) == true
    case .command(.removeRoute(let route, _)), .command(.addRoute(let route, _)):
      before.routes.containsSorted(route) && after?.routes.containsSorted(route) == true
    case .command(.setListenPort(let port)): port != before.listenPort
    case .command(.setMTU), .command(.setPeer), .command(.removePeer), .drop, .land, .follow, .unfollow: false
    }
  }
}

extension [Prefix] {
  /// Whether a sorted array holds it.
  fileprivate func containsSorted(_ prefix: Prefix) -> Bool {
    let place = partitioningIndex { $0 >= prefix }
    return place < count && self[place] == prefix
  }
}
