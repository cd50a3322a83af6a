import Planning
import SSH
import WireGuard

/// One job from delivery to confirmation.
extension WaveRunner {
  func job(_ work: NodeWork, _ wave: Wave, _ index: Int) -> Job {
    let script = NodeScript(work: work, mesh: mesh, abilities: abilities[work.node] ?? .none)
    let id = "\(applyID)-\(index)-\(wave.kind.rawValue)"
    guard !work.settlement.cutsItselfOff else {
      // Nobody can come back to confirm it, so it takes nothing back; and that it is armed is the last that is heard of it.
      let all = ShellText(lines: ["sleep 2", script.settle, script.run, script.keep, script.destroy])
      return Job(id: id, folder: HostFolder.jobs(mesh: mesh), run: all, undo: ":", commit: ":", confirmWithinSeconds: 1)
    }
    return Job(
      id: id, folder: HostFolder.jobs(mesh: mesh), run: script.run, undo: script.undo, commit: script.commit,
      confirmWithinSeconds: Self.confirmWithin)
  }

  /// Delivers every job.
  /// - Returns: how that came out, and how long it took.
  func deliver(_ jobs: [String: Job]) async -> (outcomes: [String: NodeOutcome], taken: Duration) {
    let start = ContinuousClock.now
    let outcomes = await each(jobs) { job, host in try await deliver(job, on: host) }
    return (outcomes, ContinuousClock.now - start)
  }

  /// Sends the job whole, and compares what arrived with what was sent.
  private func deliver(_ job: Job, on host: any Host) async throws -> NodeOutcome {
    let result = try await host.run(job.deliver)
    guard result.exitCode == 0, result.output.contains(job.receipt) else {
      return .skipped("the job did not arrive whole: \(result.errorOutput.firstLine)")
    }
    return .changed
  }

  /// - Parameter limit: after which the whole session is given up.
  func arm(_ job: Job, on host: any Host, within limit: Duration = .seconds(60)) async throws -> NodeOutcome {
    let result = try await host.run(job.arm, within: limit)
    return result.exitCode == 0 ? .changed : .skipped("the job could not be armed: \(result.errorOutput.firstLine)")
  }

  /// Waits until the job has run, then confirms it over a connection that was made after the change. A session that dies
  /// meanwhile is made again.
  func settle(_ job: Job, on host: any Host) async throws -> NodeOutcome {
    let deadline = ContinuousClock.now + .seconds(Self.confirmWithin)
    var host = host
    while true {
      let state: JobState?
      do { state = try await self.state(of: job, on: host) } catch {
        host = try await reconnect(host.name, until: min(deadline, .now + .seconds(Self.reachAgainWithin)))
        continue
      }
      switch state {
      case .failed(let output): return .reverted(output)
      case .undone: return .reverted("nobody confirmed it in time")
      case .fired: return try await confirm(job, on: nil, node: host.name, until: deadline)
      case .committed: return .changed
      case .commitFailed(let output): return .recoveryNeeded(output)
      case .lost: throw Self.lost(host.name)
      case .armed, nil:
        guard ContinuousClock.now < deadline else { return .reverted("it did not run in time") }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  func state(of job: Job, on host: any Host) async throws -> JobState? {
    JobState(try await host.run(job.state).output)
  }

  /// - Parameter ready: A connection that was made after the change; another is made where it does not do.
  func confirm(
    _ job: Job, on ready: (any Host)?, node: String, until deadline: ContinuousClock.Instant
  ) async throws -> NodeOutcome {
    var ready = ready
    while true {
      do {
        let host: any Host
        if let ready { host = ready } else { host = try await reach(node, until: deadline) }
        ready = nil
        let answer: Result<ScriptResult, any Error>
        do { answer = .success(try await host.run(job.confirm)) } catch { answer = .failure(error) }
        if case .success(let result) = answer, JobState(result.output) == .committed {
          _ = try? await host.run(job.forget)
        }
        await host.close()
        switch JobState(try answer.get().output) {
        case .committed: return .changed
        case .commitFailed(let output): return .recoveryNeeded(output)
        case .undone: return .reverted("nobody confirmed it in time")
        case .lost: return .late(Self.lost(node).reason)
        case let state: return .recoveryNeeded("after confirming, its job says \(state.map { "\($0)" } ?? "nothing")")
        }
      } catch {
        guard ContinuousClock.now < deadline, !Task.isCancelled else {
          return .reverted("it could not be reached after the change: \(Fleet.reason(error))")
        }
      }
    }
  }

  /// Seconds to reach a node again; unconfirmed jobs wait longer than that.
  static let reachAgainWithin = 25

  static func lost(_ node: String) -> HostError {
    .sessionEnded(node: node, reason: "it was started again before the change was confirmed")
  }

  /// A connection to a node, made now, tried again until a moment.
  func reach(_ node: String, until deadline: ContinuousClock.Instant) async throws -> any Host {
    guard let address = addresses[node] else {
      throw HostError.unreachable(node: node, reason: "there is no way to reach it again")
    }
    return try await again(until: deadline) { try await fleet.freshSession(address) }
  }

  /// A session in the place of one that died, tried again until a moment.
  private func reconnect(_ node: String, until deadline: ContinuousClock.Instant) async throws -> any Host {
    try await again(until: deadline) { try await fleet.reconnect(node, addresses[node]) }
  }

  private func again(
    until deadline: ContinuousClock.Instant, _ connect: () async throws -> any Host
  ) async throws -> any Host {
    while true {
      do { return try await connect() } catch {
        guard ContinuousClock.now < deadline, !Task.isCancelled else { throw error }
        // Not all at once: a jump host counts connections that come together.
        try await Task.sleep(for: .milliseconds(Int.random(in: 200...900)))
      }
    }
  }
}
