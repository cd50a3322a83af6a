import Diagnostics
import Planning
import SSH
import WireGuard

/// Runs one wave: every node's work is one job, delivered and read back everywhere before the first is armed.
struct WaveRunner: Sendable {
  let fleet: Fleet
  let addresses: [String: HostAddress]
  let abilities: [String: HostAbilities]
  let mesh: String
  /// Tells the jobs of one apply from those of another.
  let applyID: String
  /// Whether keys may switch where the queues cannot hold what is sent meanwhile.
  let acceptsLoss: Bool
  let report: @Sendable (ApplyEvent) async -> Void

  /// Seconds that a host waits for a fresh connection before it takes a change back.
  static let confirmWithin = 60

  /// The outcome of every node in the wave.
  func run(_ wave: Wave, index: Int) async -> [String: NodeOutcome] {
    await fleet.revive(wave.work.compactMap { addresses[$0.node] })
    if !wave.rotations.isEmpty { return await rotate(wave, index: index) }
    if wave.kind == .revoke { return await revoke(wave, index: index) }
    let jobs = Dictionary(wave.work.map { ($0.node, job($0, wave, index)) }, uniquingKeysWith: { first, _ in first })
    var (outcomes, delivery) = await deliver(jobs)
    if wave.kind == .cutover {
      if outcomes.values.contains(where: { $0 != .changed }) { return Self.givenUp(outcomes) }
      return await cutOver(jobs, wave, index, after: delivery)
    }
    let delivered = jobs.filter { outcomes[$0.key] == .changed }
    outcomes.merge(await each(delivered) { job, host in try await arm(job, on: host) }) { $1 }
    let running = delivered.filter { outcomes[$0.key] == .changed }
    let leaving = Set(wave.work.filter(\.settlement.cutsItselfOff).map(\.node))
    let settled = await each(running) { job, host in
      let outcome = leaving.contains(host.name) ? .changed : try await settle(job, on: host)
      await report(.nodeDone(wave: index, node: host.name, outcome: outcome))
      return outcome
    }
    return outcomes.merging(settled) { $1 }
  }

  /// What moves must not be half moved: a cutover is everyone or no one.
  static func givenUp(_ outcomes: [String: NodeOutcome]) -> [String: NodeOutcome] {
    let hasFailed = outcomes.values.contains { $0.exitStatus != .done && $0.exitStatus != .unreached }
    let why = "another node of the cutover \(hasFailed ? "failed" : "was lost")"
    return outcomes.mapValues { $0 == .changed ? .skipped(why) : $0 }
  }

  /// A step of every job; a node that is lost on the way is late.
  func each(
    _ jobs: [String: Job], _ body: @escaping @Sendable (Job, any Host) async throws -> NodeOutcome
  ) async -> [String: NodeOutcome] {
    await fleet.forEach(jobs.keys.sorted()) { node, host in
      guard let job = jobs[node], let host else { return .late("there is no session") }
      do { return try await body(job, host) } catch { return .late(Fleet.reason(error)) }
    }
  }
}
