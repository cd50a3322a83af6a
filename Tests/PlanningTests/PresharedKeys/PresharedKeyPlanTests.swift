import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// When a pre-shared key is carried, goes live, and goes.
@Suite struct PresharedKeyPlanTests {
  private func name(_ peer: Int, _ generation: Int) -> PresharedKeyName {
    PresharedKeyName(peer: "n\(peer)", generation: generation)
  }

  @Test func aFreshMeshIsMadeWithItsKeys() throws {
    let plan = try Planner.plan(Scene(nodes: 3, generation: 1).input())
    #expect(plan.exchanges.map(\.tunnel.description) == ["n1 ↔ n2", "n1 ↔ n3", "n2 ↔ n3"])
    #expect(plan.exchanges.allSatisfy { $0.isNew && $0.source == $0.tunnel.first })
    #expect(plan.stages.map(\.name) == ["keys", "prepare", "verify"])
    let made = plan.waves[0].work.flatMap(\.settlement.bootFiles).flatMap(\.interface.peers)
    #expect(made.count == 6 && made.allSatisfy { $0.presharedKey != .off })
  }

  @Test func aMeshInStepNeedsNothing() throws {
    let scene = try Scene(nodes: 4, generation: 3)
    #expect(try Planner.plan(scene.input(observed: scene.inStep(), applied: scene)).isEmpty)
  }

