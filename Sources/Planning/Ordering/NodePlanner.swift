import MeshModel
import WireGuard

/// Works out what one reached node needs, phase by phase.
struct NodePlanner {
  let input: PlanningInput
  let node: NodeInput
  let host: HostObservation
  /// What has to go before anything else; the host is given as it is after that.
  let purge: Purge?
  /// Keys of peers that stay though the commit drops them.
  let kept: Set<PublicKey>
  let rotations: Rotations
  /// Its second interface, where traffic takes one or an earlier apply left it.
  let detour: NodeDetour?
  let presharedKeys: PresharedKeyRule

  /// What a node needs, and which peers it gains.
  struct Result {
    var work: [Phase: NodeWork] = [:]
    var newPeers: [(interface: InterfaceName, peer: Peer)] = []
    /// Those of them that take the place of revoked keys.
    var successors: [(interface: InterfaceName, peer: Peer)] = []
    var routing = RoutingChange()
  }

  func result() -> Result {
    guard let desired = node.desired, let target = rotations.target(node) else { return leaving() }
    let part = RotationPart(node, host, desired: desired, rotations, input, detour: detour)
    let strays = StrayInterface.all(host, desired, kept: kept).filter { $0.name != detour?.raised.name }
    let plans = zip(target.interfaces, desired.interfaces).map { interfacePlan($0, goal: $1, part, strays) }
    let router = RouterPlan(
      desired.router, node.reading.routing,
      // Without a router of its own the node's traffic moves to routes of Weft's, which are better than any protocol's.
      leaving: desired.router == nil ? [] : strays.map(\.name),
      unreached: presharedKeys.unreached(desired), mesh: input.mesh)
    let phases = Phase.all(batches: part.moves.count)
    var steps = Dictionary(
      uniqueKeysWithValues: phases.map { phase in
        let routes = router?.steps(phase) ?? []
        let interfaces = plans.flatMap { $0.steps(phase) } + part.steps(phase)
        // A tunnel is there before its neighbour, and its neighbour gone before it is.
        let all = phase == .retire ? routes + interfaces : interfaces + routes
        return (phase, all + strays.flatMap { $0.steps(phase) } + besides(phase, plans))
      })
    steps[.revocation] = purge?.steps
    // Before any router sends the node what it is to pass on.
    steps[.prepare, default: []].insert(contentsOf: missingForwarding(desired).map { .forward($0) }, at: 0)
    let gone =
      strays.filter { !$0.isKept }.map(\.name) + [detour].compactMap { $0.flatMap { $0.isKept ? nil : $0.raised.name } }
    let unneeded = node.unneededPresharedKeys(
      plans.map { $0.bootState(after: .retire) }, router: router?.presharedKeys ?? [])
    if !unneeded.isEmpty { steps[.retire, default: []].append(.forgetPresharedKeys(unneeded)) }

    // Of a boot file alone there is no step.
    var used = phases.filter { steps[$0]?.isEmpty == false || ($0 == .revocation && purge != nil) }
    let digest = !part.isMoving ? target.digest : rotations.isIncomplete(node) ? "" : desired.digest
    let isSettled = isSettled(desired, plans, part, digest: digest) && router?.isSettled ?? true
    if used.isEmpty, !isSettled || !gone.isEmpty { used = [.prepare] }
    // Before any peer forgets the key that a boot would bring up.
    if bootsAnotherKey(plans), !used.contains(.prepare) { used.insert(.prepare, at: 0) }
    let work = used.map { phase in
      let isLast = phase == used.last
      let boot =
        plans.map { $0.bootState(after: phase) } + strays.compactMap { $0.bootState(after: phase) }
        + [detour?.bootState(after: phase)].compactMap(\.self)
      let settlement = Settlement(
        bootFiles: boot.map { bootFile($0, desired, part.followed(after: phase)) },
        removedBootFiles: (isLast ? gone : []) + (phase == .revocation ? purge?.lowered ?? [] : []),
        // Without the last piece of work the node is on its way, not there.
        marker: marker(
          desired, boot.map(\.name) + (isLast ? [] : gone), part, digest: isLast ? digest : "", after: phase,
          leaving: leavingPeers(boot, desired)),
        router: router?.settlement(after: phase, isLast: isLast)
      )
      // What is revoked is never taken back.
      let undo =
        phase == .revocation
        ? []
        : besidesUndo(phase, plans) + strays.flatMap { $0.undo(phase) } + (router?.undo(phase) ?? [])
          + plans.flatMap { $0.undo(phase) }
          + part.undo(phase)
      return (phase, NodeWork(node: node.name, steps: steps[phase] ?? [], undo: undo, settlement: settlement))
    }
    let staged = Set(rotations.all.map(\.new))
    let successors = purge?.successors ?? []
    return Result(
      work: Dictionary(uniqueKeysWithValues: work),
      newPeers: successors + plans.flatMap { plan in plan.newPeers(staged: staged).map { (plan.declared.name, $0) } },
      successors: successors,
      routing: RoutingChange(
        preparing: steps[.prepare] ?? [], moving: steps[.cutover] ?? [], leaving: strays,
        isRouter: desired.router != nil))
  }

