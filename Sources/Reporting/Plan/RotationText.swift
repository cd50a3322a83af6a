import Planning
import WireGuard

/// What a plan says of the keys that switch.
struct RotationText {
  let style: TextStyle

  /// A line a node: `hub-b  ~ key  Ab3x…Q= → Xy9q…c=`.
  /// - Parameter beside: Nodes whose keys switch while the traffic takes second interfaces.
  func keys(_ rotations: [KeyRotation], beside: Set<String>) -> String {
    let width = rotations.map(\.node.count).max() ?? 0
    return rotations.map { rotation in
      let line =
        "  \(rotation.node.padded(to: width))  \(style.symbol(.change)) key  "
        + "\(rotation.old.abbreviation) → \(rotation.new.abbreviation)"
      let change = line + (beside.contains(rotation.node) ? "   beside, over second interfaces" : "")
      guard !rotation.without.isEmpty else { return change }
      return change + "   without \(rotation.without.joined(separator: ", ")): cut off until back"
    }.joined(separator: "\n")
  }

  /// Whether the queues hold what is sent during the switch, and where they do not, what is lost.
  func forecast(_ plan: Plan) -> String {
    guard plan.lossy.isEmpty else { return losses(plan.lossy) }
    let most = plan.forecasts.max { $0.timing.queuedAtNode < $1.timing.queuedAtNode }
    guard let most, most.timing.queuedAtNode > 0 else { return "Forecast: no loss." }
    return
      "Forecast: no loss. At most \(most.timing.queuedAtNode) of 128 packets wait, at \(most.node) for \(most.peer)."
  }

  private func losses(_ forecasts: [LossForecast]) -> String {
    let lines = forecasts.map { forecast in
      let milliseconds = forecast.timing.roundTrip / 1000
      return "  \(forecast.node) ↔ \(forecast.peer)   about \(forecast.timing.expectedLoss) packets lost: "
        + "a round trip of \(milliseconds) ms at this rate outruns 128 queued packets"
    }
    return (["Forecast: this loses packets, and is applied only with --accept-loss."] + lines).joined(separator: "\n")
  }
}
