import Diagnostics
import FRR
import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// From one way of routing to another, in memory: in which order, without a hole in it, and from wherever it was left.
struct MigrationPlanTests {
  private static let hubs = "[{hubs: [hub-a, hub-b], spokes: [site]}]"

  /// Two hubs, three sites with networks, of which one runs no protocol.
  private func scene(
    _ routing: String, without gone: Set<String> = [], at network: String = "site-11", statics: Set<Int> = [13]
  ) throws -> Scene {
    let hubs = gone.contains("hub-a") ? Self.hubs.replacing("hub-a, ", with: "") : Self.hubs
    var files = [
      "mesh.yaml":
        "version: 1\nname: test\naddresses: [10.10.0.0/16, fd10:10::/64]\ntopology: \(hubs)\nrouting: \(routing)\n",
      "nodes/hub-a.yaml": MeshFixtures.node(1, tag: "hub"), "nodes/hub-b.yaml": MeshFixtures.node(2, tag: "hub"),
    ]
    for number: UInt16 in 11...13 {
      let moved = "site-\(number)" == network ? ["10.20.99.0/24"] : []
      let networks = (["10.20.\(number).0/24"] + moved).joined(separator: ", ")
      let more = statics.contains(Int(number)) && routing != "static" ? "\nrouting: static" : ""
      files["nodes/site-\(number).yaml"] = MeshFixtures.node(number, "networks: [\(networks)]\(more)", tag: "site")
    }
    for name in gone { files["nodes/\(name).yaml"] = nil }
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    let compiler = MeshCompiler(try #require(mesh, "\(diagnostics.map(\.message))"))
    return Scene(compiler.nodes.compactMap { compiler.desired($0.name) })
  }

  private static let ways = ["static", "ospf", "bgp"].flatMap { from in
    ["static", "ospf", "bgp"].filter { $0 != from }.map { (from, $0) }
  }

  @Test(arguments: ways) func nothingIsWithoutARoute(from: String, to: String) throws {
    var fleet = try ModelFleet(from: scene(from), to: scene(to))
    let names = fleet.hosts.keys.sorted()
    #expect(names.allSatisfy { fleet.unrouted($0).isEmpty })
    let plan = try Planner.plan(fleet.input())
    let expected: [String] =
      switch (from, to) {
      case ("static", _): ["prepare", "verify", "converge", "cutover", "retire"]
      case (_, "static"): ["prepare", "verify", "cutover", "retire"]
      default: ["prepare", "converge", "retire"]
      }
    #expect(plan.stages.map(\.name) == expected)
    for index in plan.waves.indices {
      fleet.run(plan, onlySteps: [], waves: index + 1)
      for name in names { #expect(fleet.unrouted(name).isEmpty, "\(name) after \(plan.waves[index].kind)") }
    }
    #expect(try Planner.plan(fleet.input()).isEmpty)
  }

  /// Said once, before it is so: what comes for such a network is dropped.
  @Test func aNetworkWithoutARouteIsNamed() throws {
    var fleet = try ModelFleet(from: scene("static"), to: scene("ospf"))
    func warnings() throws -> [String] {
      var input = try fleet.input()
      for index in input.nodes.indices where input.nodes[index].name == "site-11" {
        guard case .observed(let host, let routing) = input.nodes[index].reading else { continue }
        var after = routing
        after?.wayless = [try #require(Prefix("10.20.99.0/24"))]
        input.nodes[index].reading = .observed(host, after)
      }
      return try Planner.plan(input).warnings.map(\.message)
    }
    #expect(try warnings() == ["site-11 has no route to its network 10.20.99.0/24"])
    fleet.run(try Planner.plan(fleet.input()))
    #expect(try warnings().isEmpty)
  }

  /// Nothing moves to the protocol before it knows every destination, and nothing goes before it has moved.
  @Test func neighboursAndRoutesAreWaitedFor() throws {
    let plan = try Planner.plan(ModelFleet(from: scene("static"), to: scene("ospf")).input())
    #expect(plan.convergence.joined.map(\.node) == ["hub-a", "hub-b", "site-11", "site-12"])
    let site = try #require(plan.convergence.joined.last)
    #expect(site.adjacencies.count == 2 && site.adjacencies.values.allSatisfy { $0 == [.ospf, .ospf6] })
    let known = Set(site.known.map(\.description))
    // That of the site without a protocol is announced by its hub.
    #expect(known.isSuperset(of: ["10.20.11.0/24", "10.20.13.0/24", "10.10.0.1/32", "10.10.0.13/32"]))
    #expect(!known.contains("10.20.12.0/24"))
    #expect(plan.continuity.violations.isEmpty)
  }

  /// Wherever an apply was cut off, hosts rebooted meanwhile, the next one finishes it.
  @Test(arguments: ways) func anApplyThatWasCutOffIsFinished(from: String, to: String) throws {
    for seed in 0..<12 {
      var generator = SeededGenerator(seed: seed)
      var fleet = try ModelFleet(from: scene(from), to: scene(to))
      for _ in 0..<3 {
        let plan = try Planner.plan(fleet.input())
        if plan.isEmpty { break }
        fleet.crash(plan, using: &generator)
        fleet.settle(using: &generator)
      }
      for _ in 0..<2 { fleet.run(try Planner.plan(fleet.input())) }
      let left = try Planner.plan(fleet.input())
      #expect(left.isEmpty, "seed \(seed): \(left.waves)")
    }
  }

  /// A hub that leaves is gone around before its tunnels go.
  @Test(arguments: ["ospf", "bgp"]) func aHubIsDrainedBeforeItLeaves(routing: String) throws {
    var fleet = try ModelFleet(from: scene(routing), to: scene(routing, without: ["hub-a"]))
    let plan = try Planner.plan(fleet.input())
    // The site without a protocol gets a tunnel to the other hub.
    #expect(plan.stages.map(\.name) == ["prepare", "verify", "converge", "cutover", "converge", "retire"])
    let drained = Dictionary(
      plan.convergence.drained.map { ($0.node, $0.drained) }, uniquingKeysWith: { first, _ in first })
    #expect(Set(drained.keys) == ["hub-b", "site-11", "site-12"])
    let check = try #require(plan.convergence.drained.first { $0.node == "site-11" })
    let elsewhere = Set(check.elsewhere.map(\.description))
    // What the hub announces itself goes with it.
    #expect(elsewhere.isSuperset(of: ["10.20.12.0/24", "10.10.0.2/32"]))
    #expect(elsewhere.isDisjoint(with: ["10.10.0.1/32", "fd10:10::1/128"]))
    fleet.run(plan)
    #expect(try Planner.plan(fleet.input()).isEmpty)
    #expect(fleet.routers["hub-a"]?.running.isEmpty == true)
  }

  /// An apply that stopped at the first gate, or was cut off behind it, has done already what the gates wait for: the next one
  /// asks all the same before anything goes.
  @Test(arguments: ["ospf", "bgp"]) func gatesAreAskedAgain(routing: String) throws {
    let first = try Planner.plan(ModelFleet(from: scene(routing), to: scene(routing, without: ["hub-a"])).input())
    for done in 1..<first.waves.count {
      var fleet = try ModelFleet(from: scene(routing), to: scene(routing, without: ["hub-a"]))
      fleet.run(first, onlySteps: [], waves: done)
      let next = try Planner.plan(fleet.input())
      #expect(next.convergence.joined.map(\.node) == ["hub-b", "site-11", "site-12"])
      #expect(next.convergence.drained.map(\.node) == ["hub-b", "site-11", "site-12"])
      let names = next.stages.map(\.name)
      #expect(names.suffix(2) == ["converge", "retire"] && names.count { $0 == "converge" } == 2, "\(names)")
    }
  }

  /// A site that gives the protocol up is announced by its hubs, which have no other way to it than the one that goes.
  @Test(arguments: ["ospf", "bgp"]) func whatHasNoOtherWayHoldsNothingUp(routing: String) throws {
    let plan = try Planner.plan(ModelFleet(from: scene(routing), to: scene(routing, statics: [12, 13])).input())
    #expect(plan.convergence.drained.map(\.node) == ["hub-a", "hub-b"])
    for check in plan.convergence.drained {
      let elsewhere = Set(check.elsewhere.map(\.description))
      #expect(check.drained.map(\.text) == ["wg0-site-12"])
      #expect(elsewhere.contains("10.20.11.0/24"))
      #expect(elsewhere.isDisjoint(with: ["10.10.0.12/32", "10.20.12.0/24"]), "\(check.node)")
    }
  }

  /// A network that moves is announced at its new place before it is gone from the old one; no tunnel is touched.
  @Test(arguments: ["ospf", "bgp"]) func aMovedNetworkIsTwoAnnouncements(routing: String) throws {
    let plan = try Planner.plan(ModelFleet(from: scene(routing), to: scene(routing, at: "site-12")).input())
    #expect(plan.stages.map(\.name) == ["prepare", "converge", "retire"])
    let steps = plan.waves.flatMap(\.work).flatMap(\.steps)
    // The site without a protocol has it in its AllowedIPs, as before.
    #expect(!steps.contains { if case .change = $0 { true } else { false } })
    #expect(steps.contains { if case .route = $0 { true } else { false } })
  }

  /// FRR takes no other number beside the one that it has.
  @Test func anotherNumberIsRefused() throws {
    let other = "{protocol: bgp, autonomousSystem: 4200000100}"
    let input = try ModelFleet(from: scene("bgp"), to: scene(other)).input()
    let failure = #expect(throws: Failure.self) { try Planner.plan(input) }
    #expect(Set(failure?.diagnostics.map(\.code) ?? []) == ["router-renumbered"])
  }

  /// The rest of the mesh does not wait for a router whose daemons do not run.
  @Test func aBrokenRouterIsLate() throws {
    let fleet = try ModelFleet(from: scene("ospf"), to: scene("ospf"))
    let node = try #require(try fleet.input().nodes.first { $0.name == "site-11" })
    guard case .observed(let host, let router?) = node.reading else { throw Failure([], exit: .error) }
    func reading(_ daemons: Set<String>, recorded: [FRRLine]) -> NodeInput.Reading {
      NodeInput.Reading.observed(
        host, RoutingObservation(daemons: daemons, running: router.running, recorded: recorded)
      ).settingAside(brokenOf: node.desired?.router)
    }
    guard case .unreached(let reason) = reading(["zebra", "ospf6d"], recorded: router.recorded) else {
      Issue.record("it is planned for")
      return
    }
    #expect(reason.hasPrefix("FRR runs without ospfd there"))
    // One that never was a router of Weft's is refused: nothing holds the others up but the reader.
    #expect(reading(["zebra"], recorded: []).observation != nil)
    #expect(reading(["zebra", "ospfd", "ospf6d"], recorded: router.recorded).observation != nil)
  }

  @Test func aHostThatCannotIsRefused() throws {
    let input = try scene("ospf").input()
    let failure = #expect(throws: Failure.self) { try Planner.plan(input) }
    #expect(Set(failure?.diagnostics.map(\.code) ?? []) == ["router-not-installed"])
    #expect(failure?.exitStatus == .refused)
  }
}
