import Lab
import TestSupport
import Testing
import WireGuard

/// A switch and its landings between real hosts: who has the AllowedIPs, and which key is live, in the end.
@Suite struct RotationTests {
  @Test(arguments: HostNamespace.Shell.allCases)
  func everyPeerLandsAndTheNewKeyStays(shell: HostNamespace.Shell) async throws {
    try await RotationScene.with(shell, peers: 2) { scene in
      let flows = [try await scene.flow(to: 0, rate: 100), try await scene.flow(to: 1, rate: 100)]
      let landing = Landing.job(
        id: "land", mesh: RotationScene.mesh, landings: [try scene.landing()], commit: "echo kept >/run/kept",
        fireAtTicks: nil)
      let keySwitch = scene.keySwitch(wayIn: 1).job(id: "switch", commit: "echo kept >/run/kept", fireAtTicks: nil)
      try await scene.arm(scene.peers.map { (landing, $0) } + [(keySwitch, scene.node)])
      let report = try await RotationScene.report(keySwitch, on: scene.node)
      #expect(report.state == .committed && KeySwitchOutcome.read(report) == .stays(silent: []))
      for (index, peer) in scene.peers.enumerated() {
        let report = try await RotationScene.report(landing, on: peer)
        guard case .landed = LandingOutcome.read(report)?["n"] else {
          Issue.record("\(report)")
          continue
        }
        #expect(try await scene.owner(at: index) == scene.new)
        #expect(
          try await peer.expect("wg show wg0 persistent-keepalive | cut -f 2; cat /run/kept") == "off\noff\nkept\n")
        try await scene.ping(index)
      }
      #expect(try await scene.liveKey() == scene.new)
      for flow in flows { print(try await flow.stop()) }
    }
  }
}
