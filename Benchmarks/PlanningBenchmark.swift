import Foundation
import MeshModel
import Planning
import WireGuard

/// What planning costs, in seconds of this machine: a full mesh, all hosts in memory.
///
/// Usage: `make bench`, or `Benchmarks [NODES]`.
@main
enum PlanningBenchmark {
  static func main() throws {
    let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1000
    let fleet = try BenchmarkFleet(nodes: count)
    let (compiler, load) = try timed { try fleet.compiler(count) }
    let (desired, compile) = timed { compiler.nodes.map { compiler.desired($0.name) } }
    let nodes = desired.compactMap { $0 }
    print("\(count) nodes, \(count * (count - 1)) peer entries")
    print("  read and check          \(text(load))")
    print("  compile every node      \(text(compile))")
    try plan("all in step", fleet.input(nodes, missing: nil))
    try plan("one node is new", fleet.input(nodes, missing: count - 1))
    try plan("one key is rotated", fleet.input(nodes, rotating: count / 2))
    var beside = fleet.input(nodes, rotating: count / 2)
    beside.rotation.parallel = [nodes[count / 2].name]
    try plan("the same, beside", beside)
    try plan("all are new", fleet.input(nodes, missing: 0))
  }

  /// Plans, and walks the plan's continuity once more, to tell how much of the time that is.
  private static func plan(_ what: String, _ input: PlanningInput) throws {
    let (plan, all) = try timed { try Planner.plan(input) }
    let (continuity, walk) = timed { Continuity(of: plan, input) }
    let added = String(format: "%+.0f %%", walk / max(all - walk, 1e-9) * 100)
    let title = "plan, \(what)".padding(toLength: 24, withPad: " ", startingAt: 0)
    print(
      "  \(title)\(text(all))   \(plan.changedNodes.count) nodes change; of it continuity\(text(walk)), "
        + "\(added): \(continuity.kept) of \(continuity.tunnels) tunnels, \(continuity.states) states")
  }

  private static func text(_ seconds: Double) -> String { String(format: "%8.3f s", seconds) }

  private static func timed<Result>(_ body: () throws -> Result) rethrows -> (Result, Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try body()
    let time = clock.now - start
    return (result, Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18)
  }
}
