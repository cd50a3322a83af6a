/// Who reaches whom in a lab: from every node to every address of every node, and of every computer behind one.
package struct PingMatrix: Sendable {
  /// Nodes, in the order of the rows.
  package var from: [String]
  /// Nodes and computers behind them, in the order of the columns, each with its addresses in the mesh.
  package var to: [(name: String, addresses: [String])]
  /// By node: the addresses that answered it.
  package var answered: [String: Set<String>]

  package var isComplete: Bool {
    from.allSatisfy { node in to.allSatisfy { reached($0.addresses, from: node) == $0.addresses.count } }
  }

  private func reached(_ addresses: [String], from node: String) -> Int {
    addresses.count { answered[node]?.contains($0) == true }
  }
}

extension PingMatrix: CustomStringConvertible {
  /// A row for each node; a cell says how many of the column's addresses answered, of how many.
  package var description: String {
    let width = from.map(\.count).max() ?? 0
    let head = pad("", width) + to.map { "  " + $0.name }.joined()
    let rows = from.map { node in
      pad(node, width)
        + to.map { column in
          let count = reached(column.addresses, from: node)
          let cell = count == column.addresses.count ? "✓ \(count)" : "✗ \(count)/\(column.addresses.count)"
          return "  " + pad(cell, column.name.count)
        }.joined()
    }
    return ([head] + rows).joined(separator: "\n")
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension Lab {
  /// Pings every address of the mesh, and of the networks behind nodes, from every node.
  package func ping() async throws -> PingMatrix {
    let machines = try LabState.load(folder).machines.filter { [.node, .client].contains($0.role) }
    let targets = machines.map { (name: $0.name, addresses: $0.inner.map { "\($0.address)" }) }
      .filter { !$0.addresses.isEmpty }.sorted { $0.name < $1.name }
    let nodes = machines.filter { $0.role == .node }.map(\.name).sorted()
    // A tunnel that is idle shakes hands first, and again after 5 s where the first time was lost (WireGuard's paper,
    // section 6.1): hence the second try and the patience.
    let script = """
      for address; do ( ping -c 2 -i 0.2 -W 7 "$address" >/dev/null 2>&1 && echo "$address" ) & done
      wait
      """
    let addresses = targets.flatMap(\.addresses)
    var matrix = PingMatrix(from: nodes, to: targets, answered: [:])
    for node in nodes {
      let outcome = try await run(["sh", "-c", script, "ping"] + addresses, on: node)
      matrix.answered[node] = Set(outcome.output.split(separator: "\n").map(String.init))
    }
    return matrix
  }
}
