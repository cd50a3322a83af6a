import Planning
import SSH
import WireGuard

/// What came of arming a cutover of keys.
struct Armed: Sendable {
  /// With their moment.
  var jobs: [String: Job]
  var moment: ContinuousClock.Instant
  /// By node; where they are not `changed` for all, no key switches.
  var outcomes: [String: NodeOutcome]
}

/// Arming a cutover of keys in time.
extension WaveRunner {
  /// Each has twice the time of the one before; a host that is late in the last, with eight times as much, is left alone.
  private static let mostTries = 4

  /// Arms the peers, and the switching nodes last: until one of those is armed, disarming the peers leaves everything as it
  /// was.
  ///
  /// The peers have a third of the time, the nodes a sixth, and the other half is there to disarm them all: a host that
  /// comes to it later refuses, since one that lands, or does not switch, alone takes its tunnels down. It is the host that
  /// refuses, by its own clock: a session that is given up could not disarm it any more. Where the time was too little it
  /// begins anew with twice as much.
  /// - Parameters:
  ///   - jobs: what was delivered, by node.
  ///   - lead: how far ahead the moment lies in the first try.
  func arm(
    _ jobs: [String: Job], switching: Set<String>, _ clocks: [String: CutoverClock.Reading], lead: Duration
  ) async -> Armed {
    var lead = lead
    var result = Armed(jobs: jobs, moment: .now, outcomes: [:])
    for _ in 1...Self.mostTries {
      let moment = ContinuousClock.now + lead
      let peers = jobs.filter { !switching.contains($0.key) }.firing(at: moment, by: clocks, reserve: lead * 2 / 3)
      let nodes = jobs.filter { switching.contains($0.key) }.firing(at: moment, by: clocks, reserve: lead / 2)
      let timed = peers.merging(nodes) { $1 }
      let (limit, whole) = (lead * 2 / 3, lead)
      var outcomes = await each(peers) { job, host in try await arm(job, on: host, within: limit) }
      var isLate = ContinuousClock.now > moment - lead * 2 / 3
      if !isLate, Self.allWell(outcomes) {
        let armed = await each(nodes) { job, host in
          // One whose session dies under it may be armed: then its peers must be, and a new session tells what came of it.
          // One that is slow says whether it is, so it is not given up before the moment.
          do { return try await arm(job, on: host, within: whole) } catch { return .changed }
        }
        outcomes.merge(armed) { $1 }
        if Self.allWell(armed) { return Armed(jobs: timed, moment: moment, outcomes: outcomes) }
        isLate = ContinuousClock.now > moment - lead / 2
      } else {
        for node in switching { outcomes[node] = .skipped("not all of its peers could be armed") }
      }
      await disarm(timed)
      result = Armed(jobs: timed, moment: moment, outcomes: outcomes)
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
