import Planning
import WireGuard

/// How a cutover of keys came out, read from what every host said.
struct RotationResults {
  private let reports: [String: JobReport]
  private let switches: [String: KeySwitchOutcome]
  private let rotations: [KeyRotation]

  init(_ rotations: [KeyRotation], _ reports: [String: JobReport]) {
    self.reports = reports
    self.rotations = rotations
    switches = Dictionary(
      rotations.compactMap { rotation in
        reports[rotation.node].flatMap(KeySwitchOutcome.read).map { (rotation.node, $0) }
      }, uniquingKeysWith: { first, _ in first })
  }

  func outcome(of node: String) -> NodeOutcome {
    guard let report = reports[node] else { return .late("it was lost during the switch, and decides by itself") }
    if case .commitFailed(let said) = report.state { return .recoveryNeeded(said) }
    if report.state == .lost { return .late("it was started again in the middle of the switch") }
    return switches[node].map(outcome) ?? peerOutcome(of: node, report)
  }

  private func outcome(_ change: KeySwitchOutcome) -> NodeOutcome {
    switch change {
    case .stays: .changed
    case .wentBack(let silent):
      .reverted("it took its old key back: no handshake under the new one with \(silent.joined(separator: ", "))")
    case .notSwitched(let reason): .skipped("its key was not switched: \(reason)")
    }
  }

  private func peerOutcome(of name: String, _ report: JobReport) -> NodeOutcome {
    guard let landings = LandingOutcome.read(report) else {
      return .skipped("nothing was moved: \(report.lines.last ?? "its job was disarmed")")
    }
    // One that says nothing had no room to say it.
    let expected = rotations.filter { $0.tunnels.contains { $0.peer == name } }.map(\.node)
    let failed = expected.filter { if case .landed? = landings[$0] { false } else { true } }.sorted()
    guard let node = failed.first else { return .changed }
    switch switches[node] {
    case .wentBack, .notSwitched: return .skipped("\(node) is on its old key again")
    case .stays, nil: return .late("no handshake yet under the new key of \(node), which it follows by itself")
    }
  }
}
