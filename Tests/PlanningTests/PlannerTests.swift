import Diagnostics
import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

@Suite struct PlannerTests {
  @Test func aFreshMeshIsMadeInOneWave() throws {
    let fleet = try Scene(nodes: 4)
    let plan = try Planner.plan(fleet.input())
    #expect(plan.waves.map(\.kind) == [.prepare])
    #expect(plan.changedNodes == ["n1", "n2", "n3", "n4"])
    #expect(plan.verifications.count == 6, "every tunnel once")
    #expect(plan.waves[0].work.allSatisfy { work in if case .create = work.steps[0] { true } else { false } })
  }

  @Test func aMeshInStepNeedsNothing() throws {
    let fleet = try Scene(nodes: 4)
    let plan = try Planner.plan(fleet.input(observed: fleet.inStep()))
    #expect(plan.isEmpty)
    #expect(plan.unchanged == ["n1", "n2", "n3", "n4"])
    #expect(plan.verifications.isEmpty)
  }

  @Test func aNewNodeIsGainedByItsPeersAndNowhereElse() throws {
    let before = try Scene(nodes: 4)
    let after = try Scene(nodes: 5)
    let observed = try before.inStep().merging(after.fresh()) { first, _ in first }
    let plan = try Planner.plan(after.input(observed: observed, applied: before))
    #expect(plan.waves.map(\.kind) == [.prepare])
    let gains = plan.waves[0].work.filter { $0.node != "n5" }
    #expect(gains.map(\.node) == ["n1", "n2", "n3", "n4"])
    for work in gains {
      let peers = work.steps.compactMap { step in
        if case .change(_, .setPeer(let change)) = step { change } else { nil }
      }
      #expect(peers.map(\.publicKey) == [.numbered(5)])
      #expect(peers.map(\.isNew) == [true])
    }
    #expect(plan.verifications.map(\.peerName).sorted() == ["n5", "n5", "n5", "n5"])
  }

  @Test func aNodeThatLeavesIsRetiredOnItselfAndOnItsPeers() throws {
    let before = try Scene(nodes: 4)
    let after = try Scene(nodes: 3)
    let plan = try Planner.plan(after.input(observed: before.inStep(), applied: before))
    #expect(plan.waves.map(\.kind) == [.retire])
    #expect(plan.changedNodes == ["n1", "n2", "n3", "n4"])
    let leaving = try #require(plan.waves[0].work.first { $0.node == "n4" })
    #expect(leaving.settlement.marker == nil)
    #expect(leaving.settlement.removedBootFiles.map(\.text) == ["wg0"])
  }

  @Test func aNodeThatLeavesOverTheMeshGoesBeforeItsPeersForgetIt() throws {
    let before = try Scene(nodes: 3)
    let after = try Scene(nodes: 2)
    let plan = try Planner.plan(after.input(observed: before.inStep(), applied: before, overMesh: ["n3"]))
    #expect(plan.waves.map(\.kind) == [.retire, .retire])
    #expect(plan.waves[0].work.map(\.node) == ["n3"])
  }

  @Test func anUnreachedNodeIsLateAndItsPeersKeepIt() throws {
    let before = try Scene(nodes: 4)
    var observed = try before.inStep()
    observed["n4"] = nil
    let plan = try Planner.plan(before.input(observed: observed, applied: before))
    #expect(plan.isEmpty)
    #expect(plan.late.map(\.name) == ["n4"])
  }

  /// An unreached node may still be what it was: its peers keep what that needs, and drop it once it has caught up.
  @Test func anUnreachedNodeKeepsTheWayToWhatItHad() throws {
    let before = try Scene(nodes: 4, networks: [4: ["10.20.4.0/24"]])
    let after = try Scene(nodes: 4, networks: [4: ["10.20.5.0/24"]])
    var observed = try before.inStep()
    observed["n4"] = nil
    let plan = try Planner.plan(after.input(observed: observed, applied: before))
    #expect(plan.waves.map(\.kind) == [.prepare], "nothing is retired")
    #expect(plan.changedNodes == ["n1", "n2", "n3"])
    let commands = plan.waves[0].work[0].steps.compactMap {
      if case .change(_, let command) = $0 { command } else { nil }
    }
    #expect(commands.contains(.addRoute(try #require(Prefix("10.20.5.0/24")), .best)))

    var interface = try #require(observed["n1"]?.interfaces[0].configuration)
    for command in commands { interface.apply(command) }
    #expect(interface.routes.contains(try #require(Prefix("10.20.4.0/24"))))
    for name in ["n1", "n2", "n3"] {
      observed[name]?.interfaces[0].configuration.peers = interface.peers
    }
    let peer = try #require(interface.peers.first { $0.publicKey == .numbered(4) })
    #expect(peer.allowedIPs.map(\.description) == ["10.10.0.4/32", "10.20.4.0/24", "10.20.5.0/24"])

    let back = try Planner.plan(after.input(observed: before.inStep(), applied: before))
    #expect(back.waves.map(\.kind) == [.prepare, .retire], "reached, it is brought along")
  }

