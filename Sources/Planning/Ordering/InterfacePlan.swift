import WireGuard

/// What one interface of a reached node goes through: it is made, or changed stage by stage, and then its keys move.
struct InterfacePlan {
  /// As the commit declares it under the keys that are in force, names in endpoints and all, with what is staged.
  let declared: Interface
  /// As the commit declares it.
  let goal: Interface
  /// As it is made, with pre-shared keys that fit what its peers have until they change together; `nil` where it is
  /// there.
  let made: Interface?
  /// From what is there, or is made.
  let stages: InterfaceStages
  /// What moves by timers, batch by batch.
  let moves: [[KeyMove]]
  /// What moves in the cutover: nothing goes over these tunnels then.
  let parallelMoves: [KeyMove]
  /// The second interface, where this one has one.
  let detour: NodeDetour?
  /// What changes places between the mesh and the node itself.
  let handover: NetworkHandover

  func steps(_ phase: Phase) -> [Step] {
    switch phase {
    case .prepare where made != nil: [made].compactMap(\.self).map { .create($0) }
    case .prepare, .cutover, .retire: changes(from: state(before: phase), to: state(after: phase))
    case .diversion: handover.gained.map { .change(declared.name, .removeRoute($0, declared.rank)) }
    case .revocation, .transfer, .comeback, .rotation, .destruction: []
    }
  }

  /// What takes a phase's steps back, in the order in which to run it.
  func undo(_ phase: Phase) -> [Step] {
    switch phase {
    case .prepare where made != nil: [made].compactMap(\.self).map { .delete($0) }
    case .prepare, .cutover, .retire: changes(from: state(after: phase), to: state(before: phase))
    case .diversion: handover.gained.map { .change(declared.name, .addRoute($0, declared.rank)) }
    case .revocation, .transfer, .comeback, .rotation, .destruction: []
    }
  }

  private func changes(from before: Interface, to after: Interface) -> [Step] {
    let commands = InterfaceDifference.commands(from: before, to: after)
    let key = before.publicKey == after.publicKey || parallelMoves.isEmpty ? nil : after.publicKey
    return ((key.map { [.setKey($0)] } ?? []) + commands).map { .change(declared.name, $0) }
  }

  func state(before phase: Phase) -> Interface {
    switch phase {
    case .revocation, .prepare: stages.observed
    case .diversion: state(after: .prepare)
    case .transfer: state(after: .diversion)
    case .cutover: state(after: .transfer)
    case .comeback: state(after: .cutover)
    case .rotation(let batch): onItsWay(after: .comeback, rotated(through: batch))
    case .retire: onItsWay(after: .comeback, rotated(through: moves.count))
    case .destruction: state(after: .retire)
    }
  }

  /// A state without the routes that are on the second interface instead, and those that come last or went before.
  private func onItsWay(after phase: Phase, _ state: Interface) -> Interface {
    let absent: [Prefix] =
      switch phase {
      case .revocation: []
      case .prepare: handover.given
      case .diversion, .transfer, .cutover, .comeback, .rotation: handover.given + handover.gained
      case .retire, .destruction: []
      }
    let away = (detour?.carried(after: phase) ?? []).union(absent)
    guard !away.isEmpty else { return state }
    var state = state
    state.routes.removeAll(where: away.contains)
    return state
  }

  func state(after phase: Phase) -> Interface {
    let state =
      switch phase {
      case .revocation: stages.observed
      case .prepare, .diversion, .transfer: stages.prepared
      case .cutover, .comeback: rotated(through: 0)
      case .rotation(let batch): rotated(through: batch + 1)
      case .retire, .destruction: final
      }
    return onItsWay(after: phase, state)
  }

  /// What a boot should bring up once a phase is done.
  ///
  /// Live endpoints have roamed; what is written down is what is declared, and where nothing is, what is live.
  func bootState(after phase: Phase) -> Interface {
    let endpoints = declared.peersByKey.merging(goal.peersByKey) { $1 }.mapValues(\.endpoint)
    var state = state(after: phase)
    state.peers = state.peers.map { peer in
      var peer = peer
      if let endpoint = endpoints[peer.publicKey] { peer.endpoint = endpoint }
      return peer
    }
    return state
  }

  /// The peers that this plan adds, and that must shake hands before anything is retired: not those whose key is staged.
  func newPeers(staged: Set<PublicKey>) -> [Peer] {
    let old = made == nil ? stages.observed.peersByKey : [:]
    return declared.peers.filter { old[$0.publicKey] == nil && !staged.contains($0.publicKey) }
  }
}

extension InterfacePlan {
  /// The interface after the first batches.
  private func rotated(through count: Int) -> Interface {
    var state = stages.switched
    for move in parallelMoves + moves.prefix(count).joined() { state.apply(move, goal: goal) }
    return state
  }

  private var final: Interface {
    var state = stages.final
    for move in parallelMoves + moves.joined() {
      state.apply(move, goal: goal)
      if case .peer(let rotation) = move { state.peers.removeAll { $0.publicKey == rotation.old } }
    }
    return state
  }
}

extension Interface {
  /// Changes the value as a rotation does: the node gets its key, or a peer's AllowedIPs move to the new entry.
  fileprivate mutating func apply(_ move: KeyMove, goal: Interface) {
    switch move {
    case .own(let rotation):
      publicKey = rotation.new
    case .peer(let rotation):
      guard let wanted = goal.peersByKey[rotation.new] else { return }
      var entry = wanted
      let old = peersByKey[rotation.old]
      // What is live has roamed.
      entry.endpoint = old?.endpoint ?? wanted.endpoint
      let others = peers.filter { $0.publicKey != rotation.new }.map { peer in
        // Its keepalive stays: it asks for the handshake that brings a node which went back home.
        peer.publicKey == rotation.old ? peer.allowing([]) : peer
      }
      peers = (others + [entry]).sorted { $0.publicKey < $1.publicKey }
    }
  }
}
