import Foundation
import TestSupport
import Testing

/// Every fault at every step of a rotation: `make test-faults`.
@Suite(.serialized, .needsLab, .enabled(if: FaultChoice.isAsked), .timeLimit(.minutes(60)))
struct FaultMatrix {
  @Test(arguments: FaultChoice.steps)
  func everyFaultIsSurvived(at step: ProtocolStep) async throws {
    try await withScene(example: step.isBeside ? LabScene.onlyFewBeside : LabScene.onlyFew) { scene in
      try await scene.applied()
      for fault in FaultChoice.faults where fault.concerns(step) {
        let result = try await scene.cell(step, fault).run()
        print(result.row(step, fault))
        if ![0, 137].contains(result.faulted.exitCode) { print(result.faulted) }
        #expect(result.isGood, "\(step.name), \(fault.rawValue): \(result.faulted)\n\(result.next)")
        // The next fault begins with a mesh that is in step.
        if !result.isGood { try await scene.controller(["weft", "apply", "--yes"], within: 400).checked() }
      }
    }
  }
}

/// What `make test-faults` was asked for: `all`, or names of steps and faults.
enum FaultChoice {
  private static let asked = ProcessInfo.processInfo.environment["WEFT_FAULTS"]?.split(separator: " ").map(String.init)

  static var isAsked: Bool { asked?.isEmpty == false }
  static var steps: [ProtocolStep] { chosen(ProtocolStep.all + ProtocolStep.beside, \.name) }
  static var faults: [Fault] { chosen(Fault.allCases, \.rawValue) }

  /// Those whose names were asked for; all of them where none was.
  private static func chosen<Value>(_ values: [Value], _ name: (Value) -> String) -> [Value] {
    let chosen = values.filter { asked?.contains(name($0)) ?? false }
    return chosen.isEmpty ? values : chosen
  }
}

extension ProtocolStep: CustomTestStringConvertible {
  var testDescription: String { name }
}

extension LabScene {
  /// The hub's key is rotated: it has a tunnel to everyone, and one of them is managed through it.
  func cell(_ step: ProtocolStep, _ fault: Fault) -> FaultCell {
    FaultCell(
      scene: self, step: step, fault: fault, node: "hub-a", address: "10.10.0.1",
      peers: [
        "ams-1": "10.10.0.11", "fra-1": "10.10.0.12", "branch-1": "10.10.0.21", "branch-3": "10.10.0.23",
      ], peer: "fra-1")
  }
}
