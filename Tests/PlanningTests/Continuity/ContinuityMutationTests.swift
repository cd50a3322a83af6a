import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// Orders that would lose packets, each found by the walk.
@Suite struct ContinuityMutationTests {
  /// A plan that rotates the key of n2 in a mesh of three, to be changed.
  private struct Rotation {
    let input: PlanningInput
    var plan: Plan

    init(keys: [Int: Int] = [2: 102]) throws {
      let (before, after) = (try Scene(nodes: 3), try Scene(nodes: 3, keys: keys))
      input = try ModelFleet(from: before, to: after).input()
      plan = try Planner.plan(input)
    }

    /// Changes the steps of one node in one wave.
    mutating func change(_ wave: Int, _ node: String, _ body: (inout [Step]) -> Void) {
      guard let place = plan.waves[wave].work.firstIndex(where: { $0.node == node }) else { return }
      body(&plan.waves[wave].work[place].steps)
    }

    /// What is lost first on each tunnel, whichever way it is walked.
    func losses() -> [String: Loss] {
      let walks = [0, 100_000].map { Continuity(of: plan, input, mostStates: $0) }
      #expect(walks[0].interruptions == walks[1].interruptions)
      #expect(walks.map(\.isExhaustive) == [false, true])
      let found = walks[0].violations.compactMap { violation -> (String, Loss)? in
        if case .loss(let loss, _) = violation.cause { (violation.tunnel.description, loss) } else { nil }
      }
      return Dictionary(uniqueKeysWithValues: found)
    }
  }

  private static let wg0 = InterfaceName("wg0")
  private let old = PublicKey.numbered(2)
  private let new = PublicKey.numbered(102)
  private let ofN1 = Prefix("10.10.0.1/32")
  private let ofN2 = Prefix("10.10.0.2/32")

  private func set(_ key: PublicKey, _ prefixes: [Prefix], isNew: Bool = true) throws -> Step {
    .change(
      try #require(Self.wg0),
      .setPeer(
        PeerChange(publicKey: key, isNew: isNew, allowedIPs: AllowedIPsChange(before: [], after: prefixes))))
  }

  @Test func thePlanItselfLosesNothing() throws {
    #expect(try Rotation().losses().isEmpty)
    #expect(try Rotation(keys: [1: 101, 2: 102, 3: 103]).losses().isEmpty)
  }

  /// The literal order: the new key with its AllowedIPs first.
  @Test func aStagedEntryWithAllowedIPs() throws {
    var rotation = try Rotation()
    let prefix = try #require(ofN2)
    let step = try set(new, [prefix])
    rotation.change(0, "n1") { $0[0] = step }
    #expect(rotation.losses() == ["n1 ↔ n2": .refusedSource(prefix, at: "n1")])
  }

  @Test func aLandingThatDoesNotWaitForTheSwitch() throws {
    var rotation = try Rotation()
    rotation.change(1, "n1") { steps in
      steps = steps.map { step in
        guard case .land(var landing) = step else { return step }
        landing.gapTicks = 0
        return .land(landing)
      }
    }
    #expect(rotation.losses() == ["n1 ↔ n2": .refusedSource(try #require(ofN2), at: "n1")])
  }

  @Test func aLandingInTheWaveBeforeTheSwitch() throws {
    var rotation = try Rotation()
    let landing = try #require(rotation.plan.waves[1].work.first { $0.node == "n1" }?.steps[0])
    rotation.change(0, "n1") { $0.append(landing) }
    rotation.change(1, "n1") { $0 = [] }
    #expect(rotation.losses()["n1 ↔ n2"] == .refusedSource(try #require(ofN2), at: "n1"))
  }

  /// A peer whose staged entry is there when the node switches: it answers before it has moved the AllowedIPs.
  @Test func aPeerThatAnswersTheNewKeyBeforeItLands() throws {
    var rotation = try Rotation()
    let step = try set(new, [])
    rotation.change(1, "n1") { $0.insert(step, at: 0) }
    #expect(rotation.losses() == ["n1 ↔ n2": .refusedSource(try #require(ofN2), at: "n1")])
  }

  @Test func aPeerThatDoesNotLand() throws {
    var rotation = try Rotation()
    rotation.change(1, "n3") { $0 = [] }
    #expect(rotation.losses().keys.sorted() == ["n2 ↔ n3"])
  }

