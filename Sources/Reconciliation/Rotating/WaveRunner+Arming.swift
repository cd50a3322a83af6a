import Planning
import SSH
import WireGuard

/// Arming a cutover of keys in time.
extension WaveRunner {
  /// Each has twice the time of the one before; a host that is late in the last, with eight times as much, is left alone.
  private static let mostTries = 4

  /// Arms the peers, and the switching nodes last: until one of those is armed, disarming the peers leaves everything as it
  /// was.
  ///
  /// The peers have half of the time, the nodes a quarter, and the last quarter is there to disarm them all: a node refuses
  /// to be armed in it, since one that does not switch leaves its peers landing for nothing. Where the time was too little
  /// it begins anew with twice as much.
  /// - Parameters:
  ///   - jobs: what was delivered, by node.
  ///   - lead: how far ahead the moment lies in the first try.
  /// - Returns: the jobs with their moment, and how the arming came out; where it is not `changed` for all, no key switches.
  func arm(
    _ jobs: [String: Job], switching: Set<String>, _ clocks: [String: CutoverClock.Reading], lead: Duration
  ) async -> (jobs: [String: Job], outcomes: [String: NodeOutcome]) {
    var lead = lead
    var result: (jobs: [String: Job], outcomes: [String: NodeOutcome]) = (jobs, [:])
    for _ in 1...Self.mostTries {
      let moment = ContinuousClock.now + lead
      let peers = jobs.filter { !switching.contains($0.key) }.firing(at: moment, by: clocks)
      let nodes = jobs.filter { switching.contains($0.key) }.firing(at: moment, by: clocks, reserve: lead / 4)
      let timed = peers.merging(nodes) { $1 }
      let half = lead / 2
      var outcomes = await each(peers) { job, host in try await arm(job, on: host, within: half) }
      var isLate = ContinuousClock.now > moment - half
      if !isLate, Self.allWell(outcomes) {
        let armed = await each(nodes) { job, host in
          // One whose session dies under it may be armed: then its peers must be, and a new session tells what came of it.
          do { return try await arm(job, on: host, within: half) } catch { return .changed }
        }
        outcomes.merge(armed) { $1 }
        if Self.allWell(armed) { return (timed, outcomes) }
        isLate = ContinuousClock.now > moment - lead / 4
      } else {
        for node in switching { outcomes[node] = .skipped("not all of its peers could be armed") }
      }
      await disarm(timed)
      result = (timed, outcomes)
      if !isLate { break }
      lead *= 2
    }
    return result
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
