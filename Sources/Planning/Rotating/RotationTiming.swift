package import WireGuard

/// How long after the switch a peer lands, and what that costs.
///
/// Between the two the switching node queues what it sends: 128 packets a peer, the oldest dropped
/// (drivers/net/wireguard/messages.h, MAX_STAGED_PACKETS; wireguard-go device/constants.go, QueueStagedSize). A peer that
/// lands before the node's own handshake message has come and gone crosses it, and then both try again every 5 s in
/// step: so the gap is never below what the path needs, and above that it takes what the queue can spare.
package struct RotationTiming: Hashable, Sendable {
  /// Microseconds between the switch and the landing.
  package var gap: Int
  /// The round trip that it was chosen for, in microseconds.
  package var roundTrip: Int
  private let sent: Int
  private let received: Int

  static let queue = 128
  /// Microseconds by which a host may start late: two ticks of its clock, and the start of a process.
  private static let startJitter = 30_000
  /// What a gap is where the queue allows it: loaded hosts start later still.
  private static let preferred = 80_000
  /// Assumed where nothing answered: peers may drop echo requests.
  private static let unknownRoundTrip = 100_000

  /// - Parameter clockUncertainty: Microseconds by which the two hosts' moments may differ.
  package init(_ measurement: TunnelMeasurement?, clockUncertainty: Int) {
    let trips = measurement?.roundTrips ?? []
    let longest = trips.max() ?? Self.unknownRoundTrip
    let jitter = longest - (trips.min() ?? longest)
    roundTrip = longest
    sent = measurement?.sent ?? 0
    received = measurement?.received ?? 0
    let needed = longest / 2 + jitter + clockUncertainty + Self.startJitter
    let spare = sent == 0 ? Int.max : Self.queue * 1_000_000 / sent - longest * 3 / 2
    gap = max(needed, min(Self.preferred, spare / 2))
  }

  /// Packets that the node is expected to queue towards the peer.
  package var queuedAtNode: Int { (gap + roundTrip * 3 / 2) * sent / 1_000_000 }
  /// Packets that the peer is expected to queue towards the node while its handshake is under way.
  package var queuedAtPeer: Int { roundTrip * received / 1_000_000 }
  /// Packets that the queues cannot hold.
  package var expectedLoss: Int { max(0, queuedAtNode - Self.queue) + max(0, queuedAtPeer - Self.queue) }

  /// Hundredths of a second, rounded up: hosts count in them.
  package var gapTicks: Int { (gap + 9_999) / 10_000 }
  /// Three round trips without a handshake: the landing is made again.
  package var retryTicks: Int { (3 * roundTrip + 9_999) / 10_000 }
}

/// What a rotation is expected to cost one tunnel.
package struct LossForecast: Hashable, Sendable {
  package var node: String
  package var peer: String
  package var timing: RotationTiming

  package init(node: String, peer: String, timing: RotationTiming) {
    self.node = node
    self.peer = peer
    self.timing = timing
  }
}

extension LossForecast {
  /// What is expected of every tunnel that was measured, before the hosts' clocks are compared.
  /// - Parameter measurements: What switching nodes measured, by node and by the name of the other end.
  package static func all(
    _ rotations: [KeyRotation], _ measurements: [String: [String: TunnelMeasurement]]
  ) -> [LossForecast] {
    rotations.flatMap { rotation -> [LossForecast] in
      guard let measured = measurements[rotation.node] else { return [] }
      return rotation.tunnels.map { tunnel in
        LossForecast(
          node: rotation.node, peer: tunnel.peer,
          timing: RotationTiming(measured[tunnel.peer], clockUncertainty: assumedClockUncertainty))
      }
    }
  }

  /// Microseconds; what a round trip over SSH leaves uncertain is known only at the switch.
  private static let assumedClockUncertainty = 10_000
}
