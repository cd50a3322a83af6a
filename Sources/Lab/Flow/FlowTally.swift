import Synchronization

/// What one direction of a flow has seen so far: a sender and a receiver write it, each from a thread of its own.
final class FlowTally: Sendable {
  struct Counts {
    var seen: [Bool] = []
    var received = 0
    var duplicated = 0
    var longestDelay: UInt64 = 0
    var longestGap: UInt64 = 0
    var lastArrival: UInt64
  }

  let sent = Atomic<Int>(0)
  /// Set once nothing more is sent.
  let isStopped = Atomic<Bool>(false)
  /// Set once nothing more is received.
  let isClosed = Atomic<Bool>(false)
  private let counts: Mutex<Counts>

  init(start: UInt64) { counts = Mutex(Counts(lastArrival: start)) }

  func count(_ packet: FlowPacket, at time: UInt64) {
    counts.withLock { counts in
      let index = Int(packet.number)
      while counts.seen.count <= index { counts.seen += Array(repeating: false, count: 4096) }
      if counts.seen[index] {
        counts.duplicated += 1
        return
      }
      counts.seen[index] = true
      counts.received += 1
      counts.longestDelay = max(counts.longestDelay, time - packet.sentAt)
      counts.longestGap = max(counts.longestGap, time - counts.lastArrival)
      counts.lastArrival = time
    }
  }

  var report: FlowReport {
    counts.withLock { counts in
      FlowReport(
        sent: sent.load(ordering: .acquiring), received: counts.received, duplicated: counts.duplicated,
        longestDelay: Double(counts.longestDelay) / 1e9, longestGap: Double(counts.longestGap) / 1e9)
    }
  }
}
