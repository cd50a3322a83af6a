import Planning
import SSH
import WireGuard

/// Sends packets through tunnels that nothing is routed over yet, and waits until they are answered.
///
/// A packet with a mark takes a routing table of its own (ip-rule(8), `fwmark`), which has nothing but the way over the
/// tunnel: so it is the tunnel that is tried, with the real addresses at both ends, through both firewalls and past the
/// other host where something is reached through it. The answer takes whichever way the other end has.
struct Prover: Sendable {
  let fleet: Fleet
  let report: @Sendable (ApplyEvent) async -> Void

  /// The tunnels that stayed silent.
  func prove(_ proofs: [TunnelProof]) async -> [TunnelProof] {
    let clock = ContinuousClock()
    let start = clock.now
    var waiting = proofs
    while true {
      // The ends that begin come first: two handshakes that cross are both tried again, in step.
      let beginning = await silent(waiting.filter(\.begins))
      let dumb = Set(beginning.map { [$0.node, $0.peer] })
      let others = waiting.filter { !$0.begins }
      let following = await silent(others.filter { !dumb.contains([$0.peer, $0.node]) })
      waiting = beginning + others.filter { dumb.contains([$0.peer, $0.node]) } + following
      await report(
        .verifying(done: proofs.count - waiting.count, total: proofs.count, waiting: waiting.map(\.verification)))
      if waiting.isEmpty || clock.now - start > Verifier.patience || Task.isCancelled { break }
      try? await Task.sleep(for: .milliseconds(300))
    }
    await report(.verified(seconds: (clock.now - start).seconds, silent: []))
    return waiting
  }

  private func silent(_ proofs: [TunnelProof]) async -> [TunnelProof] {
    let byNode = Dictionary(grouping: proofs, by: \.node)
    let answers = await fleet.forEach(byNode.keys.sorted()) { node, host -> [TunnelProof] in
      let mine = byNode[node] ?? []
      guard let host, let result = try? await host.run(Self.script(mine)) else { return mine }
      let through = Set(result.output.split(separator: "\n").map(String.init))
      return mine.filter { proof in proof.targets.contains { !through.contains("\(proof.interface) \($0)") } }
    }
    return answers.values.flatMap(\.self).sorted { ($0.node, $0.peer) < ($1.node, $1.peer) }
  }

  /// Prints the interface and the address of each that answers. One that answers no packet at all, whichever way it takes,
  /// cannot be asked: then a handshake has to do.
  static func script(_ proofs: [TunnelProof]) -> ShellText {
    let tries = proofs.flatMap { proof in
      proof.targets.map { target -> ShellText in
        """
        ip \(target.family.option) route replace \(target) dev \(proof.interface) table \(table) || exit 1
        try \(proof.interface) \(target) \(proof.peerKey) &
        """
      }
    }
    let families = Set(proofs.flatMap(\.targets).map(\.family)).sorted { $0.rawValue < $1.rawValue }
    let rules = families.map { family -> ShellText in
      // Without the rule, or the route, it would be another tunnel that answers.
      """
      ip \(family.option) rule add fwmark \(mark) lookup \(table) || exit 1
      ip \(family.option) route replace unreachable default table \(table) metric 4294967295 || exit 1
      """
    }
    let loose = Set(proofs.map(\.interface)).sorted().map {
      "\(ReversePathCommand.loose("\($0)")) || exit 1" as ShellText
    }
    return ShellText(lines: [prelude] + rules + loose + tries + ["wait"])
  }

  /// Of packets that try a tunnel.
  static let mark = 22_359
  private static let table = 22_359

  private static let prelude: ShellText = """
    clean() {
      for family in -4 -6; do
        ip $family rule del fwmark \(mark) lookup \(table) 2>/dev/null
        ip $family route flush table \(table) 2>/dev/null
      done
      :
    }
    trap clean EXIT
    clean
    try() {
      if ping -m \(mark) -c 1 -W 2 "$2" >/dev/null 2>&1 || ! ping -c 1 -W 2 "$2" >/dev/null 2>&1; then
        set -- "$1" "$2" $(wg show "$1" latest-handshakes | grep -F "$3")
        if test "${4:-0}" -gt 0; then echo "$1 $2"; fi
      fi
    }
    """
}

extension TunnelProof {
  /// As one of the tunnels that an apply waits for.
  var verification: Verification {
    Verification(
      node: node, interface: interface, peer: peerKey, peerName: peer, target: targets.first, canStart: begins)
  }
}
