import Planning
import SSH
import WireGuard

/// Warms and measures the tunnels of nodes whose keys are about to switch.
struct RotationProbe: Sendable {
  let fleet: Fleet

  /// What one node is asked to measure: its tunnels, with the names of their other ends.
  struct Request: Sendable {
    var probe: TunnelProbe
    var names: [PublicKey: String]

    init(_ tunnels: some Sequence<(tunnel: TunnelProbe.Tunnel, name: String)>) {
      probe = TunnelProbe(tunnels: tunnels.map(\.tunnel))
      names = Dictionary(tunnels.map { ($0.tunnel.peer, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// The measurements by node and by the name of the tunnel's other end; nothing of nodes that cannot be asked.
  func measure(_ requests: [String: Request]) async -> [String: [String: TunnelMeasurement]] {
    let found = await fleet.forEach(requests.keys.sorted()) { node, host -> [String: TunnelMeasurement] in
      guard let request = requests[node], let result = try? await host?.run(request.probe.script) else { return [:] }
      let pairs = request.probe.measurements(result.output).compactMap { key, measurement in
        request.names[key].map { ($0, measurement) }
      }
      return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
    return found
  }
}

extension KeyRotation {
  /// Its tunnels under the keys that are live now.
  var probe: RotationProbe.Request {
    RotationProbe.Request(
      tunnels.map { (TunnelProbe.Tunnel(interface: $0.interface, peer: $0.peerKey, target: $0.target), $0.peer) })
  }
}

extension KeySwitch {
  /// Its tunnels under the keys that are live at its turn.
  var probe: RotationProbe.Request {
    RotationProbe.Request(
      tunnels.map { (TunnelProbe.Tunnel(interface: $0.interface, peer: $0.peer, target: $0.target), $0.peerName) })
  }
}
