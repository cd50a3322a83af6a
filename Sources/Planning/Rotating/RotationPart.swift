import MeshModel
import WireGuard

/// One node's part in the rotations of a plan.
struct RotationPart {
  /// By timers, batch by batch.
  let moves: [[KeyMove]]
  /// While the traffic takes second interfaces.
  let parallelMoves: [KeyMove]
  private let node: NodeInput
  private let host: HostObservation
  private let desired: DesiredNode
  private let rotations: Rotations
  private let mesh: String
  /// Pairs of peers that were not reached: they may be on either of their keys.
  private let held: [FollowedKeys]
  /// The node's second interface, which goes before anything is destroyed, unless it is kept.
  private let detour: NodeDetour?
  /// Pairs that an earlier try by timers left, of keys that switch beside: nothing is to follow them then.
  private let dropped: [FollowedKeys]

  init(
    _ node: NodeInput, _ host: HostObservation, desired: DesiredNode, _ rotations: Rotations, _ input: PlanningInput,
    detour: NodeDetour?
  ) {
    self.detour = detour
    let beside = Set(rotations.parallel.map(\.new))
    dropped = host.followed.filter { beside.contains($0.new) }
    self.node = node
    self.host = host
    self.desired = desired
    self.rotations = rotations
    moves = rotations.moves(node)
    parallelMoves = rotations.parallelMoves(node)
    mesh = input.mesh
    let unreached = Set(input.nodes.filter { $0.observation == nil }.map(\.name))
    held = host.followed.filter { pair in
      [pair.old, pair.new].contains { input.names[$0].map(unreached.contains) ?? false }
    }
  }

  /// Whether any key of it, or of a peer, switches.
  var isMoving: Bool { !parallelMoves.isEmpty || moves.contains { !$0.isEmpty } }

  func steps(_ phase: Phase) -> [Step] {
    switch phase {
    case .prepare: dropped.map { .unfollow($0) } + pairs.map { .follow($0) }
    case .rotation(let batch):
      moves[batch].compactMap { move in
        switch move {
        case .own(let rotation): .switchKey(keySwitch(rotation, batch: batch))
        case .peer(let rotation): landing(rotation).map { .land($0) }
        }
      }
    case .retire:
      Set(host.followed).union(pairs).subtracting(held).subtracting(dropped).sorted().map { .unfollow($0) }
    case .destruction: keysToDestroy.map { .destroyKey($0) }
    case .revocation, .diversion, .transfer, .cutover, .comeback: []
    }
  }

  /// What takes a phase's steps back, in the order in which to run it.
  func undo(_ phase: Phase) -> [Step] {
    steps(phase).reversed().compactMap { step in
      switch step {
      case .follow(let pair): .unfollow(pair)
      case .unfollow(let pair): .follow(pair)
      // The hosts take switches and landings back themselves, and what is destroyed is gone.
      default: nil
      }
    }
  }

  /// The pairs that the host follows once a phase is done.
  func followed(after phase: Phase) -> [FollowedKeys] {
    switch phase {
    case .revocation: host.followed
    case .prepare, .diversion, .transfer, .cutover, .comeback, .rotation:
      Set(host.followed).union(pairs).subtracting(dropped).sorted()
    case .retire, .destruction: held
    }
  }

  /// Keys in force that are not declared, for who finds them later.
  func heldKeys(_ names: [PublicKey: String], after phase: Phase) -> [PublicKey: String] {
    let isOver = phase == .retire || phase == .destruction
    let retired = isOver ? Set(rotations.all.map(\.old)) : []
    let used = rotations.keys.substitutes(at: node).values.filter { !retired.contains($0) }
    return Dictionary(used.compactMap { key in names[key].map { (key, $0) } }, uniquingKeysWith: { first, _ in first })
  }

  /// Keys that the node gave up, the latest last.
  func retiredKeys(after phase: Phase) -> [PublicKey] {
    let before = host.marker?.retiredKeys ?? []
    let given = own.map { isSwitched(after: phase) ? [$0.old] : [] } ?? givenUpUnrecorded
    return before.filter { !given.contains($0) } + given
  }

