import Planning
import SSH
import WireGuard

/// Takes revoked keys away on every host at once.
///
/// Unlike any other wave it is not all or nothing, and not confirmed: a host that is lost on the way does its part by
/// itself, and what one of them cannot do holds up no other. Nothing brings a revoked key back.
extension WaveRunner {
  /// How long a host's answer is waited for after the moment.
  private static let patience: Duration = .seconds(25)
  /// By how much later than its peers a node takes its next key: its handshakes then find them ready.
  private static let nodeWaits: Duration = .milliseconds(500)

  func revoke(_ wave: Wave, index: Int) async -> [String: NodeOutcome] {
    let jobs = Dictionary(
      wave.work.map { ($0.node, revocationJob($0, index)) }, uniquingKeysWith: { first, _ in first })
    var (outcomes, delivery) = await deliver(jobs)
    let delivered = jobs.filter { outcomes[$0.key] == .changed }
    // All of them are armed before the first runs: the way to one may lead through another.
    let clocks = await CutoverClock(fleet: fleet).readings(delivered.keys.sorted())
    let moment = ContinuousClock.now + CutoverClock.lead(after: delivery, clocks)
    let later = Set(wave.work.filter(\.switchesOwnKey).map(\.node))
    let timed = delivered.filter { !later.contains($0.key) }.firing(at: moment, by: clocks)
      .merging(delivered.filter { later.contains($0.key) }.firing(at: moment + Self.nodeWaits, by: clocks)) { $1 }
    outcomes.merge(await each(timed) { job, host in try await arm(job, on: host) }) { $1 }
    let armed = timed.filter { outcomes[$0.key] == .changed }
    let results = await fleet.forEach(armed.keys.sorted()) { node, _ -> NodeOutcome in
      guard let job = armed[node] else { return .late("there is no session") }
      return Self.outcome(await report(of: job, on: node, within: Self.patience))
    }
    outcomes.merge(results) { $1 }
    for (node, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
      await report(.nodeDone(wave: index, node: node, outcome: outcome))
    }
    return outcomes
  }

  private func revocationJob(_ work: NodeWork, _ index: Int) -> Job {
    let script = NodeScript(work: work, mesh: mesh, abilities: abilities[work.node] ?? .none)
    return Job(
      id: "\(applyID)-\(index)-revoke", folder: HostFolder.jobs(mesh: mesh), run: script.run,
      undo: script.revokingUndo, commit: script.commit, confirmWithinSeconds: nil)
  }

  private static func outcome(_ report: JobReport?) -> NodeOutcome {
    switch report?.state {
    case nil, .armed, .fired, .lost: .late("it was lost while it took a revoked key away")
    case .committed: .changed
    case .failed(let said), .commitFailed(let said): .recoveryNeeded("could not take a revoked key away: \(said)")
    case .undone: .skipped("its job was disarmed")
    }
  }
}

extension NodeWork {
  fileprivate var switchesOwnKey: Bool {
    steps.contains { step in if case .change(_, .setKey) = step { true } else { false } }
  }
}
