import Diagnostics
import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// What a changed key makes of a plan, wave by wave.
@Suite struct RotationPlanTests {
  private static let old = PublicKey.numbered(2)
  private static let new = PublicKey.numbered(102)

  private static func plan() throws -> Plan {
    let (before, after) = (try Scene(nodes: 4), try Scene(nodes: 4, keys: [2: 102]))
    return try Planner.plan(after.input(observed: before.inStep(holding: after), applied: before))
  }

  @Test func aChangedKeyIsStagedSwitchedVerifiedAndRetired() throws {
    let plan = try Self.plan()
    #expect(plan.stages.map(\.name) == ["prepare", "cutover", "verify", "retire", "retire"])
    #expect(
      plan.waves.map { $0.work.map(\.node) } == [
        ["n1", "n3", "n4"], ["n1", "n2", "n3", "n4"],
        ["n1", "n3", "n4"], ["n2"],
      ])
    #expect(plan.waves.map { $0.rotations.map(\.node) } == [[], ["n2"], [], []])
    #expect(plan.waiting.isEmpty)
    #expect(plan.verifications.isEmpty, "the node itself decides")
  }

  @Test func aPeerGetsAnEmptyEntryBeforeAnythingSwitches() throws {
    let work = try #require(Self.plan().waves[0].work.first)
    let wg0 = try #require(InterfaceName("wg0"))
    let entry = PeerChange(
      publicKey: Self.new, isNew: true, allowedIPs: AllowedIPsChange(before: [], after: []))
    let pair = FollowedKeys(interface: wg0, old: Self.old, new: Self.new)
    #expect(work.steps == [.change(wg0, .setPeer(entry)), .follow(pair)])
    #expect(work.undo == [.change(wg0, .removePeer(Self.new)), .unfollow(pair)])
  }

  @Test func theNodeSwitchesAndItsPeersLandWithTheDeclaredPrefixes() throws {
    let wave = try Self.plan().waves[1]
    for work in wave.work where work.node != "n2" {
      let landings = work.steps.compactMap { step in if case .land(let landing) = step { landing } else { nil } }
      #expect(landings.map(\.old) == [Self.old])
      #expect(landings.map(\.peer.publicKey) == [Self.new])
      #expect(landings.map(\.peer.allowedIPs) == [try [#require(Prefix("10.10.0.2/32"))]])
      #expect(work.steps.count == 1)
    }
    let own = try #require(wave.work.first { $0.node == "n2" })
    let switches = own.steps.compactMap { step in if case .switchKey(let change) = step { change } else { nil } }
    #expect(switches.map(\.old) == [Self.old])
    #expect(switches.map(\.new) == [Self.new])
    #expect(switches.first?.tunnels.map(\.peerName) == ["n1", "n3", "n4"])
    #expect(switches.first?.tunnels.map(\.peer) == [1, 3, 4].map { .numbered($0) })
    #expect(own.undo.isEmpty, "the hosts take it back themselves")
  }

  @Test func theOldEntryGoesAndLastOfAllTheOldKey() throws {
    let waves = try Self.plan().waves
    let wg0 = try #require(InterfaceName("wg0"))
    let pair = FollowedKeys(interface: wg0, old: Self.old, new: Self.new)
    #expect(
      waves[2].work.map(\.steps)
        == Array(
          repeating: [.change(wg0, .removePeer(Self.old)), .unfollow(pair)], count: 3))
    #expect(waves[3].work.map(\.steps) == [[.destroyKey(Self.old)]])
  }

  /// A node is on its way until its last work is done; the marker says so.
  @Test func aMarkerNamesTheDesiredStateOnlyAtTheEnd() throws {
    let plan = try Self.plan()
    let after = try Scene(nodes: 4, keys: [2: 102])
    for (name, node) in after.desired {
      let digests = plan.waves.flatMap(\.work).filter { $0.node == name }.map { $0.settlement.marker?.digest }
      #expect(digests.last == node.digest, "\(name)")
      #expect(digests.dropLast().allSatisfy { $0 == "" }, "\(name)")
    }
    let retired = plan.waves.flatMap(\.work).filter { $0.node == "n2" }.map { $0.settlement.marker?.retiredKeys }
    #expect(retired == [[Self.old], [Self.old]])
  }

  @Test func aBootBringsUpWhatIsRightAtThatMoment() throws {
    let waves = try Self.plan().waves
    let files = waves.map { wave in
      Dictionary(uniqueKeysWithValues: wave.work.map { ($0.node, $0.settlement.bootFiles[0]) })
    }
    let entries = files.map { wave in
      wave["n1"]?.interface.peers.filter { [Self.old, Self.new].contains($0.publicKey) }
        .map { ($0.publicKey == Self.new, !$0.allowedIPs.isEmpty) }.sorted { !$0.0 && $1.0 }
        .map { "\($0.0 ? "new" : "old")\($0.1 ? " with prefixes" : "")" }
    }
    #expect(entries == [["old with prefixes", "new"], ["old", "new with prefixes"], ["new with prefixes"], nil])
    #expect(files.map { $0["n1"]?.followed.count } == [1, 1, 0, nil])
    #expect(files.map { $0["n2"]?.interface.publicKey } == [nil, Self.new, nil, Self.new])
    let declared = waves[2].work.first?.settlement.bootFiles.first?.interface.peers
    #expect(declared?.first { $0.publicKey == Self.new }?.endpoint == Endpoint("203.0.113.2:51820"))
  }

  /// The live endpoint of a node that roams is what the new entry is given; the boot file has the declared one.
  @Test func aRotationGoesTogetherWithOtherChanges() throws {
    let before = try Scene(nodes: 4, networks: [3: ["10.20.2.0/24"]])
    let after = try Scene(nodes: 5, keys: [2: 102], networks: [2: ["10.20.2.0/24"]])
    var fleet = try ModelFleet(from: before, to: after)
    let plan = try Planner.plan(fleet.input())
    // What comes to be behind n2 is at home there before anybody sends it.
    #expect(
      plan.stages.map(\.name)
        == ["prepare", "cutover", "cutover", "verify", "cutover", "verify", "retire", "retire"])
    #expect(plan.waves[1].work.map(\.node) == ["n2"])
    #expect(plan.verifications.count == 4, "the tunnels of n5, and not the staged ones")
    fleet.run(plan)
    for (name, node) in after.desired {
      #expect(fleet.hosts[name]?.interfaces.map(\.configuration) == node.interfaces.map(\.configuration), "\(name)")
    }
    #expect(try Planner.plan(fleet.input()).isEmpty)
  }

  /// An entry that a crash left at a peer, of a key that no commit at hand declares: its node remembers the key.
  @Test func anEntryOfAKeyThatWasGivenUpIsNotAStrangers() throws {
    let scene = try Scene(nodes: 3)
    var hosts = try scene.inStep()
    hosts["n1"]?.interfaces[0].configuration.peers.append(Peer(publicKey: .numbered(77), allowedIPs: []))
    #expect(throws: Failure.self) { try Planner.plan(scene.input(observed: hosts, applied: scene)) }
    hosts["n2"]?.marker = Marker(
      mesh: "test", node: "n2", commit: "c0ffee", digest: try #require(scene.desired["n2"]).digest,
      interfaces: ["wg0"], retiredKeys: [.numbered(77)])
    let plan = try Planner.plan(scene.input(observed: hosts, applied: scene))
    #expect(plan.waves.flatMap(\.work).flatMap(\.steps) == [.change(.wg0, .removePeer(.numbered(77)))])
  }

  /// A node whose disk was full when it had decided: until its boot file is written its peers keep the old entry.
  @Test func aSwitchThatWasNotWrittenDownIsWrittenBeforeAnythingIsRetired() throws {
    var fleet = try ModelFleet(from: Scene(nodes: 3), to: Scene(nodes: 3, keys: [2: 102]))
    let plan = try Planner.plan(fleet.input())
    fleet.run(plan, onlySteps: ["n2"], waves: 2)
    let next = try Planner.plan(fleet.input())
    #expect(next.waves.map(\.kind) == [.prepare, .retire, .retire])
    #expect(next.waves.map { $0.work.map(\.node) } == [["n2"], ["n1", "n3"], ["n2"]])
    #expect(next.waves[0].work[0].settlement.bootFiles.map(\.interface.publicKey) == [Self.new])
    fleet.run(next)
    #expect(try Planner.plan(fleet.input()).isEmpty)
    #expect(fleet.hosts["n2"]?.keys == [Self.new])
  }

  @Test func aKeyThatIsNotOnItsHostIsRefused() throws {
    let (before, after) = (try Scene(nodes: 3), try Scene(nodes: 3, keys: [2: 102]))
    let failure = #expect(throws: Failure.self) {
      try Planner.plan(after.input(observed: before.inStep(), applied: before))
    }
    #expect(failure?.exitStatus == .refused)
    #expect(failure?.diagnostics.map(\.code) == ["private-key-missing"])
    #expect(failure?.diagnostics.map(\.place) == [.node("n2")])
  }
}