  /// Keys that the node switched from without writing it down, since a crash came between: the one that its boot file still
  /// has, and the one of the state that its marker says it was wholly in. A key that is merely declared somewhere may
  /// never have been live.
  private var givenUpUnrecorded: [PublicKey] {
    guard let live = node.liveKey, live == desired.publicKey else { return [] }
    var earlier = host.bootFiles.compactMap(\.publicKey)
    if let recorded = node.recorded, let key = recorded.publicKey, key != live, recorded.digest == host.marker?.digest {
      earlier.append(key)
    }
    let known = Set(host.marker?.retiredKeys ?? []).union([live])
    return Set(earlier).intersection(host.keys).subtracting(known).sorted()
  }

  /// The switch of the node's own key.
  private var own: KeyRotation? {
    (parallelMoves + moves.joined()).lazy.compactMap { move in
      if case .own(let rotation) = move { rotation } else { nil }
    }.first
  }

  private func isSwitched(after phase: Phase) -> Bool {
    switch phase {
    case .revocation, .prepare, .diversion, .transfer: false
    case .cutover, .comeback: parallelMoves.contains { if case .own = $0 { true } else { false } }
    case .rotation(let batch): moves[...batch].joined().contains { if case .own = $0 { true } else { false } }
    case .retire, .destruction: true
    }
  }

  /// What the node follows until its peers' old keys are retired.
  private var pairs: [FollowedKeys] {
    moves.joined().compactMap { move in
      guard case .peer(let rotation) = move, let interface = interface(for: rotation) else { return nil }
      return FollowedKeys(interface: interface, old: rotation.old, new: rotation.new)
    }
  }

  /// Private keys on the host that it gave up, and that nothing is made of any longer.
  private var keysToDestroy: [PublicKey] {
    var given = Set(host.marker?.retiredKeys ?? []).union(givenUpUnrecorded)
    var inUse: Set<PublicKey> = Set([desired.publicKey, node.liveKey].compactMap(\.self))
    let lowered = detour.flatMap { $0.isKept ? nil : $0.raised.name }
    if let own {
      given.insert(own.old)
      inUse.remove(own.old)
    } else {
      // Those of desired interfaces are written anew before anything is destroyed; the host itself refuses where not.
      let others = host.bootFiles.filter { desired.interface($0.interface) == nil && $0.interface != lowered }
      inUse.formUnion(others.compactMap(\.publicKey))
    }
    if let detour, detour.isKept, let key = detour.raised.publicKey { inUse.insert(key) }
    return host.keys.filter { given.contains($0) && !inUse.contains($0) }
  }

  private func interface(for rotation: KeyRotation) -> InterfaceName? {
    rotation.tunnels.first { $0.peer == node.name }?.peerInterface
  }

  private func landing(_ rotation: KeyRotation) -> Landing? {
    guard let name = interface(for: rotation), let entry = desired.interface(name)?.peersByKey[rotation.new]
    else { return nil }
    let timing = RotationTiming(nil, clockUncertainty: 0)
    return Landing(
      mesh: mesh, node: rotation.node, interface: name, old: rotation.old, peer: entry, gapTicks: timing.gapTicks,
      retryTicks: timing.retryTicks)
  }

  private func keySwitch(_ rotation: KeyRotation, batch: Int) -> KeySwitch {
    // Peers that switched in an earlier batch are known by their new keys by then.
    let switched = Dictionary(
      rotations.batches[..<batch].joined().map { ($0.node, $0.new) }, uniquingKeysWith: { first, _ in first })
    let tunnels = rotation.tunnels.map { tunnel in
      KeySwitch.Tunnel(
        interface: tunnel.interface, peer: switched[tunnel.peer] ?? tunnel.peerKey, peerName: tunnel.peer,
        target: tunnel.target, isWayIn: node.waysIn.contains(tunnel.peer), isJudged: true)
    }
    return KeySwitch(
      mesh: mesh, old: rotation.old, new: rotation.new, interfaces: rotation.interfaces, tunnels: tunnels)
  }
}
