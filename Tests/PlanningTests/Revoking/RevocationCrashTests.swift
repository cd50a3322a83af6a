import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// Whatever cuts a revocation short, and whatever it comes upon: the next plan finishes it, and no host keeps a way in.
@Suite struct RevocationCrashTests {
  /// Hosts in the middle of something, all keys of one of them stolen, and what they are to become.
  private struct Case {
    var fleet: ModelFleet
    let goal: Scene
    let victim: String
    let stolen: Set<PublicKey>

    init(using generator: inout SeededGenerator) throws {
      let count = Int.random(in: 3...5, using: &generator)
      let number = Int.random(in: 1...count, using: &generator)
      var keys: [Int: Int] = [:]
      for node in 1...count where Bool.random(using: &generator) { keys[node] = 100 + node }
      let before = try Scene(nodes: count)
      fleet = try ModelFleet(from: before, to: Scene(nodes: count, keys: keys))
      if Bool.random(using: &generator) {
        fleet.crash(try Planner.plan(fleet.input()), using: &generator)
        fleet.settle(using: &generator)
      }
      victim = "n\(number)"
      stolen = Set([number, keys[number]].compactMap { $0 }.map { PublicKey.numbered($0) })
      goal = try Scene(nodes: count, keys: keys.merging([number: 200 + number]) { $1 })
      fleet.scene = goal
      fleet.makeKey(.numbered(200 + number), on: victim)
      fleet.revocation.nodes = Dictionary(uniqueKeysWithValues: stolen.map { [victim] in ($0, victim) })
    }
  }

  @Test(arguments: 0..<300)
  func whatWasCutShortIsFinished(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    var (fleet, goal, stolen) = try { ($0.fleet, $0.goal, $0.stolen) }(Case(using: &generator))
    for _ in 0..<Int.random(in: 0...2, using: &generator) {
      fleet.unreached = Set(fleet.hosts.keys.sorted().filter { _ in Int.random(in: 0..<4, using: &generator) == 0 })
      let plan = Planner.revocation(try fleet.input())
      if Bool.random(using: &generator) { fleet.run(plan) } else { fleet.crash(plan, using: &generator) }
      fleet.settle(using: &generator)
    }
    fleet.unreached = []
    let first = try Planner.plan(fleet.input())
    if Self.accepting(stolen, fleet) != [] {
      #expect(first.waves.first?.kind == .revoke, "seed \(seed): it comes first")
      #expect(Set(first.accepting.map(\.host)) == Self.accepting(stolen, fleet), "seed \(seed)")
    }
    var rounds = 0
    while case let plan = try Planner.plan(fleet.input()), !plan.isEmpty {
      rounds += 1
      try #require(rounds <= 3, "seed \(seed): \(plan.waves.map(\.kind))")
      for step in plan.waves.flatMap(\.work).flatMap({ $0.steps + $0.undo }) {
        #expect(!Self.bringsBack(stolen, step), "seed \(seed): \(step)")
      }
      fleet.run(plan)
      fleet.settle(using: &generator)
    }
    #expect(Self.accepting(stolen, fleet) == [], "seed \(seed)")
    for name in fleet.hosts.keys.sorted() { fleet.reboot(name) }
    #expect(Self.accepting(stolen, fleet) == [], "seed \(seed): after a reboot")
    for (name, node) in goal.desired {
      #expect(
        fleet.hosts[name]?.interfaces.map(\.configuration.publicKey) == node.interfaces.map(\.configuration.publicKey),
        "seed \(seed), \(name)")
      #expect(fleet.hosts[name]?.keys.contains(where: stolen.contains) == false, "seed \(seed), \(name)")
      #expect(fleet.hosts[name]?.marker?.digest == node.digest, "seed \(seed), \(name)")
    }
  }

  /// The hosts with an entry of one of the keys, live, followed or for the next boot.
  private static func accepting(_ keys: Set<PublicKey>, _ fleet: ModelFleet) -> Set<String> {
    Set(
      fleet.hosts.filter { name, host in
        host.interfaces.contains { $0.configuration.peers.contains { keys.contains($0.publicKey) } }
          || host.followed.contains { keys.contains($0.old) || keys.contains($0.new) }
          || fleet.bootPeers(of: name).contains(where: keys.contains)
      }.keys)
  }

  private static func bringsBack(_ keys: Set<PublicKey>, _ step: Step) -> Bool {
    switch step {
    case .create(let interface): interface.peers.contains { keys.contains($0.publicKey) }
    case .change(_, .setPeer(let change)): keys.contains(change.publicKey)
    case .change(_, .setKey(let key)): keys.contains(key)
    case .land(let landing): keys.contains(landing.peer.publicKey)
    case .switchKey(let change): keys.contains(change.new)
    case .follow(let pair): keys.contains(pair.old) || keys.contains(pair.new)
    default: false
    }
  }
}
