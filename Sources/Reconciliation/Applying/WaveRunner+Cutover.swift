import Planning
import SSH
import WireGuard

/// A cutover: its jobs fire at one moment, and either all of them are confirmed or none is.
///
/// Each step is everyone's before the next begins: warm, arm, run, reach again, confirm. What is left between the first
/// confirmation and the last is the time of one script.
extension WaveRunner {
  func cutOver(
    _ jobs: [String: Job], _ wave: Wave, _ index: Int, after delivery: Duration
  ) async -> [String: NodeOutcome] {
    let warming = Dictionary(wave.work.map { ($0.node, $0.warming) }, uniquingKeysWith: { first, _ in first })
    var outcomes = await each(jobs) { _, host in
      if let script = warming[host.name] ?? nil { _ = try await host.run(script) }
      return .changed
    }
    guard Self.allWell(outcomes) else { return Self.givenUp(outcomes) }
    // One alone has nobody to wait for.
    let clocks = jobs.count > 1 ? await CutoverClock(fleet: fleet).readings(jobs.keys.sorted()) : [:]
    let timed = jobs.firing(at: .now + CutoverClock.lead(after: delivery, clocks), by: clocks)
    outcomes = await each(timed) { job, host in try await arm(job, on: host) }
    let armed = timed.filter { outcomes[$0.key] == .changed }
    if Self.allWell(outcomes) { outcomes = await each(timed) { job, host in try await ran(job, on: host) } }
    guard Self.allWell(outcomes) else { return await takenBack(armed, outcomes, index) }

    let deadline = ContinuousClock.now + .seconds(Self.reachAgainWithin)
    let fresh = await fleet.forEach(timed.keys.sorted()) { node, _ in
      do { return Reached.host(try await reach(node, until: deadline)) } catch { return .lost(Fleet.reason(error)) }
    }
    outcomes = fresh.mapValues(\.outcome)
    if Self.allWell(outcomes) {
      outcomes = await each(timed) { job, host in
        let outcome = try await confirm(job, on: fresh[host.name]?.host, node: host.name, until: deadline)
        await report(.nodeDone(wave: index, node: host.name, outcome: outcome))
        return outcome
      }
    } else {
      outcomes = await takenBack(armed, outcomes, index)
    }
    for reached in fresh.values { await reached.host?.close() }
    return outcomes
  }

  static func allWell(_ outcomes: [String: NodeOutcome]) -> Bool {
    outcomes.values.allSatisfy { $0 == .changed }
  }

  private enum Reached: Sendable {
    case host(any Host)
    case lost(String)

    var host: (any Host)? { if case .host(let host) = self { host } else { nil } }
    var outcome: NodeOutcome { if case .lost(let reason) = self { .late(reason) } else { .changed } }
  }

  /// Takes every job of the cutover back, also those that ran.
  private func takenBack(
    _ armed: [String: Job], _ outcomes: [String: NodeOutcome], _ index: Int
  ) async -> [String: NodeOutcome] {
    // A job that cannot be told takes itself back, since nobody confirms it.
    _ = await each(armed) { job, host in
      _ = try await host.run(job.disarm)
      return .changed
    }
    let all = Self.givenUp(outcomes)
    for (node, outcome) in all.sorted(by: { $0.key < $1.key }) {
      await report(.nodeDone(wave: index, node: node, outcome: outcome))
    }
    return all
  }

  /// Waits until the job has run; over a new session where the change broke the old one.
  private func ran(_ job: Job, on host: any Host) async throws -> NodeOutcome {
    let deadline = ContinuousClock.now + .seconds(Self.reachAgainWithin)
    do {
      return try await ran(job, on: host, until: deadline)
    } catch {
      let fresh = try await reach(host.name, until: deadline)
      do {
        let outcome = try await ran(job, on: fresh, until: deadline)
        await fresh.close()
        return outcome
      } catch {
        await fresh.close()
        throw error
      }
    }
  }

  private func ran(_ job: Job, on host: any Host, until deadline: ContinuousClock.Instant) async throws -> NodeOutcome {
    while true {
      switch try await state(of: job, on: host) {
      case .fired, .committed: return .changed
      case .failed(let output): return .reverted(output)
      case .undone: return .reverted("nobody confirmed it in time")
      case .commitFailed(let output): return .recoveryNeeded(output)
      case .lost: throw Self.lost(host.name)
      case .armed, nil:
        guard ContinuousClock.now < deadline else { return .reverted("it did not run in time") }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }
}

extension NodeWork {
  /// Sends a packet through every tunnel whose pre-shared key changes: a session that is young outlives the moment in
  /// which only one end has the new key (a handshake is due after 120 s, a session ends after 180 s).
  fileprivate var warming: ShellText? {
    let targets = steps.compactMap { step -> IPAddress? in
      guard case .change(let interface, .setPeer(let change)) = step, change.presharedKey != nil else { return nil }
      let peer = settlement.bootFiles.first { $0.interface.name == interface }?.interface.peers.first {
        $0.publicKey == change.publicKey
      }
      return peer?.allowedIPs.first(where: \.isHost)?.address
    }
    guard !targets.isEmpty else { return nil }
    return ShellText(lines: targets.map { "ping -c 1 -W 2 \($0) >/dev/null 2>&1 &" } + ["wait"])
  }
}
