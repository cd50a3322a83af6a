import Diagnostics
import MeshModel
import Reporting
import TestSupport
import Testing
import WireGuard

/// What people and programs read where hosts do something else than computed.
struct TraceComparisonReportTests {
  private static let heading = PlanHeading(
    commit: "3f2c1ab", summary: "The mesh", applied: ("9ac01d2", "2 days ago"), observed: 3, total: 3)

  private func compiler(_ routing: String) throws -> MeshCompiler {
    var files = [
      "mesh.yaml": "version: 1\nname: example\naddresses: [10.10.0.0/16, fd10:10::/64]\n"
        + "topology: [{hubs: [hub-a, hub-b], spokes: [site, phone]}]\nrouting: \(routing)\n",
      "nodes/hub-a.yaml": MeshFixtures.node(1, tag: "hub"), "nodes/hub-b.yaml": MeshFixtures.node(2, tag: "hub"),
      "nodes/phone.yaml": "publicKey: \(MeshFixtures.key(9))\naddresses: [10.10.0.9]\nmanaged: false\n",
    ]
    for number: UInt16 in 11...12 {
      files["nodes/site-\(number).yaml"] = MeshFixtures.node(number, "networks: [10.20.\(number).0/24]", tag: "site")
    }
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    return MeshCompiler(try #require(mesh, "\(diagnostics.map(\.message))"))
  }

  private func compare(
    _ routing: String = "static", to destination: String = "10.20.12.7", _ change: (inout ModelHosts) -> Void
  ) throws -> TraceComparison {
    let compiler = try compiler(routing)
    var (tracer, hosts) = (PacketTracer(compiler), ModelHosts(compiler))
    change(&hosts)
    return try hosts.compare(try tracer.trace(from: "site-11", to: try #require(IPAddress(destination))))
  }

  private static let destination = IPAddress(family: .ipv4, bits: 0x0A14_0C07)

  private static func out(_ interface: String, _ more: String) -> String {
    "tool iproute2\nanswer 10.20.12.7 from 10.10.0.11 dev \(interface)\nroute \(more)"
  }

  private static let blackhole = "tool iproute2\nanswer RTNETLINK answers: Invalid argument\nmatch blackhole 10.20.12.7"

  @Test func differencesAreNamed() throws {
    let scenes: [(String, TraceComparison)] = [
      ("as computed", try compare { _ in }),
      ("a black hole on the hub", try compare { $0.answer("hub-a", to: Self.destination, Self.blackhole) }),
      (
        "another interface, and the answer as well",
        try compare {
          $0.answer(
            "site-11", to: Self.destination, Self.out("eth0", "default via 192.0.2.1 dev eth0 proto dhcp metric 100"))
          $0.change("site-12") { $0.interfaces[0].configuration.peers = [] }
        }
      ),
      ("a hub without forwarding", try compare { $0.change("hub-a") { $0.forwarding.ipv4 = false } }),
      ("a hub that is away", try compare { $0.unreached = ["hub-a"] }),
      ("a phone", try compare(to: "10.10.0.9") { _ in }),
      (
        "ospf has taken the other hub",
        try compare("ospf") {
          $0.answer(
            "site-11", to: Self.destination,
            Self.out("wg0-hub-b", "10.20.12.0/24 nhid 9 dev wg0-hub-b proto ospf metric 30"))
        }
      ),
      (
        "two ways of equal cost",
        try compare("ospf") {
          let hops = "nexthop dev wg0-hub-a weight 1 \\ nexthop dev wg0-hub-b weight 1"
          $0.answer(
            "site-11", to: Self.destination, Self.out("wg0-hub-b", "10.20.12.0/24 proto ospf metric 20 \\ \(hops)"))
        }
      ),
      (
        "ospf has no way",
        try compare("ospf") {
          $0.answer("hub-a", to: Self.destination, "tool iproute2\nanswer RTNETLINK answers: Network is unreachable")
        }
      ),
      (
        "two hubs that send it to each other",
        try compare("ospf") {
          $0.answer(
            "hub-a", to: Self.destination, Self.out("wg0-hub-b", "10.20.12.7 dev wg0-hub-b proto static metric 5"))
          $0.answer(
            "hub-b", to: Self.destination, Self.out("wg0-hub-a", "10.20.12.0/24 dev wg0-hub-a proto ospf metric 20"))
        }
      ),
    ]
    let text = TraceComparisonText(style: .plain)
    Golden.expect(
      scenes.map { "# \($0)\n" + text.render([$1], mesh: "example", heading: Self.heading) }.joined(separator: "\n"),
      "comparisons.txt")
  }

  @Test func programsGetAllOfIt() throws {
    let comparison = try compare { $0.answer("hub-a", to: Self.destination, Self.blackhole) }
    Golden.expect(try TraceJSON.render([comparison], mesh: "example", commit: "c0ffee"), "comparison.json")
  }
}
