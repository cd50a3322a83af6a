import FRR
import TestSupport
import Testing
import WireGuard

struct TextTests {
  private static let spoke = RouterNeighbor(
    isTransit: false, announced: prefixes("10.10.0.3/32", "fd10:10::3/128", "10.20.3.0/24"), asNumber: 4_200_000_003)
  private static let hub = RouterNeighbor(
    isTransit: true, announced: prefixes("10.10.0.2/32", "fd10:10::2/128"), asNumber: 4_200_000_002)

  /// A hub between another one and a spoke.
  static func router(_ routing: RoutingParameters) -> RouterConfiguration {
    RouterConfiguration(
      mesh: "example", routerID: IPAddress(family: .ipv4, bits: 0x0A0A_0001), routing: routing,
      bfd: BFD(interval: 100),
      interfaces: [
        RouterInterface(name: name("wg-hub-b"), cost: 1, hasBFD: true, neighbor: hub),
        RouterInterface(name: name("wg-fra-1"), cost: 2, hasBFD: false, neighbor: spoke),
      ],
      passiveInterfaces: [name("lan0")], addresses: prefixes("10.10.0.1/32", "fd10:10::1/128"),
      networks: prefixes("10.99.0.0/16"),
      known: prefixes("10.10.0.1/32", "fd10:10::1/128", "10.99.0.0/16") + hub.announced + spoke.announced,
      isTransit: true)
  }

  static func prefixes(_ texts: String...) -> [Prefix] { texts.compactMap { Prefix($0) } }
  private static func name(_ text: String) -> InterfaceName { InterfaceName(text) ?? .wg0 }

  @Test func aHubsConfiguration() {
    Golden.expect(text(.ospf(.init(helloInterval: 1, deadInterval: 3))), "ospf.txt")
    Golden.expect(text(.bgp(.init(asNumber: 4_200_000_001))), "bgp.txt")
  }

  private func text(_ routing: RoutingParameters) -> String {
    FRRText.write(Self.router(routing).lines.filter { !$0.isDefault && $0.dropped == nil }).joined(separator: "\n")
      + "\n"
  }

  @Test(arguments: [RoutingParameters.ospf(.init()), .bgp(.init(asNumber: 4_200_000_001))])
  func whatIsWrittenIsReadTheSame(routing: RoutingParameters) {
    let lines = Self.router(routing).lines
    #expect(FRRText.parse(FRRText.write(lines).joined(separator: "\n")).map(\.text) == lines.map(\.text))
  }

  /// Both versions of OSPF, and BGP, have a secret of each neighbour; numbers go round where OSPFv2 has no more.
  @Test(arguments: [(1, 1), (2, 2), (255, 255), (256, 1)])
  func neighborsAreAuthenticated(generation: Int, number: Int) {
    func lines(_ routing: RoutingParameters) -> [FRRLine] {
      var router = Self.router(routing)
      let without = Set(router.lines)
      router.interfaces[1].key = PresharedKeyName(peer: "fra-1", generation: generation)
      return router.lines.filter { !without.contains($0) }
    }
    let path = ["interface wg-fra-1"]
    #expect(
      lines(.ospf(.init())) == [
        FRRLine(path, "ip ospf message-digest-key \(number) md5 preshared:fra-1.\(generation)"),
        FRRLine(path, "ip ospf authentication message-digest"),
        FRRLine(
          path, "ipv6 ospf6 authentication key-id \(number) hash-algo hmac-sha-256 key preshared:fra-1.\(generation)"),
      ])
    #expect(
      lines(.bgp(.init(asNumber: 7))) == [
        FRRLine(["router bgp 7"], "neighbor wg-fra-1 password preshared:fra-1.\(generation)")
      ])
  }

  @Test func sectionsAreReadByTheirIndentation() {
    let lines = FRRText.parse(
      """
      Building configuration...

      Current configuration:
      !
      frr version 8.4.4
      interface wg0
       ip ospf area 0
      exit
      !
      router bgp 4200000001
       no bgp default ipv4-unicast
       !
       address-family ipv4 unicast
        network 10.0.0.0/8
       exit-address-family
      exit
      !
      bfd
       profile fast
        transmit-interval 50
       exit
       !
      exit
      ip prefix-list a seq 5 permit 10.0.0.0/8 le 24
      router ospf6
      exit
      end
      """)
    #expect(
      lines == [
        FRRLine([], "frr version 8.4.4"), FRRLine(["interface wg0"], "ip ospf area 0"),
        FRRLine(["router bgp 4200000001"], "no bgp default ipv4-unicast"),
        FRRLine(["router bgp 4200000001", "address-family ipv4 unicast"], "network 10.0.0.0/8"),
        FRRLine(["bfd", "profile fast"], "transmit-interval 50"),
        FRRLine([], "ip prefix-list a permit 10.0.0.0/8 le 24"), FRRLine([], "router ospf6"),
      ])
  }

  /// A node that carries nothing for others costs more from its own side alone.
  @Test(arguments: [(true, 2), (false, 20_002)])
  func costsSayWhoIsPassedThrough(isTransit: Bool, cost: Int) {
    var router = Self.router(.ospf(.init()))
    router.isTransit = isTransit
    #expect(router.lines.contains(FRRLine(["interface wg-fra-1"], "ip ospf cost \(cost)")))
    #expect(router.lines.contains(FRRLine(["interface wg-fra-1"], "ipv6 ospf6 cost \(cost)")))
  }
}
