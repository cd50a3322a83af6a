import Diagnostics
import FRR
import MeshModel
import TestSupport
import Testing
import WireGuard

@testable import Planning

/// What neighbours of a routing protocol derive their secrets from is a pre-shared key of a generation of its own, and
/// changes where both ends can be told.
struct RoutingKeyTests {
  private func scene(_ routing: Routing = .ospf, presharedKeys: Int = 3, authentication: Int?) throws -> Scene {
    var files = MeshFixtures.fullMesh(3)
    let value = authentication.map { "{generation: \($0)}" } ?? "false"
    files["mesh.yaml", default: []] += Array(
      """
      presharedKeys: {generation: \(presharedKeys)}
      routing: {protocol: \(routing.rawValue), authentication: \(value)}

      """.utf8)
    let compiler = MeshCompiler(try #require(MeshLoader.load(files: files, folder: "").mesh))
    return Scene(compiler.nodes.compactMap { compiler.desired($0.name) })
  }

  /// Hosts that are what one scene desires are to become another.
  private func input(_ scene: Scene, before: Scene, without unreached: Set<String> = []) throws -> PlanningInput {
    var hosts = try before.inStep().filter { !unreached.contains($0.key) }
    for name in hosts.keys {
      for key in before.desired[name]?.presharedKeys ?? [] {
        hosts[name]?.presharedKeys[key] = String(repeating: "a", count: 64)
      }
    }
    var input = try scene.input(observed: hosts, applied: before)
    for index in input.nodes.indices {
      guard let host = input.nodes[index].observation, let router = before.desired[input.nodes[index].name]?.router
      else { continue }
      let lines = router.lines.filter { !$0.isDefault }
      let routing = RoutingObservation(daemons: Set(router.daemons), running: lines, recorded: lines)
      input.nodes[index].reading = .observed(host, routing)
    }
    return input
  }

  /// What a node's FRR is told in a phase, and the files that it gives up then.
  private func work(
    _ plan: Plan, _ node: String, _ kind: Wave.Kind
  ) -> (set: Set<PresharedKeyName>, removed: Set<PresharedKeyName>, forgotten: [PresharedKeyName]) {
    var found: (Set<PresharedKeyName>, Set<PresharedKeyName>, [PresharedKeyName]) = ([], [], [])
    for step in plan.waves.filter({ $0.kind == kind }).flatMap(\.work).filter({ $0.node == node }).flatMap(\.steps) {
      switch step {
      case .route(let change, _):
        found.0.formUnion(change.settings.compactMap(\.line.presharedKey))
        found.1.formUnion(change.removed.compactMap(\.presharedKey))
      case .forgetPresharedKeys(let keys): found.2 += keys
      default: continue
      }
    }
    return found
  }

  private func key(_ number: Int, _ generation: Int) -> PresharedKeyName {
    PresharedKeyName(peer: "node\(number)", generation: generation)
  }

  @Test func bothHostsGetIt() throws {
    let needed = PresharedKeyExchange.needed(try scene(authentication: 1).input())
    let tunnels = ["node1 ↔ node2", "node1 ↔ node3", "node2 ↔ node3"]
    #expect(needed.map(\.tunnel.description) == tunnels.flatMap { [$0, $0] })
    #expect(needed.map(\.generation) == [1, 3, 1, 3, 1, 3] && needed.allSatisfy(\.isNew))
  }

  @Test(arguments: [nil, 1, 3]) func aMeshInStepNeedsNothing(authentication: Int?) throws {
    let scene = try scene(authentication: authentication)
    #expect(try Planner.plan(input(scene, before: scene)).isEmpty)
  }

  @Test func anotherGenerationGoesToBothEndsAndTheOldOneGoes() throws {
    let plan = try Planner.plan(input(try scene(authentication: 2), before: try scene(authentication: 1)))
    #expect(plan.exchanges.map(\.generation) == [2, 2, 2])
    for (node, others) in [("node1", [2, 3]), ("node2", [1, 3]), ("node3", [1, 2])] {
      #expect(work(plan, node, .prepare).set == Set(others.map { key($0, 2) }))
      let retired = work(plan, node, .retire)
      #expect(retired.removed == Set(others.map { key($0, 1) }) && retired.forgotten == others.map { key($0, 1) })
    }
  }

  /// The same where it is turned on and off.
  @Test(arguments: [(1, 2), (nil, 2), (1, nil)] as [(Int?, Int?)])
  func theSecretOfATunnelWhoseOtherEndIsLateStays(before: Int?, after: Int?) throws {
    let plan = try Planner.plan(
      input(try scene(authentication: after), before: try scene(authentication: before), without: ["node3"]))
    #expect(plan.exchanges.map(\.tunnel.description) == (after == nil ? [] : ["node1 ↔ node2"]))
    #expect(work(plan, "node1", .prepare).set == Set([after].compactMap(\.self).map { key(2, $0) }))
    let retired = work(plan, "node1", .retire)
    #expect(retired.removed == Set([before].compactMap(\.self).map { key(2, $0) }))
    #expect(Set(retired.forgotten) == retired.removed, "the file of the late one's is needed")
  }

  @Test func otherPresharedKeysLeaveNeighborsAlone() throws {
    let plan = try Planner.plan(
      input(
        try scene(presharedKeys: 4, authentication: 3), before: try scene(presharedKeys: 3, authentication: 3)))
    #expect(plan.exchanges.map(\.generation) == [4, 4, 4])
    for node in ["node1", "node2", "node3"] {
      #expect(Wave.Kind.allCases.allSatisfy { work(plan, node, $0).set.isEmpty })
      #expect(work(plan, node, .retire).forgotten.isEmpty, "the secrets are made of them")
    }
  }

  /// Where a protocol cannot bear it, the plan says so.
  @Test(arguments: [Routing.ospf, .bgp]) func whatEndsASessionIsNamed(routing: Routing) throws {
    let before = try scene(routing, authentication: 1)
    let other = try Planner.plan(input(try scene(routing, presharedKeys: 4, authentication: 1), before: before))
    #expect(other.warnings.isEmpty && !other.isEmpty)
    let changed = try Planner.plan(input(try scene(routing, authentication: 2), before: before))
    #expect(changed.warnings.map(\.code) == (routing == .bgp ? ["sessions-end"] : []))
  }

  /// What a thief has is no secret: another key is made, and FRR told.
  @Test func aRevokedNodesSecretsAreMadeAnew() throws {
    let scene = try scene(authentication: 1)
    var input = try input(scene, before: scene)
    input.revocation = RevocationInput(nodes: [try #require(PublicKey(MeshFixtures.key(2))): "node2"])
    let purged = input.purged().input
    let exchanged = PresharedKeyExchange.needed(purged).filter { $0.generation == 1 }
    #expect(exchanged.map(\.tunnel.description) == ["node1 ↔ node2", "node2 ↔ node3"])
    for (index, left) in [[key(3, 1)], [], [key(1, 1)]].enumerated() {
      #expect(Set(purged.nodes[index].reading.routing?.running.compactMap(\.presharedKey) ?? []) == Set(left))
    }
  }
}
