import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// Small meshes, every interleaving of them: what is up stays up.
@Suite struct ContinuityWalkTests {
  /// Beyond any of these meshes.
  private static let noLimit = 4_000_000

  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// From a mesh of so many nodes to what becomes of it.
    var scenes: @Sendable (Int) throws -> (before: Scene, after: Scene)
    /// Tunnels of so many nodes that are there before and after.
    var tunnels: @Sendable (Int) -> Int = { $0 * ($0 - 1) / 2 }
    /// Nodes whose traffic takes second interfaces meanwhile.
    var beside: Set<String> = []
  }

  private static let movedPrefix: @Sendable (Int) throws -> (before: Scene, after: Scene) = {
    let (before, after) = ([2: ["10.20.2.0/24"]], [3: ["10.20.2.0/24"]])
    return (try Scene(nodes: $0, networks: before), try Scene(nodes: $0, networks: after))
  }

  private static let changes = [
    Change(testDescription: "one key rotated") { (try Scene(nodes: $0), try Scene(nodes: $0, keys: [2: 102])) },
    Change(testDescription: "every key rotated") { count in
      let keys = Dictionary(uniqueKeysWithValues: (1...count).map { ($0, 100 + $0) })
      return (try Scene(nodes: count), try Scene(nodes: count, keys: keys))
    },
    Change(testDescription: "a node added") { (try Scene(nodes: $0), try Scene(nodes: $0 + 1)) },
    Change(testDescription: "a node removed") {
      (try Scene(nodes: $0), try Scene(nodes: $0 - 1))
    } tunnels: {
      ($0 - 1) * ($0 - 2) / 2
    },
    Change(testDescription: "a prefix moved", scenes: movedPrefix),
    Change(testDescription: "a prefix moved beside", scenes: movedPrefix, beside: ["n3"]),
    Change(
      testDescription: "one key rotated beside",
      scenes: { (try Scene(nodes: $0), try Scene(nodes: $0, keys: [2: 102])) }, beside: ["n2"]),
    Change(
      testDescription: "a key rotated beside, and a prefix moved",
      scenes: {
        let (before, after) = ([3: ["10.20.2.0/24"]], [2: ["10.20.2.0/24"]])
        return (
          try Scene(nodes: $0, networks: before, generation: 1),
          try Scene(nodes: $0, keys: [2: 102], networks: after, generation: 1)
        )
      }, beside: ["n2"]),
    Change(
      testDescription: "another port beside",
      scenes: { count in
        let before = try Scene(nodes: count)
        return (before, Scene(before.desired.values.map { $0.listening(at: 52_000, key: .numbered(2)) }))
      }, beside: ["n2"]),
    Change(testDescription: "a prefix moved into another, out of a third") {
      let before = [1: ["10.20.0.0/16"], 2: ["10.20.2.0/24"]]
      let after = [1: ["10.20.0.0/16"], 3: ["10.20.2.0/24"]]
      return (try Scene(nodes: $0, networks: before), try Scene(nodes: $0, networks: after))
    },
    Change(testDescription: "pre-shared keys changed") {
      (try Scene(nodes: $0, generation: 1), try Scene(nodes: $0, generation: 2))
    },
    Change(testDescription: "a key rotated, a node added and a prefix moved") {
      let (before, after) = ([3: ["10.20.2.0/24"]], [2: ["10.20.2.0/24"]])
      return (
        try Scene(nodes: $0, networks: before, generation: 1),
        try Scene(nodes: $0 + 1, keys: [2: 102], networks: after, generation: 1)
      )
    },
  ]

  @Test(arguments: [3, 4], changes) func everyInterleavingKeepsWhatIsUp(count: Int, change: Change) throws {
    let (before, after) = try change.scenes(count)
    var fleet = try ModelFleet(from: before, to: after)
    fleet.rotation.parallel = change.beside
    let input = try fleet.input()
    let plan = try Planner.plan(input)
    #expect(plan.detours.isEmpty == change.beside.isEmpty)
    let continuity = Continuity(of: plan, input, mostStates: Self.noLimit)
    let (states, violations) = (continuity.states, continuity.violations.count)
    print("\(count) nodes, \(change.testDescription): \(states) states, \(violations) violations")
    #expect(continuity.isExhaustive)
    #expect(continuity.interruptions.isEmpty)
    #expect(continuity.tunnels == change.tunnels(count))
    #expect(continuity.kept == continuity.tunnels)

    let single = Continuity(of: plan, input, mostStates: 0)
    #expect(!single.isExhaustive)
    #expect(single.interruptions.isEmpty)
    #expect(single.tunnels == continuity.tunnels)
  }

  /// Counted by hand: the staging is 2 events of each of two peers, 3 × 3 states. In the cutover each of the two drops its
  /// entry (2 × 2), the node switches, and then each lands, and shakes hands or does not yet (3 × 3). Retiring is 3 × 3
  /// again, and what the node destroys at last is a file.
  @Test func theNumberOfStatesIsWhatItSays() throws {
    let (before, after) = (try Scene(nodes: 3), try Scene(nodes: 3, keys: [2: 102]))
    let plan = try Planner.plan(ModelFleet(from: before, to: after).input())
    #expect(plan.continuity.states == 9 + (4 + 9) + 9 + 1)
    #expect(plan.continuity.isExhaustive)
  }

  @Test func aLargeMeshIsWalkedTunnelByTunnel() throws {
    let (before, after) = (try Scene(nodes: 40), try Scene(nodes: 40, keys: [2: 102]))
    let continuity = try Planner.plan(ModelFleet(from: before, to: after).input()).continuity
    #expect(!continuity.isExhaustive)
    #expect((continuity.tunnels, continuity.kept, continuity.switching, continuity.waysBack) == (780, 780, 39, 39))
    // Of each of the 39: 3 staging, 2 + 3 in the cutover, 3 retiring; and one of each of the others.
    #expect(continuity.states == 39 * (3 + 5 + 3) + 741)
  }

  @Test func aPlanThatDoesNothingWalksNothing() throws {
    let scene = try Scene(nodes: 3)
    let plan = try Planner.plan(scene.input(observed: scene.inStep(), applied: scene))
    #expect(plan.continuity == Continuity())
  }
}

extension DesiredNode {
  /// The same node, where the one with a key listens on another port.
  fileprivate func listening(at port: UInt16, key: PublicKey) -> DesiredNode {
    var node = self
    node.interfaces = interfaces.map { interface in
      var interface = interface
      if interface.configuration.publicKey == key { interface.configuration.listenPort = port }
      interface.configuration.peers = interface.configuration.peers.map { peer in
        var peer = peer
        if peer.publicKey == key, let host = peer.endpoint?.host { peer.endpoint = Endpoint(host: host, port: port) }
        return peer
      }
      return interface
    }
    return node
  }
}
