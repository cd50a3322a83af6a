import Diagnostics
import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// What a revoked key makes of a plan.
@Suite struct RevocationPlanTests {
  private static let stolen = PublicKey.numbered(2)
  private static let next = PublicKey.numbered(102)
  private static let list = RevocationInput(nodes: [stolen: "n2"])

  private let wg0: InterfaceName

  init() throws { wg0 = try #require(InterfaceName("wg0")) }

  /// The key of n2 was stolen, and it has its next one.
  private func scenes() throws -> (before: Scene, after: Scene) {
    (try Scene(nodes: 4, generation: 1), try Scene(nodes: 4, keys: [2: 102], generation: 1))
  }

  @Test func aReachedNodeAndItsPeersChangeInOneWaveWithoutAWayBack() throws {
    let (before, after) = try scenes()
    let input = try after.input(observed: before.inStep(holding: after), applied: before, revocation: Self.list)
    let plan = try Planner.plan(input)
    #expect(plan.stages.map(\.name) == ["revoke", "keys", "cutover", "verify"])
    let wave = try #require(plan.waves.first)
    #expect(wave.kind == .revoke && wave.work.map(\.node) == ["n1", "n2", "n3", "n4"])
    #expect(wave.work.allSatisfy({ $0.undo.isEmpty }))
    #expect(plan.rotations.isEmpty && plan.waiting.isEmpty)

    let peer = try #require(wave.work.first)
    let prefix = try #require(Prefix("10.10.0.2/32"))
    #expect(
      peer.steps == [
        .change(wg0, .removePeer(Self.stolen)),
        .change(
          wg0,
          .setPeer(
            PeerChange(
              publicKey: Self.next, isNew: true, endpoint: Endpoint("203.0.113.2:51820"), keepalive: 0,
              allowedIPs: AllowedIPsChange(before: [], after: [prefix])))),
        .forgetPresharedKeys([PresharedKeyName(peer: "n2", generation: 1)]),
      ])
    let own = wave.work[1]
    #expect(own.steps.first == .change(wg0, .setKey(Self.next)))
    #expect(own.steps.last == .destroyKey(Self.stolen))
    #expect(
      own.steps.contains(.forgetPresharedKeys([1, 3, 4].map { PresharedKeyName(peer: "n\($0)", generation: 1) })))
    let files = wave.work.flatMap(\.settlement.bootFiles)
    #expect(files.count == 4 && !files.contains { $0.interface.peers.contains { $0.publicKey == Self.stolen } })
    #expect(files[1].interface.publicKey == Self.next)
    #expect(plan.accepting.map(\.host) == ["n1", "n3", "n4"] && plan.accepting.allSatisfy({ $0.isSeen }))
    // The pre-shared keys of its tunnels are new: nobody's old file is the source.
    #expect(plan.exchanges.map(\.tunnel.description) == ["n1 ↔ n2", "n2 ↔ n3", "n2 ↔ n4"])
    #expect(plan.exchanges.allSatisfy({ $0.isNew }))
  }

  /// A node without a key is no part of the mesh, and its peers drop it, also where it cannot be reached.
  @Test func aNodeThatIsNotReachedIsDropped() throws {
    let (before, after) = (try Scene(nodes: 4), try Scene(nodes: 4, isLinked: { $0 != 2 && $1 != 2 }))
    var hosts = try before.inStep()
    hosts["n2"] = nil
    var input = try after.input(observed: hosts, applied: before, revocation: Self.list)
    for index in input.nodes.indices where input.nodes[index].name == "n2" { input.nodes[index].desired = nil }
    let plan = Planner.revocation(input)
    #expect(plan.waves.map(\.kind) == [.revoke])
    #expect(plan.waves[0].work.map(\.steps) == Array(repeating: [.change(wg0, .removePeer(Self.stolen))], count: 3))
    #expect(plan.verifications.isEmpty)
    #expect(plan.late.map(\.name) == ["n2"])
  }

  @Test(arguments: [true, false]) func aCommitThatDeclaresARevokedKeyIsRefused(isManaged: Bool) throws {
    let scene = try Scene(nodes: 3)
    let place = SourceRange(file: "nodes/n2.yaml", line: 1, column: 12, length: 44)
    var list = Self.list
    list.places = [Self.stolen: place]
    var input = try scene.input(observed: scene.inStep(), applied: scene, revocation: list)
    if !isManaged { input.nodes.removeAll { $0.name == "n2" } }
    let failure = #expect(throws: Failure.self) { try Planner.plan(input) }
    #expect(failure?.exitStatus == .refused)
    #expect(failure?.diagnostics.map(\.code) == ["key-revoked"])
    #expect(failure?.diagnostics.map(\.place) == [.source(place)])
    #expect(failure?.diagnostics.first?.message.contains("\(Self.stolen)") == true)
  }

  /// A merge that was reverted, and whose key was destroyed on its host: what to do about it is said once.
  @Test func aRevokedKeyThatIsNoLongerOnItsHostIsToldAsRevokedAlone() throws {
    let (before, after) = try scenes()
    let input = try before.input(observed: after.inStep(), applied: after, revocation: Self.list)
    let failure = #expect(throws: Failure.self) { try Planner.plan(input) }
    #expect(failure?.diagnostics.map(\.code) == ["key-revoked"])
  }

  /// A peer that was away still has the entry: it goes before what else there is to do.
  @Test func aHostThatComesBackLosesTheKeyFirst() throws {
    let after = try Scene(nodes: 4, keys: [2: 102])
    let before = try Scene(nodes: 4)
    let wider = try Scene(nodes: 4, keys: [2: 102], networks: [3: ["10.20.3.0/24"]])
    var hosts = try after.inStep()
    hosts["n1"] = try before.inStep()["n1"]
    let list = RevocationInput(nodes: [Self.stolen: "n2"], accepting: [Self.stolen: ["n1", "n4"]])
    // The commit that declared the key is not even the applied one any more.
    let plan = try Planner.plan(wider.input(observed: hosts, applied: after, revocation: list))
    #expect(plan.waves.map(\.kind) == [.revoke, .prepare])
    #expect(plan.waves[0].work.map(\.node) == ["n1"])
    #expect(plan.accepting.map(\.host) == ["n1"])
    // On its way, not there.
    #expect(plan.waves[0].work[0].settlement.marker?.digest == "")

    hosts["n1"] = nil
    let away = try Planner.plan(wider.input(observed: hosts, applied: after, revocation: list))
    #expect(away.accepting == [AcceptingHost(host: "n1", key: Self.stolen, owner: "n2", isSeen: false)])
    #expect(away.waves.map(\.kind) == [.prepare])
  }

  @Test func aBootFileAndItsOperatorsLinesAreWrittenAnewWithoutIt() throws {
    let scene = try Scene(nodes: 3, keys: [2: 102])
    var hosts = try scene.inStep()
    hosts["n1"]?.bootFiles[0].mentions = [Self.stolen]
    hosts["n1"]?.bootFiles[0].operatorLines = ["PostUp = wg set %i peer \(Self.stolen)", "DNS = 192.0.2.1"]
    let plan = try Planner.plan(scene.input(observed: hosts, applied: scene, revocation: Self.list))
    #expect(plan.waves.map(\.kind) == [.revoke] && plan.changedNodes == ["n1"])
    #expect(plan.waves[0].work[0].steps.isEmpty)
    #expect(plan.waves[0].work[0].settlement.bootFiles[0].operatorLines == ["DNS = 192.0.2.1"])
    #expect(plan.waves[0].work[0].settlement.marker?.digest == scene.desired["n1"]?.digest)
    #expect(plan.accepting.map(\.host) == ["n1"])
  }

  /// A pair that is followed could bring the entry back.
  @Test(arguments: [true, false]) func aFollowedPairGoesBeforeTheEntry(isOld: Bool) throws {
    let scene = try Scene(nodes: 3, keys: [2: 102])
    var hosts = try scene.inStep()
    let pair = FollowedKeys(
      interface: wg0, old: isOld ? Self.stolen : Self.next, new: isOld ? Self.next : Self.stolen)
    hosts["n1"]?.followed = [pair]
    hosts["n1"]?.interfaces[0].configuration.peers.append(Peer(publicKey: Self.stolen, allowedIPs: []))
    let plan = try Planner.plan(scene.input(observed: hosts, applied: scene, revocation: Self.list))
    let work = try #require(plan.waves.first?.work.first)
    #expect(plan.waves[0].kind == .revoke && work.node == "n1")
    #expect(Array(work.steps.prefix(2)) == [.unfollow(pair), .change(wg0, .removePeer(Self.stolen))])
    #expect(work.settlement.bootFiles[0].followed.isEmpty)
    #expect(plan.waves.count == 1)
  }

  /// Where the thief sends from is no endpoint.
  @Test func theEndpointIsTheDeclaredOne() throws {
    let (before, after) = try scenes()
    var hosts = try before.inStep(holding: after)
    for index in hosts["n1"]?.interfaces[0].configuration.peers.indices ?? 0..<0 {
      hosts["n1"]?.interfaces[0].configuration.peers[index].endpoint = Endpoint("198.51.100.66:666")
    }
    let plan = Planner.revocation(try after.input(observed: hosts, applied: before, revocation: Self.list))
    let entry = plan.waves[0].work[0].settlement.bootFiles[0].interface.peers.first { $0.publicKey == Self.next }
    #expect(entry?.endpoint == Endpoint("203.0.113.2:51820"))
  }

  /// Nothing else holds a revocation up.
  @Test func whatElseIsWrongDoesNotMatter() throws {
    let (before, after) = try scenes()
    var hosts = try before.inStep(holding: after)
    hosts["n3"]?.interfaces[0].configuration.peers.append(Peer(publicKey: .numbered(77), allowedIPs: []))
    hosts["n4"]?.marker = nil
    let input = try after.input(observed: hosts, applied: before, revocation: Self.list)
    #expect(throws: Failure.self) { try Planner.plan(input) }
    #expect(Planner.revocation(input).changedNodes == ["n1", "n2", "n3"], "what is not Weft's is not touched")
  }

  /// A node that comes back with a new key from its console has the old files still: none of them is used again.
  @Test func whatTheThiefHasOfANodeThatComesBackIsNotUsedAgain() throws {
    let scene = try Scene(nodes: 3, keys: [2: 102], generation: 1)
    var hosts = try scene.inStep()
    hosts["n2"]?.keys.append(Self.stolen)
    for name in ["n1", "n3"] {
      hosts[name]?.presharedKeys[PresharedKeyName(peer: "n2", generation: 1)] = nil
      hosts[name]?.interfaces[0].configuration.peers =
        scene.desired[name]?.interfaces[0].configuration.peers.map { peer in
          var peer = peer
          if peer.publicKey == Self.next { peer.presharedKey = .off }
          return peer
        } ?? []
    }
    let plan = try Planner.plan(scene.input(observed: hosts, applied: scene, revocation: Self.list))
    #expect(plan.waves.first?.kind == .revoke && plan.waves.first?.work.map(\.node) == ["n2"])
    #expect(plan.waves.first?.work.first?.steps.last == .destroyKey(Self.stolen))
    #expect(
      plan.exchanges.map(\.tunnel.description) == ["n1 ↔ n2", "n2 ↔ n3"] && plan.exchanges.allSatisfy({ $0.isNew }))
  }

  /// Each has the other's revoked entry, and all of its own to change.
  @Test func bothEndsOfATunnelAreRevokedAtOnce() throws {
    let before = try Scene(nodes: 3, generation: 1)
    let after = try Scene(nodes: 3, keys: [1: 101, 2: 102], generation: 1)
    let list = RevocationInput(nodes: [.numbered(1): "n1", Self.stolen: "n2"])
    let plan = Planner.revocation(
      try after.input(observed: before.inStep(holding: after), applied: before, revocation: list))
    let works = plan.waves.flatMap(\.work)
    #expect(works.map(\.node) == ["n1", "n2", "n3"])
    for work in works {
      let set = work.steps.compactMap { step in
        if case .change(_, .setPeer(let change)) = step { change.publicKey } else { nil }
      }
      #expect(Set(set).isDisjoint(with: list.nodes.keys), "\(work.node): a change would make an entry anew")
      let peers = work.settlement.bootFiles[0].interface.peers
      #expect(peers.map(\.publicKey) == after.desired[work.node]?.interfaces[0].configuration.peers.map(\.publicKey))
      let keys = peers.filter { [.numbered(101), .numbered(102)].contains($0.publicKey) }.map(\.presharedKey)
      #expect(Set(keys) == [.off])
    }
  }

  /// One that was revoked was not removed by a slip.
  @Test func aRevokedNodeDoesNotCountAsARemoval() throws {
    let (before, after) = (try Scene(nodes: 5), try Scene(nodes: 4))
    var input = try after.input(
      observed: before.inStep(), applied: before, revocation: RevocationInput(nodes: [.numbered(5): "n5"]))
    input.policy.removals = RemovalLimit(percent: 0, minimumNodes: 1)
    let plan = try Planner.plan(input)
    let leaving = plan.waves.flatMap(\.work).filter { $0.node == "n5" }
    #expect(leaving.flatMap(\.steps).last == .destroyKey(.numbered(5)), "reached after all, it loses its key")
    input.revocation = RevocationInput()
    let removed = input
    #expect(throws: Failure.self) { try Planner.plan(removed) }
  }
}
