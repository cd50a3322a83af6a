import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

extension Interface {
  /// Short enough for the message of a test that fails.
  fileprivate var summary: [String] {
    ["\(publicKey?.abbreviation ?? "no key") \(addresses) \(routes)"]
      + peers.map { peer in
        "\(peer.publicKey.abbreviation) \(peer.endpoint?.description ?? "-") \(peer.allowedIPs) \(peer.keepalive)"
      }
  }
}

/// Any crash is a starting point: whatever a rotation leaves behind, the next plan finishes the job.
@Suite struct RotationCrashTests {
  /// A random mesh, and another that it is to become.
  struct Case {
    var fleet: ModelFleet
    var goal: Scene

    init(using generator: inout SeededGenerator) throws {
      let count = Int.random(in: 3...6, using: &generator)
      var missing: Set<[Int]> = []
      for first in 1...count {
        for second in 1...count where first < second && Int.random(in: 0..<4, using: &generator) == 0 {
          missing.insert([first, second])
        }
      }
      let isLinked = { (first: Int, second: Int) in !missing.contains([first, second]) }
      var keys: [Int: Int] = [:]
      for number in 1...count where Bool.random(using: &generator) { keys[number] = 100 + number }
      let owners = (0..<2).map { _ in Int.random(in: 1...count, using: &generator) }
      let before = try Scene(nodes: count, networks: [owners[0]: ["10.20.2.0/24"]], isLinked: isLinked)
      let added = Int.random(in: 0...1, using: &generator)
      goal = try Scene(
        nodes: count + added, keys: keys, networks: [owners[1]: ["10.20.2.0/24"]], isLinked: isLinked)
      fleet = try ModelFleet(from: before, to: goal)
      fleet.policy.maxParallel = Int.random(in: 1...4, using: &generator)
      if Bool.random(using: &generator) { fleet.rotation.hubGroups = [["n1", "n2"]] }
    }

    /// Some keys switch beside, over second interfaces.
    mutating func rotateBeside(using generator: inout SeededGenerator) {
      fleet.rotation.parallel = Set(goal.desired.keys.sorted().filter { _ in Bool.random(using: &generator) })
    }
  }

  @Test(arguments: 0..<300, [false, true])
  func anyCrashIsAStartingPoint(seed: Int, beside: Bool) throws {
    var generator = SeededGenerator(seed: seed)
    var situation = try Case(using: &generator)
    if beside { situation.rotateBeside(using: &generator) }
    var (fleet, goal) = (situation.fleet, situation.goal)
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      fleet.crash(try Planner.plan(fleet.input()), using: &generator)
      fleet.settle(using: &generator)
    }
    var rounds = 0
    while case let plan = try Planner.plan(fleet.input()), !plan.isEmpty {
      rounds += 1
      // What switches beside does so batch by batch, each in a plan of its own.
      try #require(rounds <= (beside ? goal.desired.count + 1 : 1), "seed \(seed): \(plan.waves.map(\.kind))")
      fleet.run(plan)
    }
    for (name, node) in goal.desired {
      let host = try #require(fleet.hosts[name])
      #expect(
        host.interfaces.map(\.configuration.summary) == node.interfaces.map(\.configuration.summary),
        "seed \(seed), \(name)")
      #expect(host.followed.isEmpty, "seed \(seed), \(name)")
      #expect(host.keys == [node.interfaces[0].configuration.publicKey], "seed \(seed), \(name)")
      #expect(host.marker?.digest == node.digest, "seed \(seed), \(name)")
    }
  }

  /// With a node away through all of it, the others come to rest; and once it is back, everything is in step.
  @Test(arguments: 0..<200)
  func aNodeThatIsAwayIsLate(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    var (fleet, goal) = try { ($0.fleet, $0.goal) }(Case(using: &generator))
    fleet.crash(try Planner.plan(fleet.input()), using: &generator)
    fleet.unreached = ["n\(Int.random(in: 1...3, using: &generator))"]
    if Bool.random(using: &generator) { fleet.rotation.without = fleet.unreached }
    for away in [true, false] {
      if !away { fleet.unreached = [] }
      var rounds = 0
      while case let plan = try Planner.plan(fleet.input()), !plan.isEmpty {
        rounds += 1
        try #require(rounds <= 3, "seed \(seed): \(plan.waves.map(\.kind))")
        fleet.run(plan)
        fleet.settle(using: &generator)
      }
    }
    for (name, node) in goal.desired {
      #expect(
        fleet.hosts[name]?.interfaces.map(\.configuration.summary) == node.interfaces.map(\.configuration.summary),
        "seed \(seed), \(name)")
    }
  }
}
