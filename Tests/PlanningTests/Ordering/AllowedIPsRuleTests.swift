import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// Hosts that have each destination by itself, as older versions wrote them, and a mesh whose AllowedIPs are aggregated.
struct AllowedIPsRuleTests {
  /// A hub, and spokes by their numbers.
  private func mesh(_ spokes: ClosedRange<UInt16>) throws -> Mesh {
    let text = "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology:\n"
    var files = [
      "mesh.yaml": Array((text + "  - hubs: [n1]\n    spokes: [core]\n").utf8),
      "nodes/n1.yaml": Array(MeshFixtures.node(1, tag: "hub").utf8),
    ]
    for number in spokes { files["nodes/n\(number).yaml"] = Array(MeshFixtures.node(number).utf8) }
    return try #require(MeshLoader.load(files: files, folder: "").mesh)
  }

  private func scene(_ mesh: Mesh) -> Scene {
    let compiler = MeshCompiler(mesh)
    return Scene(compiler.nodes.compactMap { compiler.desired($0.name) })
  }

  /// Hosts that are what a scene desires, and that pass packets on where it asks for it.
  private func inStep(_ scene: Scene, holding later: Scene? = nil) throws -> [String: HostObservation] {
    var hosts = try scene.inStep(holding: later)
    for (name, node) in scene.desired { hosts[name]?.forwarding = node.forwarding }
    return hosts
  }

  private func oneByOne(_ scene: Scene) -> Scene {
    Scene(
      scene.desired.values.map { node in
        var node = node
        let routes = node.interfaces[0].configuration.routes
        node.interfaces[0].configuration.peers = node.interfaces[0].configuration.peers.map { peer in
          peer.allowing(peer.allowedIPs.flatMap { prefix in routes.filter { prefix.contains($0) } })
        }
        return node
      })
  }

  @Test func theSameAddressesInOtherPrefixesAreNoChange() throws {
    let scene = scene(try mesh(2...9))
    let old = oneByOne(scene)
    let hosts = try inStep(old)
    #expect(hosts["n2"]?.interfaces[0].configuration != scene.desired["n2"]?.interfaces[0].configuration)
    let plan = try Planner.plan(scene.input(observed: hosts, applied: scene))
    #expect(plan.isEmpty)
    #expect(plan.unchanged.count == 9)
  }

  @Test func aDriftIsStillOne() throws {
    let scene = scene(try mesh(2...9))
    var hosts = try inStep(oneByOne(scene))
    let peer = try #require(hosts["n2"]?.interfaces[0].configuration.peers[0])
    hosts["n2"]?.interfaces[0].configuration.peers[0] = peer.allowing(peer.allowedIPs.dropLast())
    #expect(try Planner.plan(scene.input(observed: hosts, applied: scene)).changedNodes == ["n2"])
  }

  @Test(arguments: [2...8 as ClosedRange<UInt16>, 2...10, 3...9, 2...17])
  func whatIsWantedStaysAsItStandsAndNothingIsCut(_ spokes: ClosedRange<UInt16>) throws {
    let before = scene(try mesh(2...9))
    let after = scene(try mesh(spokes))
    for hosts in [try inStep(before), try inStep(oneByOne(before))] {
      let observed = hosts.merging(try after.fresh()) { first, _ in first }
      let plan = try Planner.plan(after.input(observed: observed, applied: before))
      #expect(!plan.isEmpty)
      #expect(plan.continuity.kept == plan.continuity.tunnels)
      let file = plan.waves.flatMap(\.work).last { $0.node == "n5" }?.settlement.bootFiles.first
      let had = try #require(hosts["n5"]?.interfaces[0].configuration.peers[0].allowedIPs)
      let wanted = Prefix.aggregated(try #require(after.desired["n5"]?.interfaces[0].configuration.peers[0].allowedIPs))
      let has = try #require(file?.interface.peers[0].allowedIPs)
      #expect(Prefix.aggregated(has) == wanted)
      // Only what held more than is wanted went.
      let gone = Set(had).subtracting(has)
      #expect(gone.allSatisfy { !$0.subtracting(wanted).isEmpty })
    }
  }

  @Test(arguments: [true, false])
  func aKeyMovesWithThePrefixesAsTheyStand(_ isOld: Bool) throws {
    var mesh = try mesh(2...9)
    let before = scene(mesh)
    for index in mesh.nodes.indices where mesh.nodes[index].name == "n1" { mesh.nodes[index].publicKey = .numbered(99) }
    let after = scene(mesh)
    let hosts = try inStep(isOld ? oneByOne(before) : before, holding: after)
    let plan = try Planner.plan(after.input(observed: hosts, applied: before))
    #expect(plan.rotations.map(\.node) == ["n1"])
    #expect(plan.continuity.kept == plan.continuity.tunnels)
    let file = plan.waves.flatMap(\.work).last { $0.node == "n5" }?.settlement.bootFiles.first
    let expected = (isOld ? oneByOne(before) : before).desired["n5"]?.interfaces[0].configuration.peers[0].allowedIPs
    #expect(file?.interface.peers.first { $0.publicKey == .numbered(99) }?.allowedIPs == expected)
  }
}
