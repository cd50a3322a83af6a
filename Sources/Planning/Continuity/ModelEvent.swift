import WireGuard

/// One thing that happens to one interface, as far as the walk is concerned.
struct ModelEvent {
  enum Action {
    case command(InterfaceCommand)
    case delete
    case switchKey(PublicKey)
    /// A landing's job is armed.
    case drop(Landing)
    /// A landing's moment has come.
    case land(Landing)
    case follow(FollowedKeys)
    case unfollow(FollowedKeys)
    /// The second interface beside this one comes,
    case raise(Interface)
    /// is changed,
    case second(InterfaceCommand)
    /// and goes.
    case lower(Interface)
    /// Routes move to the second interface, or back.
    case divert(Set<Prefix>, Wave.Diversion)
  }

  let interface: InterfaceName
  let action: Action

  /// What a node does in one wave, in order. The landings of a job drop their staged entries when it is armed, before
  /// anything else; those of one job are of different tunnels, so that their order among themselves is seen by none.
  static func all(_ work: NodeWork) -> [ModelEvent] {
    let drops = work.steps.compactMap { step -> ModelEvent? in
      guard case .land(let landing) = step else { return nil }
      return ModelEvent(interface: landing.interface, action: .drop(landing))
    }
    return drops + work.steps.flatMap(events)
  }

  private static func events(_ step: Step) -> [ModelEvent] {
    switch step {
    case .change(let name, let command): [ModelEvent(interface: name, action: .command(command))]
    case .delete(let interface): [ModelEvent(interface: interface.name, action: .delete)]
    case .switchKey(let change):
      change.interfaces.map { ModelEvent(interface: $0, action: .switchKey(change.new)) }
    case .land(let landing): [ModelEvent(interface: landing.interface, action: .land(landing))]
    case .follow(let pair): [ModelEvent(interface: pair.interface, action: .follow(pair))]
    case .unfollow(let pair): [ModelEvent(interface: pair.interface, action: .unfollow(pair))]
    case .raise(let interface): [ModelEvent(interface: interface.name, action: .raise(interface))]
    case .lower(let interface): [ModelEvent(interface: interface.name, action: .lower(interface))]
    case .divert(let routes, let from, let to):
      [
        from.detour == to
          ? ModelEvent(interface: from, action: .divert(Set(routes), .away))
          : ModelEvent(interface: to, action: .divert(Set(routes), .back))
      ]
    // A new interface has no tunnel yet; forwarding is only ever switched on; files are not on the wire, and routers change no tunnel.
    case .create, .forward, .destroyKey, .forgetPresharedKeys, .route: []
    }
  }
}

/// An interface in the walk, the pairs of entries that its host follows, and the second interface beside it.
struct ModelInterface {
  var interface: Interface
  var followed: Set<FollowedKeys>
  var detour: Interface?
  /// Routes that lead over the second interface.
  var away: Set<Prefix> = []
  /// The routes that the commit wants.
  var declared: Set<Prefix> = []

  mutating func apply(_ action: ModelEvent.Action) {
    switch action {
    case .command(let command): interface.apply(command)
    case .delete:
      interface.publicKey = nil
      interface.peers = []
    case .switchKey(let key): interface.publicKey = key
    case .drop(let landing): interface.drop(landing)
    case .land(let landing): interface.land(landing)
    case .follow(let pair): followed.insert(pair)
    case .unfollow(let pair): followed.remove(pair)
    case .raise(let second): detour = second
    case .second(let command): detour?.apply(command)
    case .lower: detour = nil
    case .divert(let routes, .away): away.formUnion(routes)
    // What is not declared any longer goes with the second interface.
    case .divert(let routes, .back): away = away.subtracting(routes).intersection(declared)
    }
  }
}

extension ModelEvent.Action {
  /// Entries that it changes.
  var keys: [PublicKey] {
    switch self {
    case .command(.setPeer(let change)), .second(.setPeer(let change)): [change.publicKey]
    case .command(.removePeer(let key)), .second(.removePeer(let key)): [key]
    case .drop(let landing): [landing.peer.publicKey]
    case .land(let landing): [landing.old, landing.peer.publicKey]
    case .follow(let pair), .unfollow(let pair): [pair.old, pair.new]
    case .raise(let second), .lower(let second): second.peers.map(\.publicKey)
    case .command, .second, .delete, .switchKey, .divert: []
    }
  }

  /// Prefixes whose owner it may change, beside those of an entry that it removes.
  var prefixes: [Prefix] {
    switch self {
    case .command(.setPeer(let change)):
      change.allowedIPs.map { allowed in
        let difference = SortedDifference(allowed.before, allowed.after)
        return difference.added + difference.removed
      } ?? []
    case .land(let landing): landing.peer.allowedIPs
    case .command, .delete, .switchKey, .drop, .follow, .unfollow, .raise, .second, .lower, .divert: []
    }
  }
}

/// What comes before what in a cutover of keys: the hosts' timers and the order of arming see to it (docs/rotation.md).
enum Timing: Hashable {
  case drop
  /// After every staged entry has been dropped: the node is armed last.
  case keySwitch
  /// After the node has switched: a gap later.
  case landing(of: String)
  /// Whenever its turn comes on its own node.
  case whenever
}

extension ModelEvent.Action {
  var timing: Timing {
    switch self {
    case .drop: .drop
    case .switchKey: .keySwitch
    case .land(let landing): landing.gapTicks > 0 ? .landing(of: landing.node) : .whenever
    case .command, .delete, .follow, .unfollow, .raise, .second, .lower, .divert: .whenever
    }
  }
}

extension ModelEvent.Action {
  /// The same where the interface is the second one beside another.
  var ofSecond: Self { if case .command(let command) = self { .second(command) } else { self } }
}
