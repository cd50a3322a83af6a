import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// A key that switches while the traffic of its tunnels takes second interfaces.
@Suite struct ParallelRotationTests {
  private static let new = PublicKey.numbered(102)

  private let input: PlanningInput
  private var plan: Plan

  init() throws {
    var fleet = try ModelFleet(from: Scene(nodes: 4), to: Scene(nodes: 4, keys: [2: 102]))
    fleet.rotation.parallel = ["n2"]
    input = try fleet.input()
    plan = try Planner.plan(input)
  }

  private func steps(_ wave: Int, _ node: String) -> [Step] {
    plan.waves[wave].work.first { $0.node == node }?.steps ?? []
  }

  /// What is lost first on each tunnel, whichever way it is walked.
  private func losses(_ plan: Plan) -> Set<Loss> {
    let walks = [0, 100_000].map { Continuity(of: plan, input, mostStates: $0) }
    #expect(walks[0].interruptions == walks[1].interruptions)
    return Set(walks[0].violations.compactMap { if case .loss(let loss, _) = $0.cause { loss } else { nil } })
  }

  @Test func itIsAPlanWithBarriers() throws {
    #expect(
      plan.stages.map(\.name) == [
        "prepare", "verify", "cutover", "cutover", "verify", "cutover", "quiet", "retire", "retire",
      ])
    #expect(plan.waves.map(\.diversion) == [nil, .away, nil, .back, nil, nil])
    #expect(plan.waves.allSatisfy { $0.rotations.isEmpty })
    #expect(plan.parallelRotations.map(\.node) == ["n2"] && plan.detours.count == 3)
    guard case .raise(let second) = steps(0, "n1").first else {
      Issue.record("\(steps(0, "n1"))")
      return
    }
    // A copy of what is live, but for the ports.
    let live = try #require(input.nodes[0].observation?.interfaces.first?.configuration)
    let entry = try #require(second.peers.first)
    let before = try #require(live.peers.first { $0.publicKey == entry.publicKey })
    #expect(second.name.text == "wg0-next" && second.publicKey == live.publicKey && second.routes.isEmpty)
    #expect(second.listenPort == live.listenPort + 1 && second.peers.count == 1)
    #expect(entry.allowedIPs == before.allowedIPs && entry.endpoint?.host == before.endpoint?.host)
    #expect(entry.endpoint?.port == 51_821 && before.endpoint?.port == 51_820)
    #expect(steps(2, "n2").contains { if case .change(_, .setKey(Self.new)) = $0 { true } else { false } })
    // Every one of its interfaces and routes is as declared in the end, but for the second.
    for work in plan.waves[3].work {
      guard case .divert(let routes, let from, let to) = work.steps.first else {
        Issue.record("\(work.steps)")
        return
      }
      #expect(from.text == "wg0-next" && to.text == "wg0" && !routes.isEmpty)
    }
  }

  @Test func nothingIsLost() {
    #expect(plan.continuity.violations.isEmpty)
    #expect(plan.continuity.tunnels == 6 && plan.continuity.kept == 6)
    #expect(losses(plan).isEmpty)
  }

  /// Orders that would lose packets, each found by the walk.
  @Test func wrongOrdersAreFound() {
    for (wave, why) in [(0, "the key switches before the traffic has left"), (4, "or only when it is back")] {
      for node in ["n1", "n2"] {
        var moved = plan
        let steps = steps(2, node)
        for place in moved.waves[2].work.indices where moved.waves[2].work[place].node == node {
          moved.waves[2].work[place].steps = []
        }
        for place in moved.waves[wave].work.indices where moved.waves[wave].work[place].node == node {
          moved.waves[wave].work[place].steps.insert(contentsOf: steps, at: 0)
        }
        #expect(!losses(moved).isEmpty, "\(node): \(why)")
      }
    }
    var missing = plan
    missing.waves[0].work.removeAll { $0.node == "n3" }
    #expect(losses(missing) == [.noDetour(at: "n3")])
    var unproved = plan
    unproved.detours.removeAll { $0.ends.contains { $0.node == "n3" } }
    #expect(losses(unproved) == [.unproved])
    var hasty = plan
    let lowering = hasty.waves[4].work.first { $0.node == "n1" }
    guard let place = hasty.waves[2].work.firstIndex(where: { $0.node == "n1" }), let lowering else {
      Issue.record("n1 has nothing to do")
      return
    }
    hasty.waves[2].work[place].steps += lowering.steps
    #expect(losses(hasty) == [.noDetour(at: "n1")])
    var forgetful = plan
    for index in forgetful.waves[2].work.indices where forgetful.waves[2].work[index].node == "n4" {
      forgetful.waves[2].work[index].steps = []
    }
    #expect(losses(forgetful) == [.noHandshake])
  }

  /// Two ends of one tunnel, or what cannot have a second interface, take another turn, or timers.
  @Test func whatCannotGoBesideGoesByTimers() throws {
    var fleet = try ModelFleet(from: Scene(nodes: 3), to: Scene(nodes: 3, keys: [1: 101, 2: 102]))
    fleet.rotation.parallel = ["n1", "n2"]
    let first = try Planner.plan(fleet.input())
    #expect(first.parallelRotations.map(\.node) == ["n1"] && first.laterRotations == ["n2"])
    fleet.run(first)
    let second = try Planner.plan(fleet.input())
    #expect(second.parallelRotations.map(\.node) == ["n2"] && second.laterRotations.isEmpty)
  }
}