  @Test func aNodeThatDoesNotSwitch() throws {
    var rotation = try Rotation()
    rotation.change(1, "n2") { $0 = [] }
    #expect(rotation.losses().keys.sorted() == ["n1 ↔ n2", "n2 ↔ n3"])
  }

  @Test func retiringBeforeTheNodeHasDecided() throws {
    var rotation = try Rotation()
    let retiring = try #require(rotation.plan.waves[2].work.first { $0.node == "n1" }?.steps)
    rotation.change(1, "n1") { $0 += retiring }
    rotation.change(2, "n1") { $0 = [] }
    #expect(rotation.losses() == ["n1 ↔ n2": .noWayBack(at: "n1")])
  }

  @Test func retiringBeforeTheCutover() throws {
    var rotation = try Rotation()
    rotation.plan.waves.swapAt(1, 2)
    #expect(rotation.losses().keys.sorted() == ["n1 ↔ n2", "n2 ↔ n3"])
  }

  /// What two switched ends have queued waits in the entries of each other's old keys.
  @Test func bothEndsOfATunnelInOneWave() throws {
    var rotation = try Rotation(keys: [2: 102, 3: 103])
    let cutovers = rotation.plan.waves.indices.filter { !rotation.plan.waves[$0].rotations.isEmpty }
    #expect(cutovers.count == 2)
    let second = rotation.plan.waves.remove(at: cutovers[1])
    rotation.plan.waves[cutovers[0]].rotations += second.rotations
    for work in second.work { rotation.change(cutovers[0], work.node) { $0 += work.steps } }
    let losses = rotation.losses()
    #expect(losses.keys.sorted() == ["n2 ↔ n3"])
    guard case .stranded = losses["n2 ↔ n3"] else {
      Issue.record("\(losses)")
      return
    }
  }

  @Test func aRemovalBeforeAnAddition() throws {
    var rotation = try Rotation()
    let (key, prefix, wg0) = (PublicKey.numbered(3), try #require(Prefix("10.10.0.3/32")), try #require(Self.wg0))
    let again = try set(key, [prefix])
    rotation.change(0, "n1") { $0 += [.change(wg0, .removePeer(key)), again] }
    #expect(rotation.losses() == ["n1 ↔ n3": .unrouted(prefix, at: "n1")])
  }

  @Test func aPrefixThatIsTakenByAnotherPeerForAWhile() throws {
    var rotation = try Rotation()
    let (prefix, third) = (try #require(ofN2), PublicKey.numbered(3))
    let taken = try set(third, [try #require(Prefix("10.10.0.3/32")), prefix], isNew: false)
    let back = try set(old, [prefix], isNew: false)
    rotation.change(0, "n1") { $0 += [taken, back] }
    #expect(rotation.losses()["n1 ↔ n2"] == .misrouted(prefix, at: "n1"))
  }

  @Test func anAddressThatIsTakenAwayForAWhile() throws {
    var rotation = try Rotation()
    let (prefix, wg0) = (try #require(ofN1), try #require(Self.wg0))
    rotation.change(0, "n1") { $0 += [.change(wg0, .removeAddress(prefix)), .change(wg0, .addAddress(prefix))] }
    #expect(rotation.losses().values.allSatisfy { $0 == .missing(prefix, at: "n1") })
    #expect(rotation.losses().count == 2)
  }

  @Test func aRouteThatIsTakenAwayForAWhile() throws {
    var rotation = try Rotation()
    let (prefix, wg0) = (try #require(ofN2), try #require(Self.wg0))
    rotation.change(0, "n1") {
      $0 += [.change(wg0, .removeRoute(prefix, .best)), .change(wg0, .addRoute(prefix, .best))]
    }
    #expect(rotation.losses() == ["n1 ↔ n2": .missing(prefix, at: "n1")])
  }

  @Test func aPresharedKeyThatChangesAtOneEnd() throws {
    let (before, after) = (try Scene(nodes: 2, generation: 1), try Scene(nodes: 2, generation: 2))
    let input = try ModelFleet(from: before, to: after).input()
    var plan = try Planner.plan(input)
    #expect(plan.continuity.interruptions.isEmpty)
    plan.waves[0].work.removeFirst()
    let violations = Continuity(of: plan, input).violations.map(\.cause)
    #expect(violations == [.loss(.noHandshake, in: .cutover)])
  }
}
