import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// The walk against packets that flow while a plan is carried out, in orders that chance picks.
@Suite struct ContinuityPacketTests {
  @Test(arguments: 0..<150) func aPlanLosesNoPacket(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let input = try RotationCrashTests.Case(using: &generator).fleet.input()
    let plan = try Planner.plan(input)
    for order in 0..<3 {
      var run = PacketRun(input, seed: seed * 100 + order)
      run.run(plan)
      #expect(run.lost.isEmpty, "seed \(seed), order \(order)")
    }
  }

  /// What a plan that is put out of order loses is what the walk names.
  @Test func whatIsLostIsNamed() throws {
    var (mutated, lossy) = (0, 0)
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: seed)
      let input = try RotationCrashTests.Case(using: &generator).fleet.input()
      var plan = try Planner.plan(input)
      guard plan.mutate(using: &generator) else { continue }
      mutated += 1
      let named = Set(
        Continuity(of: plan, input, mostStates: 0).violations.map { [$0.tunnel.first, $0.tunnel.second] })
      var lost: Set<[String]> = []
      for order in 0..<6 {
        var run = PacketRun(input, seed: seed * 100 + order)
        run.run(plan)
        lost.formUnion(run.lost)
      }
      lossy += lost.isEmpty ? 0 : 1
      #expect(lost.isSubset(of: named), "seed \(seed)")
    }
    print("\(mutated) plans put out of order, \(lossy) of them lost packets")
    #expect(lossy > mutated / 5, "else they show nothing")
  }
}

extension Plan {
  /// Puts something out of order; fails where there is nothing to.
  fileprivate mutating func mutate(using generator: inout SeededGenerator) -> Bool {
    guard let wave = waves.indices.randomElement(using: &generator),
      let place = waves[wave].work.indices.randomElement(using: &generator), !waves[wave].work[place].steps.isEmpty
    else { return false }
    switch Int.random(in: 0..<5, using: &generator) {
    case 0:
      guard waves.count > 1 else { return false }
      waves.swapAt(wave, wave == 0 ? 1 : wave - 1)
    case 1: waves[wave].work.remove(at: place)
    case 2: waves[wave].work[place].steps.shuffle(using: &generator)
    case 3: return moveSteps(of: place, in: wave, using: &generator)
    default:
      let lands = waves[wave].work[place].steps.contains { if case .land = $0 { true } else { false } }
      guard lands else { return false }
      waves[wave].work[place].steps = waves[wave].work[place].steps.map { step in
        guard case .land(var landing) = step else { return step }
        landing.gapTicks = 0
        return .land(landing)
      }
    }
    return true
  }

  /// What one node does in one wave it does in another.
  private mutating func moveSteps(of place: Int, in wave: Int, using generator: inout SeededGenerator) -> Bool {
    let work = waves[wave].work[place]
    guard let other = waves.indices.filter({ $0 != wave }).randomElement(using: &generator),
      let target = waves[other].work.firstIndex(where: { $0.node == work.node })
    else { return false }
    waves[wave].work[place].steps = []
    waves[other].work[target].steps += work.steps
    return true
  }
}
