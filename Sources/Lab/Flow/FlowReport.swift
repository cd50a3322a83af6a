/// What became of the packets of one direction of a flow.
package struct FlowReport: Hashable, Sendable, Codable {
  package var sent: Int
  /// Different packets that arrived.
  package var received: Int
  /// Arrivals of packets that had arrived before.
  package var duplicated: Int
  /// Seconds from sending to arriving, of the slowest packet.
  package var longestDelay: Double
  /// Seconds between two arrivals next to each other, at most; the time before the first counts from the start.
  package var longestGap: Double

  package var lost: Int { sent - received }
}

extension FlowReport: CustomStringConvertible {
  package var description: String {
    let milliseconds = { (seconds: Double) in "\((seconds * 10_000).rounded() / 10) ms" }
    return "\(lost) of \(sent) lost, \(duplicated) twice; longest delay \(milliseconds(longestDelay)),"
      + " longest gap \(milliseconds(longestGap))"
  }
}
