import Planning
import SSH
import WireGuard

/// A cutover of keys: warm, arm, switch, land. From the moment on it is the hosts' own affair (docs/rotation.md).
extension WaveRunner {
  /// Seconds after the moment in which a host decides, and how long its answer is waited for beyond that.
  private static let decidedWithin: Duration = .seconds(45)

  /// The outcome of every node in the wave. Before the moment nothing is changed that a node would notice: whatever goes
  /// wrong until then gives the cutover up.
  func rotate(_ wave: Wave, index: Int) async -> [String: NodeOutcome] {
    let names = wave.work.map(\.node)
    let measured = await RotationProbe(fleet: fleet).measure(wave.keySwitches.mapValues(\.probe))
    let clocks = await CutoverClock(fleet: fleet).readings(names)
    if names.contains(where: { clocks[$0] == nil }) {
      let readings = names.map { ($0, clocks[$0] == nil ? NodeOutcome.late("its clock could not be read") : .changed) }
      return Self.givenUp(Dictionary(readings, uniquingKeysWith: { first, _ in first }))
    }
    let prepared = RotationJobs(wave, measured, clocks)
    guard acceptsLoss || prepared.expectedLoss == 0 else {
      return giveUp(
        wave, "about \(prepared.expectedLoss) packets would be lost at the rate that goes on now; --accept-loss")
    }
    let jobs = Dictionary(
      prepared.work.map { ($0.node, rotationJob($0, index)) }, uniquingKeysWith: { first, _ in first })
    let (delivered, delivery) = await deliver(jobs)
    guard delivered.values.allSatisfy({ $0 == .changed }) else { return Self.givenUp(delivered) }
    let armed = await arm(
      jobs, switching: Set(wave.rotations.map(\.node)), clocks, lead: CutoverClock.lead(after: delivery, clocks))
    return await decided(wave, armed, index)
  }

  private func rotationJob(_ work: NodeWork, _ index: Int) -> Job {
    let script = NodeScript(work: work, mesh: mesh, abilities: abilities[work.node] ?? .none)
    let id = "\(applyID)-\(index)-rotation"
    let landings = work.steps.compactMap { step in if case .land(let landing) = step { landing } else { nil } }
    for case .switchKey(let change) in work.steps {
      return change.job(id: id, commit: script.commit, fireAtTicks: nil)
    }
    return Landing.job(id: id, mesh: mesh, landings: landings, commit: script.commit, fireAtTicks: nil)
  }

  /// Waits until every host has decided, and tells how it came out.
  ///
  /// None is asked before the first can have decided: between switch and landing a host has better things to do than to
  /// answer.
  private func decided(_ wave: Wave, _ armed: Armed, _ index: Int) async -> [String: NodeOutcome] {
    if Self.allWell(armed.outcomes) { try? await Task.sleep(until: armed.moment + KeySwitch.restsFor) }
    let reports = await fleet.forEach(armed.jobs.keys.sorted()) { node, _ -> JobReport? in
      guard let job = armed.jobs[node], case .changed? = armed.outcomes[node] else { return nil }
      return await report(of: job, on: node, within: Self.decidedWithin)
    }
    let results = RotationResults(wave.rotations, reports.compactMapValues(\.self))
    var outcomes = armed.outcomes
    for node in armed.jobs.keys.sorted() where armed.outcomes[node] == .changed {
      let outcome = results.outcome(of: node)
      outcomes[node] = outcome
      await report(.nodeDone(wave: index, node: node, outcome: outcome))
    }
    return outcomes
  }

  private func giveUp(_ wave: Wave, _ reason: String) -> [String: NodeOutcome] {
    Dictionary(wave.work.map { ($0.node, .skipped(reason)) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Wave {
  /// The switches of the wave by node.
  fileprivate var keySwitches: [String: KeySwitch] {
    let pairs = work.flatMap { work in
      work.steps.compactMap { step in if case .switchKey(let change) = step { (work.node, change) } else { nil } }
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }
}
