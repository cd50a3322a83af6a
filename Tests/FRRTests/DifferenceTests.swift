import TestSupport
import Testing
import WireGuard

@testable import FRR

struct DifferenceTests {
  private let router = TextTests.router(.ospf(.init(helloInterval: 1, deadInterval: 3)))

  private func difference(_ running: [FRRLine], recorded: [FRRLine]? = nil) -> RoutingDifference {
    RoutingDifference(
      desired: router, mesh: "example", running: running, recorded: recorded ?? router.lines.filter { !$0.isDefault })
  }

  private var running: [FRRLine] { router.lines.filter { !$0.isDefault } }

  @Test func whatRunsIsLeftAlone() {
    #expect(difference(running).isEmpty && difference(running).isRecorded)
    #expect(!difference(running, recorded: []).isRecorded)
  }

  /// What somebody put in by hand in the place of a wanted line is replaced, also where the wanted one is the default.
  @Test func aWrongValueIsReplaced() throws {
    let hello = FRRLine(["interface wg-fra-1"], "ip ospf hello-interval 5")
    let type = FRRLine(["interface wg-fra-1"], "ip ospf network broadcast")
    let changed = running.map { $0.path == hello.path && $0.text.hasPrefix("ip ospf hello") ? hello : $0 } + [type]
    let difference = difference(changed)
    #expect(difference.removed.isEmpty)
    #expect(
      difference.commands == [
        "interface wg-fra-1", " ip ospf network point-to-point", " ip ospf hello-interval 1", "exit",
      ])
    #expect(difference.settings.map(\.replaces) == ["ip ospf network broadcast", "ip ospf hello-interval 5"])
    #expect(
      difference.inverse.commands == [
        "interface wg-fra-1", " ip ospf network broadcast", " ip ospf hello-interval 5", "exit",
      ])
  }

  /// A bgpd that must not forget a neighbour keeps it, shut down; and speaks to it again when it is back.
  @Test func aNeighborIsShutDownWhereItCannotBeForgotten() {
    var before = TextTests.router(.bgp(.init(asNumber: 4_200_000_001)))
    before.interfaces[1].key = PresharedKeyName(peer: "fra-1", generation: 1)
    var after = before
    let gone = after.interfaces.removeLast().name
    func toward(_ router: RouterConfiguration?, _ lines: [FRRLine]) -> RoutingDifference {
      RoutingDifference(
        desired: router, mesh: "example", running: lines, recorded: lines, forgetsNeighbors: false)
    }
    let old = before.lines.filter { !$0.isDefault }
    let leaving = toward(after, old)
    #expect(leaving.settings.map(\.line.text) == ["neighbor \(gone) shutdown"])
    #expect(!leaving.removed.isEmpty && !leaving.removed.contains { $0.isNeighborItself })
    // It speaks until what leaves is taken away, and with that its session ends.
    #expect(leaving.additions.isEmpty && !leaving.additions.record.contains { $0.isShutdown })
    #expect(!leaving.endsSessions)
    let left = leaving.applied(to: old)
    #expect(toward(after, left).isEmpty && toward(after, left).isRecorded)
    let joining = toward(before, left)
    #expect(joining.additions.settings.contains { $0.line.text == "no neighbor \(gone) shutdown" })
    #expect(Set(joining.applied(to: left)) == Set(old) && !joining.endsSessions)
    // What is taken back leaves it as it was.
    #expect(Set(joining.inverse.applied(to: joining.applied(to: left))) == Set(left))
    let fresh = toward(after, after.lines.filter { !$0.isDefault })
    let undone = toward(before, fresh.record).inverse
    #expect(undone.settings.map(\.line.text) == ["neighbor \(gone) shutdown"])
    #expect(!undone.removed.contains { $0.isNeighborItself })
    #expect(toward(after, undone.applied(to: old)).isEmpty)
    // The instance is there from then on, also where there was none.
    let first = toward(before, []).inverse
    #expect(!first.removed.contains { $0.isNeighborItself })
    #expect(first.settings.map(\.line.isShutdown) == [true, true])
    let empty = first.applied(to: old)
    #expect(Set(first.record) == Set(empty))
    #expect(toward(nil, empty).commands == ["no router bgp 4200000001"])
    // Nobody sets up what is not there any more.
    let wiped = RoutingDifference(
      desired: after, mesh: "example", running: [], recorded: left, forgetsNeighbors: false)
    #expect(!wiped.settings.contains { $0.line.isShutdown })
    // With the instance it goes.
    #expect(toward(nil, left).commands.contains("no router bgp 4200000001"))
  }

  @Test func theOperatorsOwnStays() {
    let own = [
      FRRLine(["interface lan0"], "ip ospf area 1"), FRRLine([], "ip prefix-list weft permit 10.0.0.0/8"),
      FRRLine(["router ospf"], "redistribute rip"), FRRLine(["interface wg-fra-1"], "description theirs"),
    ]
    #expect(difference(running + own).isEmpty)
    let end = RoutingDifference(desired: nil, mesh: "example", running: running + own, recorded: running)
    #expect(Set(end.removed).isDisjoint(with: own))
    #expect(!end.commands.contains("no router ospf") && end.commands.contains("no router ospf6"))
  }

  /// Names tell what is Weft's where the record is lost; another mesh's are none of this one's.
  @Test func namesTellWhatIsWefts() {
    let old = FRRLine([], "ip prefix-list weft-example-known-4 permit 10.77.0.0/16")
    let other = FRRLine([], "ip prefix-list weft-other-known-4 permit 10.77.0.0/16")
    let difference = difference(running + [old, other], recorded: [])
    #expect(difference.removed == [old])
    #expect(difference.commands == ["no ip prefix-list weft-example-known-4 permit 10.77.0.0/16"])
  }

  private static let keyOne = "ip ospf message-digest-key 1 md5"
  private static let keySix = "ipv6 ospf6 authentication key-id 1 hash-algo hmac-sha-256 key"

  private func authenticated(_ generation: Int?) -> RouterConfiguration {
    var router = router
    router.interfaces[1].key = generation.map { PresharedKeyName(peer: "fra-1", generation: $0) }
    return router
  }

  /// FRR takes a second OSPFv2 key of one number only once the first is gone, and nobody can put back a secret that only the
  /// host knew.
  @Test func aWrongSecretIsReplaced() {
    let wanted = authenticated(1).lines.filter { !$0.isDefault }
    let running = wanted.map { line in
      line.presharedKey == nil ? line : FRRLine(line.path, line.text.replacing("preshared:fra-1.1", with: "sha256:00"))
    }
    let difference = RoutingDifference(
      desired: authenticated(1), mesh: "example", running: running, recorded: wanted)
    #expect(difference.removed.isEmpty)
    #expect(
      difference.commands == [
        "interface wg-fra-1", " no \(Self.keyOne) unknown", " \(Self.keyOne) preshared:fra-1.1",
        " \(Self.keySix) preshared:fra-1.1", "exit",
      ])
    #expect(difference.inverse.commands == [])
    // The same where the mesh asks for none any more.
    let end = RoutingDifference(desired: router, mesh: "example", running: running, recorded: wanted)
    #expect(
      end.removed.map(\.text) == [
        "\(Self.keySix) sha256:00", "ip ospf authentication message-digest", "\(Self.keyOne) sha256:00",
      ])
    let theirs = RoutingDifference(desired: router, mesh: "example", running: running, recorded: self.running)
    #expect(theirs.isEmpty, "an operator's own")
  }

  /// From each to each of no secret, that of a key and that of the next: an end whose other one cannot be told keeps what it
  /// has, and asks for the rest.
  @Test(arguments: [nil, 1, 2], [nil, 1, 2])
  func anEndWithoutItsOtherKeepsItsSecret(before: Int?, after: Int?) throws {
    let old = authenticated(before).lines.filter { !$0.isDefault }
    var new = authenticated(after)
    new.interfaces[1].cost = 7
    let name = try #require(InterfaceName("wg-fra-1"))
    let kept = RoutingDifference(desired: new, mesh: "example", running: old, recorded: old, unreached: [name])
    #expect(kept.removed.isEmpty)
    #expect(kept.settings.map(\.line.text) == ["ip ospf cost 7", "ipv6 ospf6 cost 7"])
    #expect(Set(kept.record.compactMap(\.presharedKey)) == Set(old.compactMap(\.presharedKey)))
    // Its file may be gone by then.
    let digests = old.map { line in
      line.presharedKey == nil ? line : FRRLine(line.path, "\(line.text.prefix { $0 != ":" }): sha256:00")
    }
    #expect(
      RoutingDifference(desired: new, mesh: "example", running: digests, recorded: old, unreached: [name]).settings
        == kept.settings)
    let both = RoutingDifference(desired: new, mesh: "example", running: old, recorded: old)
    #expect((both.settings.count > 2 || !both.removed.isEmpty) == (before != after))
    #expect(Set(both.record.compactMap(\.presharedKey).map(\.generation)) == Set([after].compactMap(\.self)))
    // A tunnel that is no more is taken away with its secret.
    new.interfaces.removeLast()
    let gone = RoutingDifference(desired: new, mesh: "example", running: old, recorded: old, unreached: [name])
    #expect(gone.record.allSatisfy { $0.presharedKey == nil })
    #expect(Set(gone.removed.compactMap(\.presharedKey)) == Set(old.compactMap(\.presharedKey)))
  }

  /// Timers that differ keep two routers apart: an end whose other one cannot be told keeps its own. One that is new has none.
  @Test func anEndWithoutItsOtherKeepsItsTimers() throws {
    let usual = TextTests.router(.ospf(.init()))
    let old = usual.lines.filter { !$0.isDefault }
    let name = try #require(InterfaceName("wg-fra-1"))
    func toward(_ recorded: [FRRLine]) -> RoutingDifference {
      RoutingDifference(desired: router, mesh: "example", running: recorded, recorded: recorded, unreached: [name])
    }
    let settings = toward(old).settings.map(\.line)
    #expect(settings.contains { $0.text == "ip ospf hello-interval 1" && $0.path == ["interface wg-hub-b"] })
    #expect(!settings.contains { $0.path == ["interface wg-fra-1"] })
    let joining = toward(old.filter { $0.path != ["interface wg-fra-1"] }).settings.map(\.line)
    #expect(joining.contains { $0.text == "ip ospf hello-interval 1" && $0.path == ["interface wg-fra-1"] })
  }

  /// A mesh whose name begins like this one's has lists of its own.
  @Test func anotherMeshIsLeftAlone() {
    let theirs = FRRLine([], "ip prefix-list weft-example-eu-own-4 permit 10.9.0.1/32")
    let ours = FRRLine([], "ip prefix-list weft-example-own-4 permit 10.9.0.1/32")
    #expect(difference(running + [theirs, ours]).removed == [ours])
  }

  /// Interfaces of the operator's need the instance of OSPF; without any it goes.
  @Test func theInstanceStaysForOthers() {
    func left(_ more: [FRRLine]) -> [String] {
      RoutingDifference(desired: nil, mesh: "example", running: running + more, recorded: running).commands
    }
    let theirs = FRRLine(["interface lan7"], "ip ospf area 0")
    #expect(left([]).contains("no router ospf") && left([]).contains("no router ospf6"))
    #expect(!left([theirs]).contains("no router ospf") && left([theirs]).contains("no router ospf6"))
    #expect(left([theirs]).contains { $0.hasPrefix(" no redistribute connected") })
  }

  /// With another password; not where the neighbour itself is new, or goes.
  @Test func sessionsEndWithTheirSecrets() {
    func router(_ generation: Int?) -> RouterConfiguration {
      var router = TextTests.router(.bgp(.init(asNumber: 4_200_000_001)))
      router.interfaces[1].key = generation.map { PresharedKeyName(peer: "fra-1", generation: $0) }
      return router
    }
    func ends(_ desired: RouterConfiguration?, _ running: [FRRLine]) -> Bool {
      RoutingDifference(desired: desired, mesh: "example", running: running, recorded: running).endsSessions
    }
    let lines = router(1).lines.filter { !$0.isDefault }
    #expect(ends(router(2), lines) && ends(router(nil), lines) && ends(router(1), router(nil).lines))
    #expect(!ends(router(1), lines) && !ends(router(1), []) && !ends(nil, lines))
    #expect(!ends(authenticated(2), authenticated(1).lines), "OSPF")
  }

  @Test func anotherAutonomousSystemIsNamed() {
    let theirs = FRRLine(["router bgp 65000"], "bgp router-id 192.0.2.1")
    let router = TextTests.router(.bgp(.init(asNumber: 4_200_000_001)))
    func foreign(_ lines: [FRRLine], _ recorded: [FRRLine]) -> String? {
      RoutingDifference(desired: router, mesh: "example", running: lines, recorded: recorded).foreignSystem
    }
    #expect(foreign([theirs], []) == "router bgp 65000")
    #expect(foreign([theirs], [theirs]) == nil, "its own, of before")
    #expect(foreign([FRRLine(["router bgp 65000 vrf red"], theirs.text)], []) == nil)
  }
}
