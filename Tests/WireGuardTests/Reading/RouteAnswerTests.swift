import TestSupport
import Testing
import WireGuard

/// What `ip route get` prints, iproute2's and busybox's, recorded from a kernel 6.18 unless it says otherwise.
struct RouteAnswerTests {
  private func read(_ lines: [String], entry: RouteQuestion.Entry = .own) throws -> RouteAnswer {
    let isIPv6 = lines.contains { $0.contains("fd0") }
    let question = RouteQuestion(
      source: try #require(IPAddress(isIPv6 ? "fd00::9" : "10.2.0.2")),
      destination: try #require(IPAddress(isIPv6 ? "fd05::1" : "10.9.0.1")), entry: entry)
    return try RouteAnswer((lines + ["end"]).map { $0 + "\n" }.joined(), to: question, node: "a")
  }

  @Test(arguments: [
    ("10.9.0.1 from 10.0.0.1 via 10.0.0.2 dev v0 uid 0 \\    cache ", "v0", "10.0.0.2"),
    ("10.9.0.1 from 10.2.0.2 via 10.0.0.2 dev v0 \\    cache iif w0 ", "v0", "10.0.0.2"),
    ("10.2.0.2 dev w0 src 10.2.0.1 uid 0 \\    cache ", "w0", nil),
    ("10.55.0.5 via inet6 fe80::1 dev w0 src 10.2.0.1 uid 0 \\    cache ", "w0", "fe80::1"),
    ("10.5.0.1 dev lo src 10.0.0.1 uid 0 \\    cache <local> ", "lo", nil),
    ("fd05::1 from fd00::9 via fe80::1 dev w0 proto ospf metric 20 iif v0 pref medium", "w0", "fe80::1"),
    ("fd09::1 from fd00::9 dev lo metric 1024 iif v0 pref medium", "lo", nil),
    // busybox
    ("10.9.0.1 from 10.2.0.2 via 10.0.0.2 dev v0  iif w0", "v0", "10.0.0.2"),
    ("10.2.0.2 dev w0  src 10.2.0.1 ", "w0", nil),
    ("fd05::1 from fd00::9 via fe80::1 dev w0  metric 20  iif v0", "w0", "fe80::1"),
  ])
  func aWayOut(_ line: String, _ interface: String, _ gateway: String?) throws {
    let gateway = try gateway.map { try #require(IPAddress($0)) }
    #expect(try read(["answer \(line)"]).verdict == .out(interface: interface, gateway: gateway))
  }

  @Test(arguments: [
    "local 10.0.0.1 from 10.2.0.2 dev lo \\    cache <local> iif w0 ", "local 10.0.0.1 from 10.2.0.2 dev lo  iif w0",
    "local fd00::1 from fd99::1 dev lo table local proto kernel metric 0 iif v0 pref medium",
    "local fd00::1 from fd99::1 dev lo table local  metric 0  iif v0",
  ])
  func itself(_ line: String) throws { #expect(try read(["answer \(line)"]).verdict == .local) }

  @Test(
    arguments: [
      ("Network is unreachable", nil, RouteAnswer.Refusal.noRoute),
      ("Network is unreachable", "throw 10.9.0.0/24", .noRoute),
      ("Invalid argument", "blackhole 10.9.0.0/24", .blackhole),
      ("Invalid argument", "blackhole fd05::/64 dev lo metric 1024 pref medium", .blackhole),
      ("No route to host", "unreachable 10.9.0.0/24", .unreachable),
      ("Permission denied", "prohibit 10.9.0.0/24", .prohibited),
      ("No route to host", nil, .notForwarding), ("No route to host", "10.9.0.0/24 dev v0", .notForwarding),
      ("Invalid cross-device link", nil, .sourceFiltered),
      ("Cannot allocate memory", nil, .other("Cannot allocate memory")),
      // musl's words
      ("Network unreachable", nil, .noRoute), ("Host is unreachable", "unreachable 10.9.0.0/24", .unreachable),
      ("Cross-device link", nil, .sourceFiltered),
    ] as [(String, String?, RouteAnswer.Refusal)])
  func errors(_ text: String, _ route: String?, _ refusal: RouteAnswer.Refusal) throws {
    for start in ["RTNETLINK answers: ", "ip: RTNETLINK answers: "] {
      let lines = ["answer \(start)\(text)"] + [route.map { "match \($0)" }].compactMap(\.self)
      let answer = try read(lines, entry: .over(.wg0))
      #expect(answer.verdict == .refused(refusal))
      // A route that is no reason is none.
      let isReason = route.map { !$0.hasPrefix("10.") } ?? false
      #expect((answer.route != nil) == isReason)
    }
  }

  /// Kernels of today have one error for both.
  @Test(
    arguments: [
      ("local 10.2.0.2 dev lo src 10.2.0.2 uid 0 \\    cache <local> ", RouteAnswer.Refusal.sourceImpossible),
      ("10.2.0.2 dev wg0 src 10.2.0.1 uid 0", .sourceImpossible),
      ("10.2.0.2 dev eth0  src 192.0.2.1 ", .sourceFiltered),
      (nil, .sourceFiltered),
    ] as [(String?, RouteAnswer.Refusal)])
  func sourcesThatAreRefused(_ reverse: String?, _ refusal: RouteAnswer.Refusal) throws {
    let lines = [reverse.map { "reverse \($0)" }, "answer RTNETLINK answers: Invalid argument"].compactMap(\.self)
    #expect(try read(lines, entry: .over(.wg0)).verdict == .refused(refusal))
  }

  /// Old kernels answered with a route.
  @Test func anOldKernelsAnswers() throws {
    let none = "unreachable fd05::1 from :: dev lo table unspec proto kernel metric 4294967295 error -101 pref medium"
    #expect(try read(["answer \(none)"]).verdict == .refused(.noRoute))
    let some = "unreachable fd05::1 from :: dev lo metric 1024 error -113 pref medium"
    #expect(try read(["answer \(some)"]).verdict == .refused(.unreachable))
    #expect(try read(["answer blackhole fd05::1 from :: dev lo metric 1024 error -22"]).verdict == .refused(.blackhole))
  }

  @Test(
    arguments: [
      ("10.9.0.0/24 via 10.0.0.2 dev v0 proto ospf metric 20 ", HostRoute.Owner.daemon("ospf"), 20, "10.9.0.0/24", 1),
      ("10.9.0.0/24 nhid 12 via 10.0.0.2 dev v0 proto 186 metric 20 ", .daemon("bgp"), 20, "10.9.0.0/24", 1),
      ("10.2.0.0/24 dev w0 proto 171 scope link metric 4261412864 ", .weft, 4_261_412_864, "10.2.0.0/24", 1),
      ("10.5.0.0/24 dev lo scope link ", .boot, 0, "10.5.0.0/24", 1),
      ("default via 10.0.0.2 dev v0 proto dhcp metric 100 ", .other("dhcp"), 100, "0.0.0.0/0", 1),
      (
        "10.66.0.0/24 proto ospf metric 20 \\\tnexthop via 10.0.0.2 dev v0 weight 1 \\\tnexthop via 10.0.0.3 dev v1 weight 1 ",
        .daemon("ospf"), 20, "10.66.0.0/24", 2
      ),
      ("fd05::/64 via fe80::1 dev w0 proto ospf metric 20 pref medium", .daemon("ospf"), 20, "fd05::/64", 1),
      ("fd02::2 dev w0 proto 171 metric 1024 pref medium", .weft, 1024, "fd02::2/128", 1),
    ] as [(String, HostRoute.Owner, UInt32, String, Int)])
  func routes(_ line: String, _ owner: HostRoute.Owner, _ metric: UInt32, _ prefix: String, _ hops: Int) throws {
    let way = line.hasPrefix("fd") ? "fd05::1 from fd00::9 dev w0" : "10.9.0.1 dev v0"
    let route = try #require(try read(["tool iproute2", "answer \(way)", "route \(line)", "match \(line)"]).route)
    #expect(route.owner == owner && route.metric == metric && route.prefix.description == prefix)
    #expect(route.interfaces.count == hops)
  }

  /// busybox does not know `fibmatch` and does not say whose a route is: the longest of those that match decides.
  @Test func busyboxRoutes() throws {
    let route = try #require(
      try read([
        "answer 10.9.0.1 dev v0  src 10.0.0.1 ", "route 10.9.0.1 dev v0  src 10.0.0.1 ",
        "match default via 10.0.0.2 dev v0 ", "match 10.9.0.0/24 dev w0 scope link  metric -33554432 ",
        "match 10.9.0.0/24 via 10.0.0.2 dev v0  metric 20 ",
      ]).route)
    #expect(route.owner == .unknown && route.metric == 20 && route.prefix.description == "10.9.0.0/24")
  }

  @Test(arguments: [
    ["answer 10.9.0.1 dev v0"], ["end"], ["answer 10.9.0.1", "end"], ["answer ", "end"],
  ])
  func whatMakesNoSenseIsAnError(_ lines: [String]) throws {
    let address = try #require(IPAddress("10.9.0.1"))
    let question = RouteQuestion(source: address, destination: address, entry: .own)
    #expect(throws: ObservationError.self) {
      try RouteAnswer(lines.map { $0 + "\n" }.joined(), to: question, node: "a")
    }
  }

  /// The script under each shell, and each `ip`, on real routes.
  @Test(arguments: HostNamespace.Shell.allCases) func hostsAnswer(_ shell: HostNamespace.Shell) async throws {
    try await withHost(shell) { host in
      try await host.expect(
        """
        ip link add name v0 type veth peer name v1
        ip link add name w0 type veth peer name w1
        for i in v0 v1 w0 w1; do ip link set $i up; echo 0 >/proc/sys/net/ipv4/conf/$i/rp_filter; done
        echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter
        echo 1 >/proc/sys/net/ipv4/conf/all/forwarding
        echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
        echo 0 >/proc/sys/net/ipv6/conf/v0/accept_dad
        ip -4 address add 10.0.0.1/24 dev v0
        ip -6 address add fd00::1/64 dev v0
        ip -4 route add 10.9.0.0/24 via 10.0.0.2
        ip -4 route add blackhole 10.8.0.0/24
        ip -4 route add unreachable 10.7.0.0/24
        ip -4 route add 10.5.0.0/24 dev lo
        ip -4 route add 10.2.0.0/24 dev w0 proto 171
        ip -6 route add blackhole fd08::/64
        ip -6 route add fd02::/64 dev w0 proto 171
        """)
      func ask(_ destination: String, _ source: String, _ entry: RouteQuestion.Entry) async throws -> RouteAnswer {
        let question = RouteQuestion(
          source: try #require(IPAddress(source)), destination: try #require(IPAddress(destination)), entry: entry)
        return try RouteAnswer(try await host.expect(question.script), to: question, node: "a")
      }
      let own = try await ask("10.9.0.7", "10.0.0.1", .own)
      #expect(own.verdict == .out(interface: "v0", gateway: IPAddress("10.0.0.2")))
      #expect(own.route?.prefix == Prefix("10.9.0.0/24"))
      #expect(own.route?.owner == (shell == .busybox ? .unknown : .boot))
      let tunnel = RouteQuestion.Entry.over(try #require(InterfaceName("w0")))
      #expect(try await ask("10.9.0.7", "10.2.0.9", tunnel).verdict == own.verdict)
      #expect(try await ask("10.0.0.1", "10.2.0.9", tunnel).verdict == .local)
      let hole = try await ask("10.8.0.7", "10.2.0.9", tunnel)
      #expect(hole.verdict == .refused(.blackhole) && hole.route?.prefix == Prefix("10.8.0.0/24"))
      #expect(try await ask("10.7.0.7", "10.2.0.9", tunnel).verdict == .refused(.unreachable))
      #expect(try await ask("10.6.0.7", "10.2.0.9", tunnel).verdict == .refused(.noRoute))
      #expect(try await ask("10.5.0.7", "10.2.0.9", tunnel).verdict == .out(interface: "lo", gateway: nil))
      #expect(try await ask("fd08::7", "fd02::9", tunnel).verdict == .refused(.blackhole))
      #expect(try await ask("fd00::1", "fd02::9", tunnel).verdict == .local)
      // From a network behind it, and from an address of its own there.
      let behind = try await ask("10.2.0.7", "10.0.0.9", .behind)
      #expect(behind.verdict == .out(interface: "w0", gateway: nil))
      #expect(behind.route?.owner == (shell == .busybox ? .unknown : .weft))
      #expect(try await ask("fd02::7", "fd00::9", .behind).verdict == behind.verdict)
      #expect(try await ask("10.2.0.7", "10.0.0.1", .behind).verdict == behind.verdict)
      #expect(try await ask("10.2.0.7", "10.0.0.77", .own).verdict == .refused(.sourceAbsent))
      #expect(try await ask("10.2.0.7", "10.0.0.1", tunnel).verdict == .refused(.sourceImpossible))
      try await host.expect("echo 1 >/proc/sys/net/ipv4/conf/v0/rp_filter")
      let entry = RouteQuestion.Entry.over(try #require(InterfaceName("v0")))
      #expect(try await ask("10.2.0.7", "10.2.0.9", entry).verdict == .refused(.sourceFiltered))
      try await host.expect("echo 0 >/proc/sys/net/ipv4/conf/all/forwarding")
      #expect(try await ask("10.9.0.7", "10.2.0.9", tunnel).verdict == .refused(.notForwarding))
    }
  }
}
