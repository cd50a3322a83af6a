import FRR
import TestSupport
import Testing
import WireGuard

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
