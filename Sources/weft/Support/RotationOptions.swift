import ArgumentParser
import Diagnostics
import MeshModel
import Planning

/// What a reader accepts for the sake of a new key.
struct RotationOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: "Peers that are not reached and do not hold up the rotations of others: they are cut off until they are back."
  )
  var without: [String] = []
}

extension Plan {
  /// Stops where keys would switch at a loss that nobody accepted.
  func checkLoss() throws {
    guard !lossy.isEmpty else { return }
    let tunnels = lossy.map { "\($0.node) ↔ \($0.peer)" }.joined(separator: ", ")
    let loss = lossy.reduce(0) { $0 + $1.timing.expectedLoss }
    throw Failure(
      Diagnostic(
        code: "rotation-loses", "switching keys now would lose about \(loss) packets: \(tunnels)",
        consequence: "Nothing was touched.",
        remedy: "Wait for a quieter time; or accept it: `weft apply --accept-loss`."),
      exit: .refused)
  }

  /// Stops where the order of the steps themselves would lose packets, which no declaration asks for.
  func checkContinuity() throws {
    let violations = continuity.violations
    guard !violations.isEmpty else { return }
    let tunnels = violations.map(\.tunnel.description).joined(separator: ", ")
    throw Failure(
      Diagnostic(
        code: "plan-interrupts", "the order of this plan would interrupt \(tunnels)",
        consequence: "Nothing was touched. Nothing that is declared asks for it: it is a fault of Weft's.",
        remedy: "Report it, with the plan: `weft plan --format json`. To apply it all the same: "
          + "`weft apply --accept-loss`."),
      exit: .refused)
  }
}
