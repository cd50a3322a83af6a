import ArgumentParser
import Diagnostics
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
}
