import Foundation
import WireGuard

extension Lab {
  /// The directions of a way, seen from the machine that it is named after.
  package enum Direction: Hashable, Sendable {
    case both
    case out
    case `in`
  }

  /// Delays what a machine sends and is sent, or loses some of it, until ``removeDelays(of:to:traffic:direction:)``.
  ///
  /// It happens at the lab's internet, one way at a time: packets that do not cross it (between a node and a computer
  /// behind it, or two behind one NAT) are never delayed.
  /// - Parameters:
  ///   - other: the machine at the other end of the path; `nil` for all that the first sends and is sent.
  ///   - milliseconds: one way, 0 to 60,000.
  ///   - loss: percent.
  ///   - program: `weft` itself.
  package func delay(
    _ machine: String, to other: String? = nil, milliseconds: Double, loss: Double = 0, seed: Int = 1,
    traffic: Delay.Traffic = .all, direction: Direction = .both, program: String = RunningProgram.path
  ) async throws {
    let lock = try await LabLock(folder)
    var table = try DelayTable.load(folder)
    for (from, to) in try ways(machine, other, direction) {
      table.set(Delay(from: from, to: to, traffic: traffic, milliseconds: milliseconds, loss: loss, seed: seed))
    }
    try await startForwarder(program)
    try await apply(table)
    _ = consume lock
  }

  /// Takes delays away: all of a machine, or those that the other parameters name.
  /// - Parameter traffic: `nil` for whatever the delays are of.
  package func removeDelays(
    of machine: String, to other: String? = nil, traffic: Delay.Traffic? = nil, direction: Direction = .both
  ) async throws {
    let lock = try await LabLock(folder)
    var table = try DelayTable.load(folder)
    let site = try site(of: machine, LabState.load(folder)).machine
    let peer = try other.map { try self.site(of: $0, LabState.load(folder)).machine }
    table.removeAll { delay in
      let isOut = delay.from?.machine == site && (peer == nil || delay.to?.machine == peer)
      let isIn = delay.to?.machine == site && (peer == nil || delay.from?.machine == peer)
      return (isOut && direction != .in || isIn && direction != .out) && (traffic == nil || delay.traffic == traffic)
    }
    if forwarder != nil { try await apply(table) }
    _ = consume lock
  }

  /// Every delay that is there.
  package func delays() throws -> [Delay] {
    _ = try LabState.load(folder)
    return try DelayTable.load(folder).delays
  }

  private func ways(
    _ machine: String, _ other: String?, _ direction: Direction
  ) throws -> [(from: Delay.Site?, to: Delay.Site?)] {
    let state = try LabState.load(folder)
    let (near, far) = (try site(of: machine, state), try other.map { try site(of: $0, state) })
    guard near.machine != far?.machine else {
      throw LabError.unsupported(node: machine, reason: "its way to \(other ?? machine) does not cross the internet")
    }
    return (direction == .in ? [] : [(near, far)]) + (direction == .out ? [] : [(far, near)])
  }

  /// Where a machine's packets cross the internet: its own port there, or that of the NAT before it.
  private func site(of name: String, _ state: LabState) throws -> Delay.Site {
    let machine = try state.machine(name)
    guard let uplink = machine.uplink else {
      throw LabError.unsupported(node: name, reason: "it is the internet: every way leads through it")
    }
    if uplink.machine == Underlay.internet {
      return Delay.Site(machine: name, port: uplink.port, addresses: uplink.addresses + uplink.routed)
    }
    guard try state.machine(uplink.machine).role == .nat else {
      throw LabError.unsupported(
        node: name, reason: "its packets cross the internet in the tunnels of \(uplink.machine)")
    }
    return try site(of: uplink.machine, state)
  }

  /// Process id of the forwarder; `nil` where there is none yet.
  private var forwarder: Int32? { Processes.forwarder(folder) }

  private func startForwarder(_ program: String) async throws {
    guard forwarder == nil else { return }
    let internet = try process(of: Underlay.internet)
    // In the internet's process namespace: the lab's end is its end. `cat` ends when the forwarder has let go of its
    // output: then it is ready, or has failed.
    let start = [
      "nsenter", "--target", "\(internet)", "--pid", "--net", "sh", "-c",
      "{ setsid \"$@\" </dev/null & } 2>&1 | cat", "start", program, "lab", "forward", "--lab",
      name,
    ]
    let result = try await Command.run(start)
    guard result.output.hasSuffix("ready\n") else {
      throw LabError.failed(
        machine: Underlay.internet, action: "starting the forwarder", output: result.output + result.errorOutput)
    }
    let link = "link set \(DelayRouting.device) txqueuelen 20000 up"
    try await routing { [link] + DelayRouting.setUp($0) }
  }

  /// The file first: from the moment that packets are routed to the forwarder, it knows what to do with them.
  private func apply(_ table: DelayTable) async throws {
    try table.save(folder)
    try await routing { DelayRouting.change(to: table, $0) }
  }

  private func routing(_ lines: (IPAddress.Family) -> [String]) async throws {
    let internet = try process(of: Underlay.internet)
    for family in IPAddress.Family.allCases {
      let command = Entering.network(["ip", "-\(family.rawValue)", "-batch", "-"], of: internet)
      _ = try await Command.output(
        of: command, for: Underlay.internet, doing: "routing to the forwarder",
        input: lines(family).joined(separator: "\n") + "\n")
    }
  }
}
