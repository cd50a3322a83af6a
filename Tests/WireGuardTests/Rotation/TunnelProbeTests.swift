import Lab
import TestSupport
import Testing
import WireGuard

@Suite struct TunnelProbeTests {
  @Test(arguments: HostNamespace.Shell.allCases)
  func realTunnelsAreMeasured(shell: HostNamespace.Shell) async throws {
    try await RotationScene.with(shell, peers: 2) { scene in
      try await scene.peers[1].expect("ip link set wg0 down")
      let silent = PublicKey.numbered(1)
      try await scene.node.expect("wg set wg0 peer \(silent)")
      let flow = try await scene.flow(to: 0, rate: 500)
      let targets = scene.peerKeys.enumerated().map { index, key in
        TunnelProbe.Tunnel(interface: .wg0, peer: key, target: IPAddress(RotationScene.address(index)))
      }
      let probe = TunnelProbe(tunnels: targets + [.init(interface: .wg0, peer: silent, target: nil)])
      let measurements = probe.measurements(try await scene.node.expect(probe.script))
      _ = try await flow.stop()
      let busy = try #require(measurements[scene.peerKeys[0]])
      #expect(busy.roundTrips.count == 4 && busy.roundTrips.allSatisfy { $0 > 0 } && busy.hasHandshake)
      #expect(busy.sent > 100 && busy.received > 100)
      let idle = try #require(measurements[scene.peerKeys[1]])
      #expect(idle.roundTrips.isEmpty && idle.hasHandshake && idle.received == 0)
      #expect(
        measurements[silent] == TunnelMeasurement(roundTrips: [], hasHandshake: false, sent: 0, received: 0))
    }
  }

  /// Two peers on one interface, three times as many bytes to one as to the other, beside five pings to each.
  @Test func packetsAreSharedOutByBytes() throws {
    let keys = [PublicKey.numbered(1), .numbered(2)]
    let probe = TunnelProbe(
      tunnels: keys.map { .init(interface: .wg0, peer: $0, target: IPAddress("10.10.0.2")) })
    let output = """
      at before 1000
      packets before wg0 100 50
      transfer before wg0 \(keys[0])\t7\t1000
      transfer before wg0 \(keys[1])\t9\t2000
      trips 0 5 0.25 1.5 10 20
      trips 1 0
      at after 1200
      packets after wg0 510 255
      transfer after wg0 \(keys[0])\t100647\t31640
      transfer after wg0 \(keys[1])\t9\t12640
      handshake wg0 \(keys[0])\t1700000000
      handshake wg0 \(keys[1])\t0
      """
    let measurements = probe.measurements(output)
    #expect(
      measurements[keys[0]]
        == TunnelMeasurement(roundTrips: [250, 1500, 10_000, 20_000], hasHandshake: true, sent: 150, received: 100))
    #expect(
      measurements[keys[1]] == TunnelMeasurement(roundTrips: [], hasHandshake: false, sent: 50, received: 0))
    #expect(probe.measurements("at before 1000\n").isEmpty)
  }
}
