/// What became of the packets of one direction of a flow.
package struct FlowReport: Hashable, Sendable, Codable {
  package var sent = 0
  /// Different packets that arrived.
  package var received = 0
  /// Arrivals of packets that had arrived before.
  package var duplicated = 0
  /// Seconds from sending to arriving, of the slowest packet.
  package var longestDelay = 0.0
  /// Seconds without an arrival while packets were sent, at most; the time before the first and after the last count.
  package var longestGap = 0.0
  /// Seconds until the first arrival; until the last sending, where nothing arrived.
  package var untilFirst = 0.0
  /// Seconds that the probe itself sent a packet too late, at most: a gap that is no longer is its own.
  package var latestSend = 0.0

  package var lost: Int { sent - received }
}

extension FlowReport: CustomStringConvertible {
  package var description: String {
    "\(lost) of \(sent) lost, \(duplicated) twice; longest delay \(Self.milliseconds(longestDelay)),"
      + " longest gap \(Self.milliseconds(longestGap)); sent up to \(Self.milliseconds(latestSend)) late"
  }

  static func milliseconds(_ seconds: Double) -> String { "\((seconds * 10_000).rounded() / 10) ms" }
}

extension FlowReport {
  /// An idle tunnel that both ends begin to use at once is silent for 5 s and more: their handshakes cross, and are tried
  /// again in step. One that works answers within a second.
  var beganSilent: Bool { lost > 0 && received > 0 && untilFirst > 1 }
}

/// What became of all packets of a flow.
package struct FlowSummary: Hashable, Sendable {
  /// One direction between two machines.
  package struct Direction: Hashable, Sendable {
    package var from: String
    package var to: String
    package var report: FlowReport
  }

  /// Pairs: there and back.
  package var directions: [Direction]

  /// Packets added up, and the longest delay, gap and lateness of any direction.
  package var total: FlowReport {
    directions.map(\.report).reduce(into: FlowReport()) { total, report in
      total.sent += report.sent
      total.received += report.received
      total.duplicated += report.duplicated
      total.longestDelay = max(total.longestDelay, report.longestDelay)
      total.longestGap = max(total.longestGap, report.longestGap)
      total.untilFirst = max(total.untilFirst, report.untilFirst)
      total.latestSend = max(total.latestSend, report.latestSend)
    }
  }
}

extension FlowSummary: CustomStringConvertible {
  /// A line for each direction, and one for all of them where there are more than two; and what looks like a trap.
  package var description: String {
    let lines =
      directions.map { "\($0.from) → \($0.to)  \($0.report)" } + (directions.count > 2 ? ["total  \(total)"] : [])
    return (lines + trap).joined(separator: "\n")
  }

  private var trap: [String] {
    let silent = directions.filter(\.report.beganSilent)
    guard let first = silent.first else { return [] }
    let count = silent.count == 1 ? "" : ", and \(silent.count - 1) more,"
    return [
      "note: \(first.from) → \(first.to)\(count) began with \(FlowReport.milliseconds(first.report.untilFirst)) of silence.",
      "  A tunnel that was idle loses packets like that whatever else is done: both ends begin, and their handshakes cross.",
      "  Ping it before the flow: docs/measurements.md, Traps.",
    ]
  }
}
