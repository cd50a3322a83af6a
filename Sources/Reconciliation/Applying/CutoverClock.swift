import Planning
import SSH
import WireGuard

/// Gives the jobs of a cutover one moment, each in its own host's uptime: a clock that setting the time cannot move.
struct CutoverClock: Sendable {
  let fleet: Fleet

  /// A host's uptime, read from afar.
  struct Reading: Sendable {
    var ticks: Int64
    var at: ContinuousClock.Instant
    /// By how much the reading may be wrong: half of the round trip, and the tick that it was cut to.
    var uncertainty: Duration { roundTrip / 2 + .milliseconds(10) }
    var roundTrip: Duration

    /// The host's uptime at a moment, in its ticks.
    func ticks(at moment: ContinuousClock.Instant) -> Int64 { ticks + Int64((moment - at).seconds * 100) }
  }

  /// How far ahead the moment lies: time enough to arm every job, in two goes, and to disarm them all in the other half.
  /// Arming takes about as long as delivering did, over the same sessions to the same hosts (on emulated ones up to twice as
  /// long: measured); and disarming takes the slowest of them as long as to tell its clock.
  static func lead(after delivery: Duration, _ clocks: [String: Reading]) -> Duration {
    let slowest = clocks.values.map(\.roundTrip).max() ?? .zero
    return max(.seconds(2), delivery * 8, slowest * 24)
  }
  /// Of several readings the one with the shortest round trip is the surest.
  private static let samples = 5

  /// The clocks of the nodes that tell theirs.
  func readings(_ nodes: [String]) async -> [String: Reading] {
    let found = await fleet.forEach(nodes) { _, host -> Reading? in
      var best: Reading?
      for _ in 0..<Self.samples {
        guard let reading = await Self.read(host) else { break }
        if best.map({ reading.uncertainty < $0.uncertainty }) ?? true { best = reading }
      }
      return best
    }
    return found.compactMapValues(\.self)
  }

  private static func read(_ host: (any Host)?) async -> Reading? {
    let clock = ContinuousClock()
    let sent = clock.now
    guard let output = try? await host?.run("cut -d ' ' -f 1 /proc/uptime").output,
      let ticks = Uptime.ticks(output)
    else { return nil }
    // It was taken somewhere on the round trip: the middle is wrong by half of it at most.
    let roundTrip = clock.now - sent
    return Reading(ticks: ticks, at: sent + roundTrip / 2, roundTrip: roundTrip)
  }
}

extension [String: Job] {
  /// The jobs with one moment; a host that does not tell its uptime keeps its job without one, and fires at once.
  /// - Parameter reserve: How long before it each of them has to be waiting, or does not fire.
  func firing(
    at moment: ContinuousClock.Instant, by clocks: [String: CutoverClock.Reading], reserve: Duration = .zero
  ) -> Self {
    Dictionary(
      uniqueKeysWithValues: map { node, job in
        var job = job
        job.fireAtTicks = clocks[node]?.ticks(at: moment)
        job.readyByTicks = clocks[node]?.ticks(at: moment - reserve)
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
