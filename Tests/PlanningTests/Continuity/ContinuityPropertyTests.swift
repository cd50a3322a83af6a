import Planning
import TestSupport
import Testing

/// Random meshes, random changes, random crashes: what is up stays up, and both walks say so.
@Suite struct ContinuityPropertyTests {
  @Test(arguments: 0..<200, [false, true])
  func noPlanInterruptsWhatItKeeps(seed: Int, beside: Bool) throws {
    var generator = SeededGenerator(seed: seed)
    var situation = try RotationCrashTests.Case(using: &generator)
    if beside { situation.rotateBeside(using: &generator) }
    var fleet = situation.fleet
    for round in 0..<3 {
      let input = try fleet.input()
      let plan = try Planner.plan(input)
      #expect(plan.continuity.interruptions.isEmpty, "seed \(seed), round \(round)")
      let single = Continuity(of: plan, input, mostStates: 0)
      #expect(single.interruptions.isEmpty, "seed \(seed), round \(round)")
      #expect(single.tunnels == plan.continuity.tunnels, "seed \(seed), round \(round)")
      guard !plan.isEmpty else { break }
      fleet.crash(plan, using: &generator)
      fleet.settle(using: &generator)
    }
  }

  /// Nodes that are away keep what they have, and are not judged by what they might be.
  @Test(arguments: 0..<100)
  func nodesThatAreAwayAreNotInterrupted(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    var fleet = try RotationCrashTests.Case(using: &generator).fleet
    fleet.unreached = ["n\(Int.random(in: 1...3, using: &generator))"]
    let plan = try Planner.plan(fleet.input())
    #expect(plan.continuity.interruptions.isEmpty, "seed \(seed)")
  }
}
