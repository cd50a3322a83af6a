import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// Which keys switch at one moment.
@Suite struct RotationBatchTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var nodes = 4
    /// Whether only `n1` is a peer of the others.
    var isStar = false
    var rotated: [Int]
    var groups: [[String]] = []
    var waysIn: [String: [String]] = [:]
    var limit = 4
    var batches: [[String]]
  }

  @Test(arguments: [
    Case(testDescription: "no two ends of one tunnel", rotated: [1, 2, 3], batches: [["n1"], ["n2"], ["n3"]]),
    Case(testDescription: "nodes that are no peers", isStar: true, rotated: [2, 3, 4], batches: [["n2", "n3", "n4"]]),
    Case(testDescription: "the hub apart", isStar: true, rotated: [1, 2, 3], batches: [["n1"], ["n2", "n3"]]),
    Case(
      testDescription: "hubs of one group", isStar: true, rotated: [2, 3, 4], groups: [["n2", "n4"]],
      batches: [["n2", "n3"], ["n4"]]),
    Case(
      testDescription: "the ways in of a node", nodes: 5, isStar: true, rotated: [2, 3, 4],
      waysIn: ["n5": ["n2", "n3"]], batches: [["n2", "n4"], ["n3"]]),
    Case(
      testDescription: "as many as the policy allows", nodes: 6, isStar: true, rotated: [2, 3, 4, 5, 6], limit: 2,
      batches: [["n2", "n3"], ["n4", "n5"], ["n6"]]),
    Case(testDescription: "one by one", isStar: true, rotated: [2, 3], limit: 1, batches: [["n2"], ["n3"]]),
  ])
  func switchAtOneMoment(example: Case) throws {
    let isLinked = { (first: Int, second: Int) in !example.isStar || first == 1 }
    let before = try Scene(nodes: example.nodes, isLinked: isLinked)
    let keys = Dictionary(uniqueKeysWithValues: example.rotated.map { ($0, $0 + 100) })
    let after = try Scene(nodes: example.nodes, keys: keys, isLinked: isLinked)
    var fleet = try ModelFleet(from: before, to: after)
    fleet.waysIn = example.waysIn
    fleet.rotation.hubGroups = example.groups
    fleet.policy.maxParallel = example.limit
    let plan = try Planner.plan(fleet.input())
    #expect(plan.waves.filter { !$0.rotations.isEmpty }.map { $0.rotations.map(\.node) } == example.batches)
    #expect(plan.stages.filter { $0.name == "verify" }.count == example.batches.count, "each before the next begins")

    fleet.run(plan)
    #expect(try Planner.plan(fleet.input()).isEmpty)
    for (name, node) in after.desired {
      #expect(fleet.hosts[name]?.interfaces.map(\.configuration) == node.interfaces.map(\.configuration), "\(name)")
    }
  }

  /// A later batch knows its peers by the keys that an earlier one brought.
  @Test func aLaterBatchKnowsTheNewKeysOfAnEarlierOne() throws {
    let (before, after) = (try Scene(nodes: 3), try Scene(nodes: 3, keys: [1: 101, 2: 102]))
    let plan = try Planner.plan(ModelFleet(from: before, to: after).input())
    let switches = plan.waves.flatMap(\.work).flatMap(\.steps).compactMap { step in
      if case .switchKey(let change) = step { change } else { nil }
    }
    #expect(
      switches.map { $0.tunnels.map(\.peer) } == [
        [.numbered(2), .numbered(3)], [.numbered(101), .numbered(3)],
      ])
  }
}
