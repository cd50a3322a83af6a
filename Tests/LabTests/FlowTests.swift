import TestSupport
import Testing
import WireGuard

@testable import Lab

@Suite(.needsLab, .serialized) struct FlowTests {
  @Test func aFlowCountsWhatIsLost() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      // The node's address in the mesh, before there is a tunnel that has it.
      _ = try await fixture.output("ip address add 10.9.0.2/32 dev lo", on: "branch")
      let start = ContinuousClock.now
      let whole = try fixture.lab.flow(between: [("branch-lan", "branch"), ("branch", "branch-lan")], rate: 500)
      try whole.begin()
      try await until("packets go all ways") { whole.summary.directions.allSatisfy { $0.report.sent > 250 } }
      let sound = try await whole.stop()
      let length = (ContinuousClock.now - start) / .seconds(1)
      #expect(sound.directions.map(\.from) == ["branch-lan", "branch", "branch", "branch-lan"])
      #expect(sound.total.sent == sound.directions.map(\.report.sent).reduce(0, +))
      for report in sound.directions.map(\.report) {
        #expect(report.sent > 100)
        #expect(report.lost == 0 && report.duplicated == 0)
        #expect(report.longestDelay > 0 && report.longestDelay <= length)
      }

      let cut = try fixture.lab.flow(between: [("branch-lan", "branch")], rate: 1000)
      try cut.begin()
      let drop = "table inet cut { chain in { type filter hook prerouting priority raw; iifname lan0 drop; }; }"
      let forward = { cut.summary.directions[0].report }
      _ = try await fixture.output("nft '\(drop)'", on: "branch")
      try await until("packets are lost, and nothing has arrived for 0.3 s") {
        let before = forward().received
        try await Task.sleep(for: .milliseconds(300))
        return forward().received == before && forward().lost > 100
      }
      let before = forward().received
      _ = try await fixture.output("nft delete table inet cut", on: "branch")
      try await until("packets arrive again") { forward().received > before }
      let torn = try await cut.stop().directions[0].report
      #expect(torn.lost > 100)
      #expect(torn.longestGap > 0.25)
    }
  }

  @Test func aFlowBeginsWhenItsConditionHolds() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      #expect(try fixture.lab.tunnels(of: "hub").map(\.1).sorted() == ["branch", "home", "office"])
      _ = try await fixture.output("ip address add 10.9.0.2/32 dev lo", on: "branch")
      let flow = try fixture.lab.flow(between: [("branch", "branch-lan")], rate: 1000)
      async let waiting: Void = fixture.lab.wait(until: "test -e /run/go", on: "branch")
      _ = try await fixture.output("touch /run/go", on: "branch")
      try await waiting
      #expect(flow.summary.total.sent == 0)
      try flow.begin()
      try await until("packets arrive") { flow.summary.total.received >= 100 }
      _ = try await flow.stop()

      let never = Task { try await fixture.lab.wait(until: "test -e /run/never", on: "branch") }
      try await fixture.eventually("ps -e -o args= | grep -q '[r]un/never'", on: "branch")
      never.cancel()
      await #expect(throws: CancellationError.self) { try await never.value }
      try await fixture.eventually("! ps -e -o args= | grep -q '[r]un/never'", on: "branch")
    }
  }

  @Test func anAddressThatMovesToAnotherMachineIsOneEnd() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      _ = try await fixture.output(
        "ip address add 10.9.0.2/32 dev lo; ip route add 10.99.0.9 via 10.90.2.2", on: "branch")
      _ = try await fixture.output("ip address add 10.99.0.9/32 dev lo", on: "branch-lan")
      let flow = try fixture.lab.flow(
        from: "branch", to: ["branch-lan", "branch"], at: try #require(IPAddress("10.99.0.9")), rate: 500)
      try flow.begin()
      let forward = { flow.summary.directions[0].report }
      try await until("packets arrive at one") { forward().received > 100 }
      _ = try await fixture.output("ip address add 10.99.0.9/32 dev lo", on: "branch")
      _ = try await fixture.output("ip address delete 10.99.0.9/32 dev lo", on: "branch-lan")
      let moved = forward().received
      try await until("packets arrive at the other") { forward().received > moved + 100 }
      let summary = try await flow.stop()
      #expect(summary.directions.map(\.to) == ["branch-lan,branch", "branch"])
      #expect(summary.total.lost == 0)
    }
  }

  @Test func packetsThatNeverCameAtTheEndLeaveAGap() {
    let tally = FlowTally()
    tally.begin(at: 0)
    for number in 0..<10 as Range<UInt64> {
      tally.countSending(at: number * 1_000_000_000, due: number * 1_000_000_000)
    }
    for number in [0, 1, 1] as [UInt64] {
      tally.count(FlowPacket(direction: 0, number: number, sentAt: number * 1_000_000_000), at: number * 1_000_000_000)
    }
    let report = tally.report
    #expect(report.lost == 8 && report.duplicated == 1)
    #expect(report.longestGap == 8)
  }

  /// A flow that begins on an idle tunnel: what is lost then is not whatever was done meanwhile.
  @Test(arguments: [(6 as UInt64, true), (0, false)])
  func aSilentBeginningIsNamed(silence: UInt64, isNamed: Bool) {
    let tally = FlowTally()
    tally.begin(at: 0)
    for number in 0..<10 as Range<UInt64> {
      let time = number * 1_000_000_000
      tally.countSending(at: time, due: time)
      // One in the middle is lost as well.
      if number >= silence, number != 8 {
        tally.count(FlowPacket(direction: 0, number: number, sentAt: time), at: time)
      }
    }
    #expect(tally.report.untilFirst == Double(silence))
    let summary = FlowSummary(directions: [.init(from: "a", to: "b", report: tally.report)])
    #expect(summary.description.contains("note: a → b began with 6000.0 ms of silence.") == isNamed)
  }
}
