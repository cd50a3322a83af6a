import Diagnostics
import Planning
import TestSupport
import Testing

@testable import Reconciliation

struct ApplyResultTests {
  struct Case: Sendable {
    var outcomes: [String: NodeOutcome]
    var exit: Diagnostics.ExitStatus
    var isComplete: Bool?
    var isStuck: Bool
  }

  private static let cases = [
    Case(outcomes: [:], exit: .done, isStuck: false),
    Case(outcomes: ["a": .changed, "b": .unchanged], exit: .done, isStuck: false),
    Case(outcomes: ["a": .changed, "b": .late("x")], exit: .unreached, isStuck: false),
    Case(outcomes: ["a": .late("x"), "b": .late("x")], exit: .unreached, isComplete: false, isStuck: false),
    Case(outcomes: ["a": .changed, "b": .skipped("x")], exit: .error, isStuck: true),
    // A cutover that waits for nobody: the others go on without the node that was lost.
    Case(outcomes: ["a": .late("x"), "b": .skipped("x")], exit: .error, isStuck: false),
    Case(outcomes: ["a": .late("x"), "b": .reverted("x")], exit: .reverted, isStuck: true),
    Case(outcomes: ["a": .recoveryNeeded("x"), "b": .reverted("x")], exit: .recoveryNeeded, isStuck: true),
  ]

  @Test(arguments: cases) func theExitCodeIsThatOfTheWorstNode(example: Case) throws {
    let result = ApplyResult(outcomes: example.outcomes, silent: [], remaining: try inStep(), verified: 0)
    #expect(result.exitStatus == example.exit)
    #expect(result.isComplete == example.isComplete ?? [.done, .unreached].contains(example.exit))
    #expect(ApplyRound(outcomes: example.outcomes).isStuck == example.isStuck)
  }

  /// One that was not reached to be confirmed, nor afterwards, took nothing back that anybody saw.
  @Test func whoCannotBeReachedAnyMoreIsLost() throws {
    let scene = try Scene(nodes: 3)
    var observed = try scene.inStep()
    observed["n3"] = nil
    let late = try Planner.plan(scene.input(observed: observed, applied: scene)).late
    var round = ApplyRound(outcomes: ["n1": .reverted("x"), "n2": .changed, "n3": .reverted("x")])
    round.lose(late)
    #expect(round.outcomes == ["n1": .reverted("x"), "n2": .changed, "n3": .late("connection refused")])
    #expect(round.hasLost && round.isStuck)
    var needing = ApplyRound(outcomes: ["n3": .recoveryNeeded("x")])
    needing.lose(late)
    #expect(needing.isStuck, "it said so itself")
    var alone = ApplyRound(outcomes: ["n2": .changed, "n3": .reverted("x")])
    alone.lose(late)
    #expect(alone.hasLost && !alone.isStuck)
  }

  @Test func whatTheHostsStillNeedIsNotDone() throws {
    let scene = try Scene(nodes: 2)
    let plan = try Planner.plan(scene.input())
    let result = ApplyResult(outcomes: ["n1": .changed], silent: [], remaining: plan, verified: 0)
    #expect(result.exitStatus == .error && !result.isComplete)
  }

  /// The hosts are read back at the end, and what they say counts: `n1` answered too late, `n3` is gone since.
  @Test func theLastReadingDecides() throws {
    let scene = try Scene(nodes: 3)
    var observed = try scene.inStep()
    observed["n3"] = nil
    var result = ApplyResult(
      outcomes: ["n1": .late("the session ended"), "n3": .changed], silent: [], remaining: try inStep(), verified: 0)
    result.settle(by: try Planner.plan(scene.input(observed: observed, applied: scene)))
    #expect(result.outcomes == ["n1": .changed, "n2": .unchanged, "n3": .late("connection refused")])
    #expect(result.exitStatus == .unreached)
  }

  private func inStep() throws -> Plan {
    let scene = try Scene(nodes: 2)
    return try Planner.plan(scene.input(observed: scene.inStep(), applied: scene))
  }
}
