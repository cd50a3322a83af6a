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
    let inStep = fleet.input(desired.compactMap { $0 }, missing: nil)
    let (empty, nothing) = try timed { try Planner.plan(inStep) }
    let newest = fleet.input(desired.compactMap { $0 }, missing: count - 1)
    let (added, one) = try timed { try Planner.plan(newest) }
    let (fresh, first) = try timed { try Planner.plan(fleet.input(desired.compactMap { $0 }, missing: 0)) }
    print("\(count) nodes, \(count * (count - 1)) peer entries")
    print("  read and check          \(load)")
    print("  compile every node      \(compile)")
    print("  plan, all in step       \(nothing)   \(empty.changedNodes.count) nodes change")
    print("  plan, one node is new   \(one)   \(added.changedNodes.count) nodes change")
    print("  plan, all are new       \(first)   \(fresh.changedNodes.count) nodes change")
  }

  private static func timed<Result>(_ body: () throws -> Result) rethrows -> (Result, String) {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try body()
    let time = clock.now - start
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    return (result, String(format: "%8.3f s", seconds))
  }
}
