import Diagnostics
import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// When a declared key has to wait, and when its peers may be left out.
@Suite struct WaitingRotationTests {
  /// Four nodes of which `n2` has a new key, and of which some are not reached.
  private func fleet(unreached: Set<String>) throws -> ModelFleet {
    var fleet = try ModelFleet(from: Scene(nodes: 4), to: Scene(nodes: 4, keys: [2: 102]))
    fleet.unreached = unreached
    return fleet
  }

  @Test func aPeerThatIsNotReachedMakesTheNodeWait() throws {
    let fleet = try fleet(unreached: ["n4"])
    let plan = try Planner.plan(fleet.input())
    #expect(plan.isEmpty)
    #expect(plan.unchanged == ["n1", "n2", "n3"])
    #expect(plan.waiting.map(\.node) == ["n2"])
    #expect(plan.waiting.map(\.reasons) == [[.unreached(["n4"])]])
    #expect(plan.isHeldUp)
    #expect(plan.warnings.map(\.code) == ["rotation-waits"])
    #expect(plan.warnings.map(\.place) == [.node("n2")])
  }

  @Test func aPeerThatOnlyLeavesOutMakesTheNodeWait() throws {
    var input = try fleet(unreached: []).input()
    for index in input.nodes.indices where input.nodes[index].name == "n4" { input.nodes[index].reading = .notAsked }
    let plan = try Planner.plan(input)
    #expect(plan.isEmpty)
    #expect(plan.waiting.map(\.reasons) == [[.leftOut(["n4"])]])
    let warning = try #require(plan.warnings.first)
    #expect(warning.message == "keeps its key for now: n4 left out by --only")
    #expect(warning.remedy.contains("apply without `--only`"))
  }

  /// What else the commit asks for is done, under the key that is live; and then there is nothing more to do.
  @Test func theRestIsAppliedOnceAndForAll() throws {
    var fleet = try ModelFleet(
      from: Scene(nodes: 4), to: Scene(nodes: 4, keys: [2: 102], networks: [2: ["10.20.2.0/24"]]))
    fleet.unreached = ["n4"]
    let plan = try Planner.plan(fleet.input())
    #expect(Set(plan.changedNodes).isSuperset(of: ["n1", "n3"]))
    #expect(plan.rotations.isEmpty)
    fleet.run(plan)
    let second = try Planner.plan(fleet.input())
    #expect(second.isEmpty)
    #expect(second.waiting.map(\.node) == ["n2"])
    #expect(fleet.hosts["n2"]?.interfaces.first?.configuration.publicKey == .numbered(2))

    fleet.unreached = []
    fleet.run(try Planner.plan(fleet.input()))
    #expect(try Planner.plan(fleet.input()).isEmpty)
    #expect(fleet.hosts["n2"]?.interfaces.first?.configuration.publicKey == .numbered(102))
  }

  @Test func aPeerThatNobodyManagesMakesTheNodeWait() throws {
    let fleet = try fleet(unreached: [])
    var input = try fleet.input()
    input.nodes.removeAll { $0.name == "n4" }
    let plan = try Planner.plan(input)
    #expect(plan.isEmpty)
    #expect(plan.waiting.map(\.reasons) == [[.unmanaged(["n4"])]])
    #expect(plan.warnings.map(\.code) == ["rotation-waits"])

    input.rotation.without = ["n4"]
    let without = try Planner.plan(input)
    #expect(without.rotations.map(\.without) == [["n4"]])
    #expect(without.waiting.isEmpty)
  }

  @Test func aNodeThatIsNotReachedItselfKeepsTheKeyThatItsPeersKnow() throws {
    var fleet = try fleet(unreached: ["n2"])
    let plan = try Planner.plan(fleet.input())
    #expect(plan.isEmpty)
    #expect(plan.late.map(\.name) == ["n2"])
    fleet.unreached = []
    #expect(try Planner.plan(fleet.input()).rotations.map(\.node) == ["n2"])
  }

