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
  /// Seconds that the probe itself sent a packet too late, at most: a gap that is no longer is its own.
  package var latestSend = 0.0

  package var lost: Int { sent - received }
}

extension FlowReport: CustomStringConvertible {
  package var description: String {
    let milliseconds = { (seconds: Double) in "\((seconds * 10_000).rounded() / 10) ms" }
    return "\(lost) of \(sent) lost, \(duplicated) twice; longest delay \(milliseconds(longestDelay)),"
      + " longest gap \(milliseconds(longestGap)); sent up to \(milliseconds(latestSend)) late"
  }
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
      total.latestSend = max(total.latestSend, report.latestSend)
    }
  }
}

extension FlowSummary: CustomStringConvertible {
  /// A line for each direction, and one for all of them where there are more than two.
  package var description: String {
    let lines = directions.map { "\($0.from) → \($0.to)  \($0.report)" }
    return (lines + (lines.count > 2 ? ["total  \(total)"] : [])).joined(separator: "\n")
  }
}
