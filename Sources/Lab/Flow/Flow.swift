import Synchronization
package import WireGuard

/// UDP packets at an even rate between pairs of machines of a lab, both ways, each of them counted.
///
/// All sockets belong to this process, each in the network of its machine: one clock measures all ends.
package final class Flow: Sendable {
  /// An end of a pair: a machine, or several that hold one address, as where a network moves from one to another.
  ///
  /// A packet to the address counts as arrived whichever of them gets it; what they send, all of them send.
  package struct End {
    /// As the report calls it.
    var name: String
    /// A process in the network of each.
    var pids: [Int32]
    var address: IPAddress

    package init(name: String, pids: [Int32], address: IPAddress) {
      (self.name, self.pids, self.address) = (name, pids, address)
    }

    /// Sockets of all, at one port.
    fileprivate func open() throws(FlowError) -> [FlowSocket] {
      var sockets: [FlowSocket] = []
      do {
        for pid in pids { sockets.append(try FlowSocket(in: pid, at: address, port: sockets.first?.address.port ?? 0)) }
      } catch {
        for socket in sockets { socket.close() }
        throw error
      }
      return sockets
    }
  }

  private let names: [(from: String, to: String)]
  private let ways: [FlowThread.Way]
  private let rate: Int
  private let hasBegun = Atomic<Bool>(false)
  private let isStopped = Atomic<Bool>(false)
  /// Set once nothing more is sent.
  private let isClosed = Atomic<Bool>(false)
  private let isOver = Atomic<Bool>(false)
  private let hasEnded = Atomic<Bool>(false)

  /// Opens its sockets; ``begin()`` starts to send, ``stop()`` ends it.
  /// - Parameter rate: packets per second, each way of each pair.
  package init(_ pairs: [(End, End)], rate: Int) throws(FlowError) {
    var (names, ways): ([(String, String)], [FlowThread.Way]) = ([], [])
    do {
      for (one, other) in pairs {
        ways.append(FlowThread.Way(sockets: try one.open(), tally: FlowTally()))
        ways.append(FlowThread.Way(sockets: try other.open(), tally: FlowTally()))
        let (there, back) = (ways.count - 2, ways.count - 1)
        (ways[there].target, ways[back].target) = (
          ways[back].sockets.first?.address, ways[there].sockets.first?.address
        )
        names += [(one.name, other.name), (other.name, one.name)]
      }
    } catch {
      for socket in ways.flatMap(\.sockets) { socket.close() }
      throw error
    }
    (self.names, self.ways, self.rate) = (names, ways, rate)
    try FlowThread.start { [self] in
      FlowThread.receive(self.ways.flatMap(\.sockets), self.ways.map(\.tally)) { isOver.load(ordering: .acquiring) }
      hasEnded.store(true, ordering: .releasing)
    }
  }

  /// Starts to send. Once only.
  package func begin() throws {
    guard !hasBegun.exchange(true, ordering: .acquiringAndReleasing) else { return }
    try FlowThread.start { [self] in
      FlowThread.send(ways, rate: rate) { isStopped.load(ordering: .acquiring) }
      isClosed.store(true, ordering: .releasing)
    }
  }

  /// What became of the packets so far; those on their way count as lost.
  package var summary: FlowSummary {
    FlowSummary(
      directions: zip(names, ways).map { .init(from: $0.from, to: $0.to, report: $1.tally.report) })
  }

  /// Stops sending, waits for what is still on its way, five seconds at most, and says what became of all packets.
  package func stop() async throws -> FlowSummary {
    isStopped.store(true, ordering: .releasing)
    if hasBegun.load(ordering: .acquiring) {
      try await poll(atMost: .seconds(60)) { isClosed.load(ordering: .acquiring) }
      try await poll(atMost: .seconds(5)) { summary.total.lost == 0 }
    }
    isOver.store(true, ordering: .releasing)
    try await poll(atMost: .seconds(60)) { hasEnded.load(ordering: .acquiring) }
    for socket in ways.flatMap(\.sockets) { socket.close() }
    return summary
  }

  private func poll(atMost bound: Duration, until condition: () -> Bool) async throws {
    let end = ContinuousClock.now + bound
    while !condition(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(10)) }
  }
}
