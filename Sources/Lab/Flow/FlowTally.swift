import Synchronization

/// What one direction of a flow has seen so far: the sender and the receiver write it, each from a thread of its own.
final class FlowTally: Sendable {
  private struct Counts {
    var report = FlowReport()
    var seen: [Bool] = []
    var latestSend: UInt64 = 0
    var longestDelay: UInt64 = 0
    var longestGap: UInt64 = 0
    var begin: UInt64 = 0
    var firstArrival: UInt64?
    var lastArrival: UInt64 = 0
    var lastSend: UInt64 = 0
  }

  private let counts = Mutex(Counts())

  /// Nothing has arrived until now, since nothing was sent.
  func begin(at time: UInt64) { counts.withLock { ($0.begin, $0.lastArrival) = (time, time) } }

  /// Before it is sent: its arrival can be counted at once.
  func countSending(at time: UInt64, due: UInt64) {
    counts.withLock { counts in
      counts.report.sent += 1
      counts.lastSend = time
      counts.latestSend = max(counts.latestSend, time - due)
    }
  }

  func count(_ packet: FlowPacket, at time: UInt64) {
    counts.withLock { counts in
      let index = Int(packet.number)
      while counts.seen.count <= index { counts.seen += Array(repeating: false, count: 4096) }
      if counts.seen[index] {
        counts.report.duplicated += 1
        return
      }
      counts.seen[index] = true
      counts.report.received += 1
      counts.longestDelay = max(counts.longestDelay, time - packet.sentAt)
      counts.longestGap = max(counts.longestGap, time - counts.lastArrival)
      counts.lastArrival = time
      if counts.firstArrival == nil { counts.firstArrival = time }
    }
  }

  var report: FlowReport {
    counts.withLock { counts in
      var report = counts.report
      // What was sent last and never came has left a gap too.
      let tail = counts.lastSend > counts.lastArrival ? counts.lastSend - counts.lastArrival : 0
      report.longestDelay = Double(counts.longestDelay) / 1e9
      report.longestGap = Double(max(counts.longestGap, tail)) / 1e9
      report.untilFirst = Double((counts.firstArrival ?? max(counts.lastSend, counts.begin)) - counts.begin) / 1e9
      report.latestSend = Double(counts.latestSend) / 1e9
      return report
    }
  }
}
