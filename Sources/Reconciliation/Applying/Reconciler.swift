import Diagnostics
package import Git
import MeshModel
package import Planning
package import SSH
package import WireGuard

/// Observes the nodes, plans, and brings them to what is desired, round by round.
package struct Reconciler: Sendable {
  package let repository: Repository
  package let folder: String
  package let fleet: Fleet
  private let acceptsLoss: Bool
  let report: @Sendable (ApplyEvent) async -> Void

  /// - Parameters:
  ///   - revoked: Keys that are looked for wherever they may be let in.
  ///   - acceptsLoss: Whether to go on where that is expected to lose packets.
  package init(
    repository: Repository,
    folder: String,
    mesh: String,
    connector: any HostConnector,
    parallelism: Int,
    revoked: [PublicKey] = [],
    acceptsLoss: Bool = false,
    report: @escaping @Sendable (ApplyEvent) async -> Void = { _ in }
  ) {
    self.repository = repository
    self.folder = folder
    self.acceptsLoss = acceptsLoss
    fleet = Fleet(connector: connector, mesh: mesh, limit: parallelism, revoked: revoked)
    self.report = report
  }

  /// What the nodes are, and what to do about it.
  /// - Parameters:
  ///   - only: Names of the nodes to look at; `nil` is all.
  ///   - afterJobs: Whether to wait first for jobs that an earlier apply left: what they changed may be taken back.
  package func plan(_ situation: Situation, only: Set<String>? = nil, afterJobs: Bool = false) async throws -> (
    plan: Plan, observation: Observation
  ) {
    var observation = try await observe(situation, only: only, afterJobs: afterJobs)
    var plan = try Planner.plan(observation.input)
    plan.forecasts = await forecasts(plan.timedRotations)
    let beside = await besides(plan, observation)
    if !beside.isEmpty {
      observation.parallel.formUnion(beside)
      let forecasts = plan.forecasts.filter { !beside.contains($0.node) }
      plan = try Planner.plan(observation.input)
      plan.forecasts = forecasts
    }
    return (plan, observation)
  }

  /// Everything that was read, and the planner's view of it.
  package struct Observation: Sendable {
    package var situation: Situation
    package var readings: [String: NodeInput.Reading]
    /// Nodes that are to change while the traffic takes second interfaces.
    var parallel: Set<String> = []

    package var input: PlanningInput {
      var input = situation.input(readings)
      input.rotation.parallel = parallel
      return input
    }
  }

  /// What the switches of keys are expected to cost; measuring it warms the tunnels, and changes nothing.
  private func forecasts(_ rotations: [KeyRotation]) async -> [LossForecast] {
    guard !rotations.isEmpty else { return [] }
    let requests = Dictionary(rotations.map { ($0.node, $0.probe) }, uniquingKeysWith: { first, _ in first })
    return LossForecast.all(rotations, await RotationProbe(fleet: fleet).measure(requests))
  }

  package func observe(_ situation: Situation, only: Set<String>? = nil, afterJobs: Bool) async throws -> Observation {
    let known = situation.addresses
    let addresses = known.filter { only?.contains($0.key) ?? true }
    let report = report
    let waiting: @Sendable (String) async -> Void = { await report(.waitingForJob(node: $0)) }
    var readings = await fleet.observe(
      addresses.values.sorted { $0.node < $1.node }, networks: situation.routedNetworks,
      waiting: afterJobs ? waiting : nil)
    for name in situation.nodes where known[name] == nil && (only?.contains(name) ?? true) {
      readings[name] = .unreached(reason: "its file has no `ssh` block")
    }
    var situation = situation
    for commit in situation.unknownCommits(readings) {
      // A commit that is not here tells nothing; what the host holds is still compared with what is declared.
      guard let id = ObjectID(commit) else { continue }
      if let version = try? await MeshVersion.load(id, from: repository, folder: folder) { situation.add(version) }
    }
    return Observation(situation: situation, readings: readings)
  }

  /// Nodes come within reach, and get lost, one after another at worst.
  private static let mostRounds = 10

  /// Carries a plan out, and goes on with nodes that come within reach by it, and without those that get lost.
  package func apply(_ approved: Plan, _ observation: Observation, only: Set<String>? = nil) async throws -> ApplyResult
  {
    var plan = approved
    var observation = observation
    var result = ApplyResult(outcomes: [:], silent: [], remaining: plan, verified: 0)
    var number = 0
    while true {
      number += 1
      await report(.roundBegan(number, plan))
      var round = await run(plan, observation, round: number)
      result.verified += round.verified
      let before = Set(plan.late.map(\.name))
      let switched = Set(plan.rotations.map(\.node))
      if !round.isStuck { result.verified += await waitForTunnels(to: plan.late, observation) }
      observation.situation.retire(round.outcomes.filter { $0.value == .changed }.keys)
      (plan, observation) = try await self.plan(observation.situation, only: only, afterJobs: true)
      round.lose(plan.late)
      result.outcomes.merge(round.outcomes) { $1 }
      let late = Set(plan.late.map(\.name))
      result.silent += round.silent.filter { !late.contains($0.node) && !late.contains($0.peerName) }
      let hasNews = (late != before || round.hasLost) && number < Self.mostRounds
      // A large rotation takes as many rounds as it needs, while each brings it on.
      let goesOn = !switched.isEmpty && switched.isDisjoint(with: plan.rotations.map(\.node)) && !plan.rotations.isEmpty
      let isSound = acceptsLoss || plan.continuity.violations.isEmpty
      result.unsettled = round.unsettled
      result.unproved = round.unproved.filter { !late.contains($0.node) && !late.contains($0.peer) }
      if round.isStuck || !result.silent.isEmpty || !result.unproved.isEmpty || !round.unsettled.isEmpty || plan.isEmpty
        || !isSound
        || !(hasNews || goesOn)
      {
        break
      }
    }
    result.settle(by: plan)
    return result
  }

  /// The stages of one round; it stops where something fails, before anything is retired.
  func run(_ plan: Plan, _ observation: Observation, round number: Int) async -> ApplyRound {
    let abilities = observation.readings.compactMapValues { $0.observation?.abilities }
    let runner = WaveRunner(
      fleet: fleet, addresses: observation.situation.addresses, abilities: abilities, mesh: plan.mesh,
      applyID: "\(plan.commit.prefix(12))-\(number)-\(UInt32.random(in: 0 ... .max))",
      acceptsLoss: acceptsLoss, report: report)
    var round = ApplyRound()
    for (index, stage) in plan.stages.enumerated() {
      let start = ContinuousClock.now
      switch stage {
      case .exchange(let exchanges):
        await report(.exchanging(index: index, tunnels: exchanges.count))
        let failures = await PresharedKeyCourier(fleet: fleet, mesh: plan.mesh).carry(exchanges)
        await report(.exchanged(index: index, seconds: (ContinuousClock.now - start).seconds))
        round.outcomes.merge(failures) { $1 }
        // What goes live needs both ends: without one of them the next round plans anew.
        if !failures.isEmpty { return round }
      // The nodes did that themselves: the wave before it has ended well only where they stayed with their new keys.
      case .verifyKeys: continue
      case .verify(let tunnels):
        round.add(silent: await verify(tunnels), of: tunnels)
        if !round.silent.isEmpty { return round }
      case .prove(let proofs):
        round.unproved = await Prover(fleet: fleet, report: report).prove(proofs)
        if !round.unproved.isEmpty { return round }
      case .quiet(let tunnels): await QuietWait(fleet: fleet).wait(tunnels)
      case .converge(let checks):
        round.unsettled = await Converger(fleet: fleet, report: report).wait(checks)
        if !round.unsettled.isEmpty { return round }
      case .wave(let wave):
        await report(.waveBegan(index: index, kind: wave.kind, nodes: wave.work.count))
        let ended = await runner.run(wave, index: index + 1)
        await report(.waveEnded(index: index, seconds: (ContinuousClock.now - start).seconds))
        round.outcomes.merge(ended) { $1 }
        if ended.values.contains(where: { $0 != .changed }) { return round }
      }
    }
    return round
  }

  private func verify(_ tunnels: [Verification]) async -> [Verification] {
    await Verifier(fleet: fleet, report: report).verify(tunnels)
  }

  /// Waits until the nodes that are reached over the mesh have shaken hands with the ones they are reached through.
  /// - Returns: how many tunnels did so for the first time.
  private func waitForTunnels(to late: [LateNode], _ observation: Observation) async -> Int {
    let desired = observation.situation.desired
    let addresses = observation.situation.addresses
    let tunnels = late.filter(\.managedOverMesh).flatMap { node -> [Verification] in
      guard let key = desired.compiler.nodes.first(where: { $0.name == node.name })?.publicKey else { return [] }
      let jumps = addresses[node.name]?.jumps.map(\.node) ?? []
      return jumps.filter { observation.readings[$0]?.observation != nil }.compactMap { jump in
        let interfaces = desired.compiler.desired(jump)?.interfaces ?? []
        guard let tunnel = interfaces.first(where: { $0.peerNames[key] != nil }) else { return nil }
        return Verification(
          node: jump, interface: tunnel.configuration.name, peer: key, peerName: node.name, target: nil,
          canStart: false)
      }
    }
    guard !tunnels.isEmpty else { return 0 }
    await report(.tryingAgain(Set(tunnels.map(\.peerName)).sorted()))
    let silent = await verify(tunnels)
    return tunnels.count { tunnel in
      let status = observation.readings[tunnel.node]?.observation?.interface(tunnel.interface)?.status[tunnel.peer]
      return status?.latestHandshake == nil && !silent.contains(tunnel)
    }
  }
}
