import CLinux
import Glibc

/// The threads of a flow: one sends all directions, one receives them. A pool's thread would be late.
enum FlowThread {
  /// Nanoseconds.
  private static let longestLateness: UInt64 = 50_000_000

  /// One direction, as its sender sees it.
  struct Way: Sendable {
    /// All of them send each packet.
    var sockets: [FlowSocket]
    var target: SocketAddress?
    var tally: FlowTally
  }

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
        // Others' work on this machine would look like a gap; the right to go first may be missing. Of this thread
        // alone, whatever setpriority(2) says of processes (pthreads(7)).
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, -20)
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, payload.toOpaque())
    guard failure == 0 else {
      payload.release()
      throw .system("starting a thread", failure)
    }
    pthread_detach(thread)
  }

  /// Sends at an even pace until told to stop, the directions in turn; a packet that is a little late does not make the
  /// next ones late.
  ///
  /// After a longer stop of the sender itself the pace begins anew: a burst of all that was missed would fill queues on
  /// the way, and the flow would count its own losses.
  static func send(_ ways: [Way], rate: Int, isStopped: () -> Bool) {
    let interval = 1_000_000_000 / UInt64(max(1, rate) * ways.count)
    var start = FlowPacket.now()
    for way in ways { way.tally.begin(at: start) }
    var count: UInt64 = 0
    while !isStopped() {
      let due = start + count * interval
      if FlowPacket.now() < due {
        var time = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil)
      }
      let (number, direction) = count.quotientAndRemainder(dividingBy: UInt64(ways.count))
      let way = ways[Int(direction)]
      let now = FlowPacket.now()
      way.tally.countSending(at: now, due: due)
      if now - due > longestLateness { start += now - due }
      let packet = FlowPacket(direction: direction, number: number, sentAt: now)
      if let target = way.target { for socket in way.sockets { socket.send(packet, to: target) } }
      count += 1
    }
  }

  /// Receives all directions until the flow is over.
  static func receive(_ sockets: [FlowSocket], _ tallies: [FlowTally], isOver: () -> Bool) {
    var entries = sockets.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    while !isOver() {
      var bound = timespec(tv_sec: 0, tv_nsec: 50_000_000)
      guard ppoll(&entries, nfds_t(entries.count), &bound, nil) > 0 else { continue }
      for (index, entry) in entries.enumerated() where entry.revents != 0 {
        while let packet = sockets[index].receive() {
          // Anybody in the lab could send here.
          guard packet.direction < UInt64(tallies.count) else { continue }
          tallies[Int(packet.direction)].count(packet, at: FlowPacket.now())
        }
      }
    }
  }
}
