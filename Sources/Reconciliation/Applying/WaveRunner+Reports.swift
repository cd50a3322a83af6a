import Planning
import SSH
import WireGuard

/// Jobs that decide by themselves: nobody confirms them, and they are asked how they came out.
extension WaveRunner {
  /// What the job says once it is over; the session may have run over the very tunnels that were changed, so that a lost
  /// one is made again.
  func report(of job: Job, on node: String, within limit: Duration) async -> JobReport? {
    let deadline = ContinuousClock.now + limit
    var host = await fleet.session(node)
    while ContinuousClock.now < deadline, !Task.isCancelled {
      do {
        let current: any Host
        if let host { current = host } else { current = try await fleet.reconnect(node, addresses[node]) }
        host = current
        if let report = JobReport(try await current.run(job.state).output), report.state.isOver { return report }
        try await Task.sleep(for: .milliseconds(250))
      } catch {
        host = nil
        try? await Task.sleep(for: .milliseconds(Int.random(in: 200...900)))
      }
    }
    return nil
  }
}

extension JobState {
  /// Whether nothing follows.
  fileprivate var isOver: Bool {
    switch self {
    case .armed, .fired: false
    case .committed, .commitFailed, .undone, .failed, .lost: true
    }
  }
}