  private func interfacePlan(
    _ wanted: DesiredInterface, goal: DesiredInterface, _ part: RotationPart, _ strays: [StrayInterface]
  ) -> InterfacePlan {
    let name = wanted.configuration.name
    let live = host.interface(name)
    let move = RouteMove(
      wanted.configuration, live: live?.configuration, router: node.desired?.router, strays: strays)
    let (declared, starting) = presharedKeys.settle(
      wanted.configuration, of: node, live: live?.configuration, boot: host.bootFile(name))
    guard let live else {
      var made = declared.starting(with: starting)
      made.rank = move.prepared(made, declared)
      let stages = InterfaceStages(observed: made, target: declared, kept: [], healing: [], move: move)
      return InterfacePlan(
        declared: declared, goal: goal.configuration, made: made, stages: stages, moves: part.moves,
        parallelMoves: part.parallelMoves, detour: nil, handover: .none)
    }
    let (target, healing) = EndpointRule.settle(
      declared, observed: live, recorded: node.recorded?.interface(name), now: host.clock.unixSeconds)
    let undeclared = Set(live.configuration.peers.map(\.publicKey).filter { !node.knows($0, input) })
    let keep = input.policy.undeclaredPeers == .keep ? kept.union(undeclared) : kept
    let stages = InterfaceStages(
      observed: live.configuration, target: target, kept: keep, healing: healing, starting: starting,
      move: move)
    return InterfacePlan(
      declared: declared, goal: goal.configuration, made: nil, stages: stages, moves: part.moves,
      parallelMoves: part.parallelMoves, detour: detour?.base == name ? detour : nil,
      handover: NetworkHandover(node, live: live.configuration, target: stages.final))
  }

  /// What happens to the second interface.
  private func besides(_ phase: Phase, _ plans: [InterfacePlan]) -> [Step] {
    detour?.steps(phase, declared: plans.flatMap { $0.state(after: .comeback).routes }) ?? []
  }

  private func besidesUndo(_ phase: Phase, _ plans: [InterfacePlan]) -> [Step] {
    detour?.undo(phase, declared: plans.flatMap { $0.state(after: .comeback).routes }) ?? []
  }

  private func missingForwarding(_ desired: DesiredNode) -> [IPAddress.Family] {
    var missing: [IPAddress.Family] = []
    if desired.forwarding.ipv4, !host.forwarding.ipv4 { missing.append(.ipv4) }
    if desired.forwarding.ipv6, !host.forwarding.ipv6 { missing.append(.ipv6) }
    return missing
  }

  /// Whether what survives a reboot is right already.
  private func isSettled(
    _ desired: DesiredNode, _ plans: [InterfacePlan], _ part: RotationPart, digest: String
  ) -> Bool {
    host.marker?.digest == digest
      && plans.allSatisfy { plan in
        guard let file = host.bootFile(plan.declared.name) else { return false }
        let expected = bootFile(plan.bootState(after: .retire), desired, part.followed(after: .retire))
        return file.startsAtBoot && expected.matches(file)
      }
  }

  /// Whether a boot would bring up another key than the one that is live: the switch was not written down.
  private func bootsAnotherKey(_ plans: [InterfacePlan]) -> Bool {
    plans.contains { plan in
      guard let live = host.interface(plan.declared.name)?.configuration.publicKey,
        let booted = host.bootFile(plan.declared.name)?.publicKey
      else { return false }
      return live != booted
    }
  }

  /// Peers that are still there, and that the commit no longer declares: a node that gets lost on its way is told them from a
  /// stranger's when it is back, though the applied commit knows them no more.
  private func leavingPeers(_ boot: [Interface], _ desired: DesiredNode) -> [PublicKey: String] {
    var leaving: [PublicKey: String] = [:]
    for interface in boot {
      let declared = desired.interfaces.first { $0.configuration.name == interface.name }?.peerNames ?? [:]
      for peer in interface.peers where declared[peer.publicKey] == nil {
        leaving[peer.publicKey] = input.names[peer.publicKey]
      }
    }
    return leaving
  }

  private func marker(
    _ desired: DesiredNode, _ interfaces: [InterfaceName], _ part: RotationPart, digest: String, after phase: Phase,
    leaving: [PublicKey: String]
  ) -> Marker {
    Marker(
      mesh: input.mesh,
      node: node.name,
      commit: input.commit,
      digest: digest,
      interfaces: Set(interfaces.map(\.text)).sorted(),
      forwarding: IPAddress.Family.allCases.filter { desired.forwarding[$0] }.map(\.name),
      heldKeys: part.heldKeys(input.names, after: phase).merging(leaving) { held, _ in held },
      retiredKeys: part.retiredKeys(after: phase))
  }

  func bootFile(_ interface: Interface, _ desired: DesiredNode, _ followed: [FollowedKeys]) -> BootFile {
    var names = desired.interfaces.first { $0.configuration.name == interface.name }?.peerNames ?? [:]
    // Entries of keys that are not declared, or not any longer.
    for peer in interface.peers where names[peer.publicKey] == nil {
      names[peer.publicKey] = input.names[peer.publicKey]
    }
    return BootFile(
      mesh: input.mesh,
      node: node.name,
      interface: interface,
      peerNames: names,
      operatorLines: host.bootFile(interface.name)?.operatorLines ?? [],
      forwarding: desired.forwarding,
      networks: desired.networks(with: interface),
      followed: followed.filter { $0.interface == interface.name })
  }
}
