import Foundation
import TestSupport
import Testing
import WireGuard

@testable import Lab

@Suite(.needsLab, .serialized) struct DelayTests {
  /// The program that was built beside these tests.
  private static var program: String {
    (Bundle.main.executableURL ?? URL(fileURLWithPath: "/nonexistent")).deletingLastPathComponent().path + "/weft"
  }

  /// The shortest of three round trips, in milliseconds.
  private func roundTrip(_ fixture: LabFixture, _ machine: String, _ address: String) async throws -> Double {
    let text = try await fixture.output("ping -n -c 3 -i 0.2 -W 5 \(address)", on: machine)
    let times = text.matches(of: /time=([0-9.]+) ms/).compactMap { Double($0.output.1) }
    return try #require(times.min())
  }

  @Test func aDelayIsAtLeastWhatWasAskedForUntilItIsTakenAway() async throws {
    try await LabFixture.with { fixture in
      try await fixture.up()
      let hub6 = try #require(
        try LabState.load(fixture.lab.folder).machine("hub").uplink?.addresses.first { $0.family == .ipv6 })
      let hubs = ["203.0.113.10", hub6.address.description]
      try await fixture.lab.delay("hub", milliseconds: 40, direction: .in, program: Self.program)
      for hub in hubs { #expect(try await roundTrip(fixture, "branch", hub) >= 40) }
      // Behind a NAT too, and on top of the hub's.
      try await fixture.lab.delay("home", to: "hub", milliseconds: 60, program: Self.program)
      for hub in hubs { #expect(try await roundTrip(fixture, "home", hub) >= 160) }
      #expect(try fixture.lab.delays().map(\.way) == ["anywhere → hub", "home-nat → hub", "hub → home-nat"])

      // Pings are neither the tunnels' nor ssh's.
      try await fixture.lab.removeDelays(of: "hub")
      try await fixture.lab.delay("hub", milliseconds: 0, loss: 100, traffic: .udp, program: Self.program)
      _ = try await roundTrip(fixture, "branch", "203.0.113.10")
      try await fixture.lab.delay("hub", milliseconds: 0, loss: 100, program: Self.program)
      let ping = ["ping", "-c", "1", "-W", "1", "203.0.113.10"]
      #expect(try await fixture.lab.run(ping, on: "branch").exitCode != 0)
      try await fixture.lab.removeDelays(of: "hub", direction: .out)
      #expect(try await fixture.lab.run(ping, on: "branch").exitCode != 0)
      try await fixture.lab.removeDelays(of: "hub")
      #expect(try await fixture.lab.run(ping, on: "branch").exitCode == 0)
      #expect(try fixture.lab.delays().isEmpty)

      // What does not cross the internet.
      for machine in ["internet", "branch-lan"] {
        await #expect(throws: LabError.self) {
          try await fixture.lab.delay(machine, milliseconds: 1, program: Self.program)
        }
      }
      let forwarder = try #require(Processes.forwarder(fixture.lab.folder))
      try await fixture.lab.down()
      // The kernel ends what was in a namespace in its own time.
      let end = ContinuousClock.now + .seconds(10)
      while kill(forwarder, 0) == 0, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(10)) }
      #expect(kill(forwarder, 0) != 0)
    }
  }
}
