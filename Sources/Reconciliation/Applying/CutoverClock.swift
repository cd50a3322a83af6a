import Planning
import SSH
import WireGuard

/// Gives the jobs of a cutover one moment, each in its own host's uptime: a clock that setting the time cannot move.
struct CutoverClock: Sendable {
  let fleet: Fleet

  /// How far ahead the moment lies: time enough to arm every job.
  static let lead: Duration = .milliseconds(1500)

  /// The jobs with their moments; a host that does not tell its uptime keeps its job without one, and fires at once.
  func timed(_ jobs: [String: Job]) async -> [String: Job] {
    let clock = ContinuousClock()
    let readings = await fleet.forEach(jobs.keys.sorted()) { _, host -> (ticks: Int64, at: ContinuousClock.Instant)? in
      let sent = clock.now
      guard let output = try? await host?.run("cut -d ' ' -f 1 /proc/uptime").output else { return nil }
      // The reading was taken somewhere on the round trip: the middle is wrong by half of it at most.
      let middle = sent + (clock.now - sent) / 2
      return Uptime.ticks(output).map { ($0, middle) }
    }
    let moment = clock.now + Self.lead
    return Dictionary(
      uniqueKeysWithValues: jobs.map { node, job in
        var job = job
        if let reading = readings[node] ?? nil {
          job.fireAtTicks = reading.ticks + Int64((moment - reading.at).seconds * 100)
        }
        return (node, job)
      })
  }
}

/// /proc/uptime in hundredths of a second (proc(5)).
enum Uptime {
  static func ticks(_ text: String) -> Int64? {
    let first = text.split(whereSeparator: \.isWhitespace).first ?? ""
    let parts = first.split(separator: ".")
    guard parts.count == 2, parts[1].count == 2, let seconds = Int64(parts[0]), let rest = Int64(parts[1])
    else { return nil }
    return seconds * 100 + rest
  }
}