  @Test func withoutAPeerTheOthersGoOn() throws {
    var fleet = try fleet(unreached: ["n4"])
    fleet.rotation.without = ["n4"]
    let plan = try Planner.plan(fleet.input())
    #expect(plan.rotations.map(\.node) == ["n2"])
    #expect(plan.rotations.map(\.without) == [["n4"]])
    #expect(plan.rotations.map { $0.tunnels.map(\.peer) } == [["n1", "n3"]])
    #expect(plan.waiting.isEmpty)
    fleet.run(plan)
    #expect(try Planner.plan(fleet.input()).isEmpty)

    // Back, it learns the key that its peer has by now.
    fleet.unreached = []
    fleet.rotation.without = []
    let back = try Planner.plan(fleet.input())
    #expect(back.changedNodes == ["n4"])
    fleet.run(back)
    let entries = fleet.hosts["n4"]?.interfaces.first?.configuration.peers.map(\.publicKey)
    #expect(Set(entries ?? []) == [.numbered(1), .numbered(102), .numbered(3)])
    #expect(try Planner.plan(fleet.input()).isEmpty)
  }

  @Test(arguments: [(ways: ["n2"], isRefused: true), (["n2", "n3"], false), ([], false)])
  func aPeerThatWouldHaveNoWayInIsNotLeftOut(ways: [String], isRefused: Bool) throws {
    var fleet = try fleet(unreached: ["n4"])
    fleet.waysIn = ways.isEmpty ? [:] : ["n4": ways]
    fleet.rotation.without = ["n4"]
    guard isRefused else {
      #expect(try Planner.plan(fleet.input()).rotations.map(\.node) == ["n2"])
      return
    }
    let failure = #expect(throws: Failure.self) { try Planner.plan(fleet.input()) }
    #expect(failure?.exitStatus == .refused)
    #expect(failure?.diagnostics.map(\.code) == ["rotation-locks-out"])
    #expect(failure?.diagnostics.map(\.place) == [.node("n4")])
  }

  /// The hosts of a scene shook hands with everyone ten seconds ago.
  @Test(arguments: [(wait: Int?.none, goesOn: false), (11, false), (10, true), (9, true)])
  func aPeerThatHasBeenSilentForLongIsLeftOut(wait: Int?, goesOn: Bool) throws {
    var fleet = try fleet(unreached: ["n4"])
    fleet.policy.unreachableWait = wait
    let plan = try Planner.plan(fleet.input())
    #expect(plan.rotations.map(\.node) == (goesOn ? ["n2"] : []))
    #expect(plan.rotations.map(\.without) == (goesOn ? [["n4"]] : []))
    #expect(plan.isHeldUp == !goesOn)

    fleet.waysIn = ["n4": ["n2"]]
    let locked = try Planner.plan(fleet.input())
    #expect(locked.rotations.isEmpty, "never one that would be left with no way in")
    #expect(locked.isHeldUp)
  }

  /// A merge that was reverted declares a key that the node gave up, and whose private half is destroyed.
  @Test func aKeyThatWasGivenUpDoesNotComeBack() throws {
    let (older, newer) = (try Scene(nodes: 4), try Scene(nodes: 4, keys: [2: 102]))
    var there = try ModelFleet(from: older, to: newer)
    there.run(try Planner.plan(there.input()))
    #expect(there.hosts["n2"]?.marker?.retiredKeys == [.numbered(2)])
    #expect(there.hosts["n2"]?.keys == [.numbered(102)])

    let plan = try Planner.plan(older.input(observed: there.hosts, applied: newer))
    #expect(plan.isEmpty)
    #expect(plan.waiting.map(\.reasons) == [[.older]])
    #expect(plan.waiting.map(\.live) == [.numbered(102)])
    #expect(!plan.isHeldUp)
    #expect(plan.warnings.map(\.code) == ["key-older"])
  }

  /// A rotation that never happened is taken out of the repository, and comes back later: nothing was given up.
  @Test func aKeyThatWasNeverLiveIsNotGivenUp() throws {
    let (older, newer) = (try Scene(nodes: 4), try Scene(nodes: 4, keys: [2: 102]))
    var there = try ModelFleet(from: older, to: newer)
    there.unreached = ["n4"]
    there.run(try Planner.plan(there.input()))
    let plan = try Planner.plan(older.input(observed: there.hosts, applied: newer))
    #expect(plan.isEmpty)
    #expect(there.hosts["n2"]?.keys == [PublicKey.numbered(2), .numbered(102)].sorted())
    #expect(try Planner.plan(newer.input(observed: there.hosts, applied: older)).rotations.map(\.node) == ["n2"])
  }
}
