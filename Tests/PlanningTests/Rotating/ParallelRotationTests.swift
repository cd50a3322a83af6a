import MeshModel
import TestSupport
import Testing
import WireGuard

@testable import Planning

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

  /// A fleet in which an apply stopped once the traffic had gone.
  private func halfWay() throws -> ModelFleet {
    var fleet = try ModelFleet(from: Scene(nodes: 4), to: Scene(nodes: 4, keys: [2: 102]))
    fleet.rotation.parallel = ["n2"]
    fleet.run(plan, onlySteps: [], waves: 2)
    return fleet
  }

  /// Who is not reached may send over a second interface still: it stays until that node is back.
  @Test func whoIsAwayKeepsItsWay() throws {
    var fleet = try halfWay()
    fleet.unreached = ["n3"]
    for _ in 0..<3 { fleet.run(try Planner.plan(fleet.input())) }
    let resting = try Planner.plan(fleet.input())
    #expect(resting.isEmpty && resting.continuity.violations.isEmpty, "\(resting.waves)")
    let second = try #require(fleet.hosts["n2"]?.interfaces.last?.configuration)
    #expect(second.name.text == "wg0-next" && second.routes.map(\.description) == ["10.10.0.3/32"])
    #expect(fleet.hosts["n2"]?.keys.contains(.numbered(2)) == true)
    #expect(fleet.bootPeers(of: "n2").count > 3, "a reboot brings it up")
    fleet.unreached = []
    for _ in 0..<3 { fleet.run(try Planner.plan(fleet.input())) }
    #expect(try Planner.plan(fleet.input()).isEmpty)
    for (name, host) in fleet.hosts {
      #expect(host.interfaces.map(\.configuration.name.text) == ["wg0"] && host.keys.count == 1, "\(name)")
    }
  }

  /// A copy of a revoked key lets in like the key itself.
  @Test func whatIsRevokedGoesFromTheSecondInterfaceToo() throws {
    var fleet = try halfWay()
    fleet.revocation = RevocationInput(nodes: [.numbered(2): "n2"], accepting: [:], places: [:])
    let next = try Planner.plan(fleet.input())
    fleet.run(next, onlySteps: [], waves: 1)
    for (name, host) in fleet.hosts {
      let interfaces = host.interfaces.map(\.configuration)
      #expect(interfaces.map(\.name.text) == ["wg0"] && interfaces.allSatisfy { !$0.routes.isEmpty }, "\(name)")
      #expect(!interfaces.contains { $0.publicKey == .numbered(2) || $0.peersByKey[.numbered(2)] != nil }, "\(name)")
    }
  }

  @Test func anyPortHasANextOne() throws {
    var input = input
    for index in input.nodes.indices {
      guard case .observed(var host, let router) = input.nodes[index].reading else { continue }
      host.interfaces[0].configuration.listenPort = 443
      input.nodes[index].reading = .observed(host, router)
      input.nodes[index].desired?.interfaces[0].configuration.listenPort = index == 0 ? 444 : 443
    }
    let ports = try Planner.plan(input).waves[0].work.compactMap { work -> UInt16? in
      guard case .raise(let second) = work.steps.first else { return nil }
      return second.listenPort
    }
    #expect(ports == [445, 444, 444, 444])
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