  @Test func aNodeThatOnlyLeavesOutKeepsItsPeers() throws {
    let before = try Scene(nodes: 3)
    let after = try Scene(nodes: 2)
    var input = try after.input(observed: before.inStep(), applied: before, overMesh: ["n3"])
    for index in input.nodes.indices where input.nodes[index].name != "n1" { input.nodes[index].reading = .notAsked }
    let plan = try Planner.plan(input)
    #expect(plan.waves.filter { $0.kind == .retire }.isEmpty, "n3 can be reached through n1 alone")
    #expect(plan.warnings.isEmpty)
  }

  @Test func aNodeThatLeavesUnreachedIsNamed() throws {
    let before = try Scene(nodes: 4)
    var observed = try before.inStep()
    observed["n4"] = nil
    let plan = try Planner.plan(Scene(nodes: 3).input(observed: observed, applied: before))
    #expect(plan.late.map(\.isLeaving) == [true])
    #expect(plan.warnings.map(\.code) == ["node-left-behind"])
    #expect(plan.changedNodes == ["n1", "n2", "n3"], "its peers drop it")
  }

  @Test(arguments: [(Policy.UndeclaredPeers.keep, 0), (.remove, 1)])
  func peersThatNobodyDeclaredMayStayOrGo(policy: Policy.UndeclaredPeers, removals: Int) throws {
    let scene = try Scene(nodes: 3)
    var observed = try scene.inStep()
    observed["n2"]?.interfaces[0].configuration.peers.append(
      Peer(publicKey: .numbered(77), allowedIPs: [try #require(Prefix("10.99.0.0/24"))]))
    var input = try scene.input(observed: observed, applied: scene)
    input.policy.undeclaredPeers = policy
    let plan = try Planner.plan(input)
    let steps = plan.waves.flatMap(\.work).flatMap(\.steps)
    let removed = steps.count { if case .change(_, .removePeer(.numbered(77))) = $0 { true } else { false } }
    #expect(removed == removals)
    #expect(Set(plan.changedNodes).isSubset(of: ["n2"]))
  }

  @Test func aPeerThatNobodyDeclaredStopsEverything() throws {
    let scene = try Scene(nodes: 3)
    var observed = try scene.inStep()
    let stranger = Peer(publicKey: .numbered(77), allowedIPs: [])
    observed["n2"]?.interfaces[0].configuration.peers.append(stranger)
    let input = try scene.input(observed: observed, applied: scene)
    let failure = #expect(throws: Failure.self) { try Planner.plan(input) }
    #expect(failure?.diagnostics.map(\.code) == ["peer-undeclared"])
    #expect(failure?.diagnostics.first?.message.contains("\(stranger.publicKey)") == true)
  }

  /// Nodes that got lost between the waves of an apply, which was recorded without them: neither the desired nor the applied
  /// commit has the peer that they still have to remove.
  @Test func aDeletedPeerIsNoStrangerToANodeThatGotLostOnItsWay() throws {
    let after = try Scene(nodes: 3, networks: [1: ["10.20.1.0/24"]])
    var fleet = try ModelFleet(from: Scene(nodes: 4), to: after)
    let plan = try Planner.plan(fleet.input())
    #expect(plan.waves.map(\.kind) == [.prepare, .retire])
    fleet.run(plan, onlySteps: [], waves: 1)
    let next = try Planner.plan(after.input(observed: fleet.hosts.filter { $0.key != "n4" }, applied: after))
    #expect(next.waves.map(\.kind) == [.retire])
    #expect(next.waves[0].work.map(\.node) == ["n1", "n2", "n3"])
    let removals = next.waves[0].work.flatMap(\.steps).filter { step in
      if case .change(_, .removePeer(.numbered(4))) = step { true } else { false }
    }
    #expect(removals.count == 3)
  }

  @Test func anInterfaceThatWeftDidNotMakeIsLeftAlone() throws {
    let scene = try Scene(nodes: 3)
    var observed = try scene.inStep()
    observed["n2"]?.marker = nil
    let input = try scene.input(observed: observed)
    let failure = #expect(throws: Failure.self) { try Planner.plan(input) }
    #expect(failure?.diagnostics.map(\.code) == ["interface-not-ours"])
  }

  @Test func aMissingPrivateKeyIsRefused() throws {
    let scene = try Scene(nodes: 2)
    var observed = try scene.fresh()
    observed["n1"]?.keys = []
    let input = try scene.input(observed: observed)
    let failure = #expect(throws: Failure.self) { try Planner.plan(input) }
    #expect(failure?.diagnostics.map(\.code) == ["private-key-missing"])
  }
}
