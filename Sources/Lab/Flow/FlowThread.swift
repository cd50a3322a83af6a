import Glibc
import Synchronization

/// A thread that sends or receives one direction of a flow: a pool's thread would be late.
enum FlowThread {
  /// Nanoseconds.
  private static let longestLateness: Int64 = 50_000_000

  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func start(_ body: @escaping @Sendable () -> Void) throws(FlowError) {
    var thread = pthread_t()
    let payload = Unmanaged.passRetained(Body(body))
    let failure = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, payload.toOpaque())
    guard failure == 0 else {
      payload.release()
      throw .system("starting a thread", failure)
    }
    pthread_detach(thread)
  }

  /// Sends at an even pace until told to stop; a packet that is a little late does not make the next ones late.
  ///
  /// After a longer stop of the sender itself the pace begins anew: a burst of all that was missed would fill queues on
  /// the way, and the flow would count its own losses.
  static func send(_ socket: FlowSocket, to target: SocketAddress, rate: Int, tally: FlowTally) {
    let interval = UInt64(1_000_000_000 / max(1, rate))
    var start = FlowPacket.now()
    var number: UInt64 = 0
    while !tally.isStopped.load(ordering: .acquiring) {
      let lateness = Int64(FlowPacket.now()) - Int64(start + number * interval)
      if lateness > longestLateness { start += UInt64(lateness) }
      let due = start + number * interval
      var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
      clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
      socket.send(FlowPacket(number: number, sentAt: FlowPacket.now()), to: target)
      number += 1
      tally.sent.store(Int(number), ordering: .releasing)
    }
    tally.isClosed.store(true, ordering: .releasing)
  }

  /// Receives until the flow is over and what was sent has had its time to arrive.
  static func receive(_ socket: FlowSocket, tally: FlowTally, isOver: () -> Bool) {
    while !isOver() {
      guard let packet = socket.receive() else { continue }
      tally.count(packet, at: FlowPacket.now())
    }
  }
}
