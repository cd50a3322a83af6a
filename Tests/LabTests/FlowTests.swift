import TestSupport
import Testing

@testable import Lab

@Suite(.needsLab, .serialized) struct FlowTests {
  @Test func aFlowCountsWhatIsLost() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      // The node's address in the mesh, before there is a tunnel that has it.
      _ = try await fixture.output("ip address add 10.9.0.2/32 dev lo", on: "branch")
      let start = ContinuousClock.now
      let whole = try fixture.lab.startFlow(from: "branch-lan", to: "branch", rate: 1000)
      try await until("packets go both ways") { min(whole.reports.forward.sent, whole.reports.backward.sent) > 500 }
      let sound = try await whole.stop()
      let length = (ContinuousClock.now - start) / .seconds(1)
      for report in [sound.forward, sound.backward] {
        #expect(report.sent > 100)
        #expect(report.lost == 0 && report.duplicated == 0)
        #expect(report.longestDelay > 0 && report.longestDelay <= length)
      }

      let cut = try fixture.lab.startFlow(from: "branch-lan", to: "branch", rate: 1000)
      let drop = "table inet cut { chain in { type filter hook prerouting priority raw; iifname lan0 drop; }; }"
      _ = try await fixture.output("nft '\(drop)'", on: "branch")
      try await until("packets are lost, and nothing has arrived for 0.3 s") {
        let before = cut.reports.forward.received
        try await Task.sleep(for: .milliseconds(300))
        return cut.reports.forward.received == before && cut.reports.forward.lost > 100
      }
      let before = cut.reports.forward.received
      _ = try await fixture.output("nft delete table inet cut", on: "branch")
      try await until("packets arrive again") { cut.reports.forward.received > before }
      let torn = try await cut.stop()
      #expect(torn.forward.lost > 100)
      #expect(torn.forward.longestGap > 0.25)
    }
  }
}
