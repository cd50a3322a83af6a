import Synchronization
package import WireGuard

/// UDP packets at an even rate between two machines of a lab, both ways, each of them counted.
///
/// Both sockets belong to this process, each in the network of its machine: one clock measures both ends.
package final class Flow: Sendable {
  private let ends: (FlowSocket, FlowSocket)
  private let forward: FlowTally
  private let backward: FlowTally
  private let isOver = Atomic<Bool>(false)
  private let receivers = Atomic<Int>(2)

  /// Starts to send; ``stop()`` ends it.
  /// - Parameters:
  ///   - rate: packets per second, each way.
  ///   - port: UDP port at both ends.
  package init(
    from: (pid: Int32, address: IPAddress), to: (pid: Int32, address: IPAddress), rate: Int, port: UInt16 = 9
  ) throws(FlowError) {
    let first = try FlowSocket(in: from.pid, at: from.address, port: port)
    let second = try FlowSocket(in: to.pid, at: to.address, port: port)
    ends = (first, second)
    let start = FlowPacket.now()
    forward = FlowTally(start: start)
    backward = FlowTally(start: start)
    let (forward, backward) = (forward, backward)
    try FlowThread.start { [self] in receive(second, forward) }
    try FlowThread.start { [self] in receive(first, backward) }
    let (there, back) = (SocketAddress(to.address, port: port), SocketAddress(from.address, port: port))
    try FlowThread.start { FlowThread.send(first, to: there, rate: rate, tally: forward) }
    try FlowThread.start { FlowThread.send(second, to: back, rate: rate, tally: backward) }
  }

  private func receive(_ socket: FlowSocket, _ tally: FlowTally) {
    FlowThread.receive(socket, tally: tally) { isOver.load(ordering: .acquiring) }
    receivers.subtract(1, ordering: .acquiringAndReleasing)
  }

  /// What became of the packets so far; those on their way count as lost.
  package var reports: (forward: FlowReport, backward: FlowReport) { (forward.report, backward.report) }

  /// Stops sending, waits for what is still on its way, five seconds at most, and says what became of all packets.
  package func stop() async throws -> (forward: FlowReport, backward: FlowReport) {
    for tally in [forward, backward] { tally.isStopped.store(true, ordering: .releasing) }
    try await poll(atMost: .seconds(60)) { [forward, backward].allSatisfy { $0.isClosed.load(ordering: .acquiring) } }
    try await poll(atMost: .seconds(5)) { [forward, backward].allSatisfy { $0.report.lost == 0 } }
    isOver.store(true, ordering: .releasing)
    try await poll(atMost: .seconds(60)) { receivers.load(ordering: .acquiring) == 0 }
    ends.0.close()
    ends.1.close()
    return reports
  }

  private func poll(atMost bound: Duration, until condition: () -> Bool) async throws {
    let end = ContinuousClock.now + bound
    while !condition(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(10)) }
  }
}

extension Lab {
  /// Starts a flow between the mesh addresses of two nodes, or of computers behind them.
  /// - Parameter rate: packets per second, each way.
  package func startFlow(
    from: String, to: String, rate: Int, family: IPAddress.Family = .ipv4
  ) throws -> Flow {
    let state = try LabState.load(folder)
    let ends = try [from, to].map { name in
      let machine = try state.machine(name)
      guard let address = machine.inner.first(where: { $0.family == family })?.address else {
        throw FlowError.noAddress(machine: name)
      }
      return (pid: try process(of: name), address: address)
    }
    return try Flow(from: ends[0], to: ends[1], rate: rate)
  }
}
