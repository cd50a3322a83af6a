import Planning
import SSH
import WireGuard

/// Arming a cutover of keys in time.
extension WaveRunner {
  /// A host that takes this many times as long to arm as it may has something else to do.
  private static let mostTries = 4

  /// Arms the peers, and the switching nodes last: until one of those is armed, disarming the peers leaves everything as it
  /// was. So they have half of the time; where that was too little it begins anew with twice as much, since a node that
  /// is armed late leaves its peers landing for nothing.
  /// - Parameters:
  ///   - jobs: what was delivered, by node.
  ///   - lead: how far ahead the moment lies in the first try.
  /// - Returns: the jobs with their moment, and how the arming came out; where it is not `changed` for all, no key switches.
  func arm(
    _ jobs: [String: Job], switching: Set<String>, _ clocks: [String: CutoverClock.Reading], lead: Duration
  ) async -> (jobs: [String: Job], outcomes: [String: NodeOutcome]) {
    var lead = lead
    for attempt in 1...Self.mostTries {
      let moment = ContinuousClock.now + lead
      let timed = jobs.firing(at: moment, by: clocks)
      let peers = timed.filter { !switching.contains($0.key) }
      let half = lead / 2
      var outcomes = await each(peers) { job, host in try await arm(job, on: host, within: half) }
      let isLate = ContinuousClock.now > moment - half
      if !isLate, outcomes.values.allSatisfy({ $0 == .changed }) {
        let nodes = timed.filter { switching.contains($0.key) }
        let armed = await each(nodes) { job, host in try await arm(job, on: host, within: half) }
        if !armed.values.allSatisfy({ $0 == .changed }) { await disarm(timed) }
        return (timed, outcomes.merging(armed) { $1 })
      }
      await disarm(peers)
      if !isLate || attempt == Self.mostTries {
        for node in switching { outcomes[node] = .skipped("not all of its peers could be armed") }
        return (timed, outcomes)
      }
      lead *= 2
    }
    return (jobs, [:])
  }

  /// Takes the moment away from jobs, and waits until they are over. One that cannot be told takes itself back, or gives
  /// back what it landed.
  private func disarm(_ jobs: [String: Job]) async {
    _ = await each(jobs) { job, host in
      _ = try await host.run(job.disarm)
      _ = try await host.run(JobRunner.waitWhileBusy(HostFolder.jobs(mesh: mesh)))
      return .changed
    }
  }
}