  @Test(arguments: [(1, 2), (nil, 1), (1, nil)] as [(Int?, Int?)])
  func aChangeIsACutoverOfBothEndsAndThenTheOldFilesGo(before: Int?, after: Int?) throws {
    let (old, new) = (try Scene(nodes: 3, generation: before), try Scene(nodes: 3, generation: after))
    let plan = try Planner.plan(new.input(observed: old.inStep(), applied: old))
    #expect(plan.exchanges.count == (after == nil ? 0 : 3))
    #expect(plan.waves.map(\.kind) == (before == nil ? [.cutover] : [.cutover, .retire]))
    let steps = plan.waves[0].work.flatMap { work in work.changes.map { (work.node, $0) } }
    #expect(steps.count == 6 && steps.allSatisfy { $0.1.presharedKey != nil && $0.1.allowedIPs == nil })
    if let before {
      #expect(plan.waves[1].work[0].steps == [.forgetPresharedKeys([name(2, before), name(3, before)])])
      #expect(
        plan.waves[0].work.allSatisfy {
          !$0.steps.contains { if case .forgetPresharedKeys = $0 { true } else { false } }
        })
    }
  }

  @Test func anEndWithoutItsOtherKeepsWhatItHas() throws {
    let (old, new) = (try Scene(nodes: 3, generation: 1), try Scene(nodes: 3, generation: 2))
    var observed = try old.inStep()
    observed["n3"] = nil
    let plan = try Planner.plan(new.input(observed: observed, applied: old))
    #expect(plan.exchanges.map(\.tunnel.description) == ["n1 ↔ n2"])
    let cutover = try #require(plan.waves.first { $0.kind == .cutover })
    #expect(cutover.work.map(\.node) == ["n1", "n2"] && cutover.work.allSatisfy { $0.changes.count == 1 })
    let kept = cutover.work[0].settlement.bootFiles[0].interface.peers.map(\.presharedKey)
    #expect(Set(kept) == [.file(name(2, 2)), .file(name(3, 1))])
    // The file of the tunnel to the late node is still needed.
    let retired = try #require(plan.waves.first { $0.kind == .retire }).work.flatMap(\.steps)
    #expect(retired == [.forgetPresharedKeys([name(2, 1)]), .forgetPresharedKeys([name(1, 1)])])
  }

  /// The first tunnel of an enrolment script has none: the hub's entry starts like that, and both change together.
  @Test func aTunnelThatStartedWithoutGetsOneAtBothEnds() throws {
    let scene = try Scene(nodes: 2, generation: 1)
    var observed = try scene.fresh()
    observed["n2"] = nil
    let first = try Planner.plan(scene.input(observed: observed, overMesh: ["n2"]))
    let made = first.waves[0].work[0].settlement.bootFiles[0].interface.peers.map(\.presharedKey)
    #expect(made == [.off] && first.exchanges.isEmpty)

    var hosts = try scene.inStep()
    for name in ["n1", "n2"] { hosts[name]?.set(.off) }
    hosts["n1"]?.interfaces = []
    hosts["n1"]?.bootFiles = []
    let second = try Planner.plan(scene.input(observed: hosts, applied: scene))
    #expect(second.waves.map(\.kind) == [.prepare, .cutover], "n1 makes its interface to fit n2's")
    #expect(second.waves[0].work.map(\.node) == ["n1"] && second.waves[1].work.map(\.node) == ["n1", "n2"])
    #expect(second.waves[0].work[0].settlement.bootFiles[0].interface.peers.map(\.presharedKey) == [.off])
    #expect(second.waves[1].work[0].settlement.bootFiles[0].interface.peers.map(\.presharedKey) == [.file(name(2, 1))])
  }

  @Test func lostFilesAreFilledAgainFromTheOtherEnd() throws {
    let scene = try Scene(nodes: 3, generation: 1)
    var hosts = try scene.inStep()
    hosts["n2"]?.presharedKeys = [:]
    hosts["n2"]?.set(.unknown)
    let plan = try Planner.plan(scene.input(observed: hosts, applied: scene))
    #expect(plan.exchanges.map(\.source) == ["n1", "n3"] && plan.exchanges.allSatisfy { !$0.isNew })
    #expect(plan.exchanges.map(\.target) == ["n2", "n2"])
    #expect(plan.changedNodes == ["n2"], "the others have what is right")
  }

  @Test func ofTwoThatDifferTheLiveOneStays() throws {
    let scene = try Scene(nodes: 2, generation: 1)
    var hosts = try scene.inStep()
    hosts["n1"]?.presharedKeys = [name(2, 1): String(repeating: "b", count: 64)]
    hosts["n1"]?.set(.unknown)
    let plan = try Planner.plan(scene.input(observed: hosts, applied: scene))
    #expect(plan.exchanges.map(\.source) == ["n2"])
    #expect(plan.changedNodes == ["n1"])
    hosts["n1"]?.set(.file(name(2, 1)))
    let both = try Planner.plan(scene.input(observed: hosts, applied: scene))
    #expect(both.exchanges.map(\.source) == ["n1"])
    // What was made from the file that is written over is no longer that of a file.
    #expect(both.waves.map { $0.work.map(\.node) } == [["n2"]])
  }

  @Test func aBootFileWithAnotherKeyIsOutOfStep() throws {
    let scene = try Scene(nodes: 2, generation: 1)
    for wrong in [[PublicKey: PresharedKey](), [.numbered(2): .unknown], [.numbered(2): .file(name(2, 9))]] {
      var hosts = try scene.inStep()
      hosts["n1"]?.bootFiles[0].presharedKeys = wrong
      let plan = try Planner.plan(scene.input(observed: hosts, applied: scene))
      #expect(plan.changedNodes == ["n1"] && plan.waves[0].work[0].steps.isEmpty)
    }
  }

  @Test func aPeerOfSomebodysKeepsTheKeyThatItsOwnerAgreedOn() throws {
    let scene = try Scene(nodes: 2)
    var hosts = try scene.inStep()
    hosts["n1"]?.set(.unknown)
    var input = try scene.input(observed: hosts, applied: scene)
    input.nodes.removeAll { $0.name == "n2" }
    #expect(try Planner.plan(input).isEmpty)
  }

  /// Whatever the ends have: a key that changes is changed at both in one wave, or is what the other end has already.
  @Test(arguments: 0..<300)
  func bothEndsOrNeither(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let scene = try Scene(nodes: 4, generation: [nil, 1, 2].randomElement(using: &generator) ?? nil)
    var hosts = try Scene(nodes: 4, generation: 2).inStep()
    for node in hosts.keys.sorted() {
      guard var host = hosts[node] else { continue }
      for other in 1...4 {
        if Bool.random(using: &generator) { host.presharedKeys[name(other, 1)] = String(repeating: "a", count: 64) }
        if Int.random(in: 0...3, using: &generator) == 0 { host.presharedKeys[name(other, 2)] = nil }
      }
      host.interfaces[0].configuration.peers = host.interfaces[0].configuration.peers.map { peer in
        var peer = peer
        let held = host.presharedKeys.keys.filter {
          PublicKey.numbered(Int($0.peer.dropFirst()) ?? 0) == peer.publicKey
        }
        let keys = [.off, .unknown] + held.sorted().map { PresharedKey.file($0) }
        peer.presharedKey = keys.randomElement(using: &generator) ?? .off
        return peer
      }
      hosts[node] = Int.random(in: 0...6, using: &generator) == 0 ? nil : host
    }
    guard !hosts.isEmpty else { return }
    let plan = try Planner.plan(scene.input(observed: hosts, applied: scene))
    let cutovers = plan.waves.filter { $0.kind == .cutover }
    #expect(cutovers.count <= 1)
    #expect(
      !plan.waves.filter { $0.kind != .cutover }.flatMap(\.work).contains {
        $0.changes.contains { $0.presharedKey != nil }
      })
    let carried = Set(plan.exchanges.flatMap { [[$0.source, $0.target], [$0.target, $0.source]] })
    for work in cutovers.flatMap(\.work) {
      for change in work.changes {
        guard let key = change.presharedKey, let other = plan.names[change.publicKey] else { continue }
        let far = try #require(hosts[other], "seed \(seed): \(other) is not reached")
        let own = try #require(hosts[work.node]?.interfaces[0].configuration.publicKey)
        let theirs = cutovers[0].work.first { $0.node == other }?.changes.first { $0.publicKey == own }?.presharedKey
        let live = far.interfaces[0].configuration.peers.first { $0.publicKey == own }?.presharedKey
        guard case .file(let mine) = key else {
          #expect(key == .off && theirs ?? live == .off, "seed \(seed)")
          continue
        }
        let counterpart = PresharedKeyName(peer: work.node, generation: mine.generation)
        #expect(theirs ?? live == .file(counterpart), "seed \(seed)")
        let isHeld = hosts[work.node]?.presharedKeys[mine].map { $0 == far.presharedKeys[counterpart] } ?? false
        #expect(isHeld || carried.contains([work.node, other]), "seed \(seed): live before both hold it")
      }
    }
  }
}

extension NodeWork {
  /// Changes of peers that are there.
  fileprivate var changes: [PeerChange] {
    steps.compactMap { if case .change(_, .setPeer(let change)) = $0, !change.isNew { change } else { nil } }
  }
}

extension HostObservation {
  /// Every peer's key, live and at boot.
  fileprivate mutating func set(_ key: PresharedKey) {
    interfaces[0].configuration.peers = interfaces[0].configuration.peers.map { peer in
      var peer = peer
      peer.presharedKey = key
      return peer
    }
    let keys = interfaces[0].configuration.peers.map { ($0.publicKey, key) }
    bootFiles[0].presharedKeys = key == .off ? [:] : Dictionary(uniqueKeysWithValues: keys)
  }
}
