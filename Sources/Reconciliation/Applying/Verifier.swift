import Planning
import SSH
import WireGuard

/// Waits for the handshakes of the tunnels that an apply made, and sends something through those that are idle.
struct Verifier: Sendable {
  let fleet: Fleet
  let report: @Sendable (ApplyEvent) async -> Void

  /// WireGuard tries a handshake again after 5 s (section 6.1, REKEY-TIMEOUT): this leaves room for four tries.
  static let patience: Duration = .seconds(22)

  /// The tunnels that stayed silent.
  func verify(_ tunnels: [Verification]) async -> [Verification] {
    guard !tunnels.isEmpty else { return [] }
    let clock = ContinuousClock()
    let start = clock.now
    var waiting = tunnels
    while true {
      waiting = await silent(waiting)
      await report(.verifying(done: tunnels.count - waiting.count, total: tunnels.count, waiting: waiting))
      if waiting.isEmpty || clock.now - start > Self.patience || Task.isCancelled { break }
      try? await Task.sleep(for: .milliseconds(300))
    }
    await report(.verified(seconds: (clock.now - start).seconds, silent: waiting))
    return waiting
  }

  /// Asks every node once for all its tunnels, and those without a handshake are sent a packet.
  private func silent(_ tunnels: [Verification]) async -> [Verification] {
    let byNode = Dictionary(grouping: tunnels, by: \.node)
    let answers = await fleet.forEach(byNode.keys.sorted()) { node, host -> [Verification] in
      let mine = byNode[node] ?? []
      guard let host, let result = try? await host.run(Self.probe(mine)) else { return mine }
      let up = Set(result.output.split(separator: "\n").map(String.init))
      return mine.filter { !up.contains($0.peer.description) }
    }
    return answers.values.flatMap(\.self).sorted { ($0.node, $0.peerName) < ($1.node, $1.peerName) }
  }

  /// Prints the keys of the peers that have shaken hands, then nudges the others: any packet starts a handshake.
  static func probe(_ tunnels: [Verification]) -> ShellText {
    let lines = tunnels.map { tunnel -> ShellText in
      let nudge: ShellText =
        tunnel.target.map { "ping -c 1 -W 1 -I \(tunnel.interface) \($0) >/dev/null 2>&1 &" } ?? ":"
      return """
        set -- $(wg show \(tunnel.interface) latest-handshakes | grep -F \(tunnel.peer))
        if test "${2:-0}" -gt 0; then echo \(tunnel.peer); else \(nudge)
        fi
        """
    }
    return ShellText(lines: lines)
  }
}

extension Duration {
  /// Seconds with their fraction.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
