package import WireGuard

extension Lab {
  /// A flow between the mesh addresses of two nodes each, or of computers behind them. It sends nothing yet.
  /// - Parameter rate: packets per second, each way of each pair.
  package func flow(
    between pairs: [(String, String)], rate: Int, family: IPAddress.Family = .ipv4
  ) throws -> Flow {
    try flow(between: pairs.map { ($0, [$1], nil) }, rate: rate, family: family)
  }

  /// A flow to one address that several machines hold. It sends nothing yet.
  /// - Parameter rate: packets per second, each way.
  package func flow(from name: String, to holders: [String], at address: IPAddress, rate: Int) throws -> Flow {
    try flow(between: [(name, holders, address)], rate: rate, family: address.family)
  }

  private func flow(
    between pairs: [(String, [String], IPAddress?)], rate: Int, family: IPAddress.Family
  ) throws -> Flow {
    let state = try LabState.load(folder)
    let running = Processes.machines(folder)
    func end(_ names: [String], _ address: IPAddress?) throws -> Flow.End {
      let machines = try names.map(state.machine)
      guard let address = address ?? machines.first?.inner.first(where: { $0.family == family })?.address else {
        throw FlowError.noAddress(machine: names.joined(separator: ","))
      }
      let pids = try names.map { name in
        guard let pid = running[name] else { throw LabError.machineDown(name) }
        return pid
      }
      return Flow.End(name: names.joined(separator: ","), pids: pids, address: address)
    }
    return try Flow(pairs.map { (try end([$0], nil), try end($1, $2)) }, rate: rate)
  }

  /// A node and each node that it has a declared tunnel to.
  /// - Throws: ``FlowError/noTunnel(node:)``.
  package func tunnels(of node: String) throws -> [(String, String)] {
    let state = try LabState.load(folder)
    _ = try state.machine(node)
    let pairs = state.tunnels.filter { $0.contains(node) }.compactMap { $0.first { $0 != node } }
    guard !pairs.isEmpty else { throw FlowError.noTunnel(node: node) }
    return pairs.map { (node, $0) }
  }

  /// Waits until a shell command succeeds on a machine; it is tried again every 10 ms.
  package func wait(until condition: String, on machine: String) async throws {
    // A write that nobody reads fails: so the loop ends with this process, or with the task.
    let script = """
      until eval "$1" >/dev/null; do
        echo 2>/dev/null || exit 1
        sleep 0.01 2>/dev/null || sleep 1
      done
      """
    let outcome = try await run(["sh", "-c", script, "wait", condition], on: machine)
    try Task.checkCancellation()
    guard outcome.exitCode == 0 else {
      throw LabError.failed(machine: machine, action: "waiting for \(condition)", output: outcome.errorOutput)
    }
  }
}
