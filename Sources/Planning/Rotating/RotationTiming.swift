package import WireGuard

/// How long after the switch a peer lands, and what that costs.
///
/// Between the two the switching node queues what it sends: 128 packets a peer, the oldest dropped
/// (drivers/net/wireguard/messages.h, MAX_STAGED_PACKETS; wireguard-go device/constants.go, QueueStagedSize). A peer that
/// lands before the node's own handshake message has come and gone crosses it, and then both try again every 5 s in
/// step: so the gap is never below what the path needs, and above that it takes what the queue can spare.
///
/// The peers of one node land in turn. A hub whose spokes all shook hands at one moment would get what each of them queued
/// at one moment too, and its socket holds some 250 packets; and with 128 handshakes waiting wireguard-go asks for
/// cookies (device/constants.go, QueueHandshakeSize / 8; the kernel with 512, MAX_QUEUED_INCOMING_HANDSHAKES / 8), so
/// that the rest would have to wait 5 s for their next try.
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
  /// Between one peer's turn and the next, and between the first and the last.
  private static let turn = 10_000
  private static let longestTurns = 250_000
  /// Assumed where nothing answered: peers may drop echo requests.
  private static let unknownRoundTrip = 100_000

  /// - Parameters:
  ///   - clockUncertainty: Microseconds by which the two hosts' moments may differ.
  ///   - turn: which of the node's peers this is, from 0, and how many there are; turns take what half of the queue leaves.
  package init(_ measurement: TunnelMeasurement?, clockUncertainty: Int, turn: Turn = .only) {
    let trips = measurement?.roundTrips ?? []
    let longest = trips.max() ?? Self.unknownRoundTrip
    let jitter = longest - (trips.min() ?? longest)
    roundTrip = longest
    sent = measurement?.sent ?? 0
    received = measurement?.received ?? 0
    let needed = longest / 2 + jitter + clockUncertainty + Self.startJitter
    let spare = sent == 0 ? Int.max : Self.queue * 1_000_000 / sent - longest * 3 / 2
    gap = max(needed, min(Self.preferred, spare / 2))
    let turns = min(Self.turn * turn.count, Self.longestTurns, max(0, spare / 2 - gap))
    gap += turns * turn.index / turn.count
  }

  /// When a peer of a node lands, of all of them.
  package struct Turn: Hashable, Sendable {
    var index: Int
    var count: Int

    package static let only = Turn(index: 0, count: 1)
  }

  /// Packets that the node is expected to queue towards the peer.
  package var queuedAtNode: Int { (gap + roundTrip * 3 / 2) * sent / 1_000_000 }
  /// Packets that the peer is expected to queue towards the node while its handshake is under way.
  package var queuedAtPeer: Int { roundTrip * received / 1_000_000 }
  /// Whether more waits than half of what the queues hold.
  package var isCrowded: Bool { max(queuedAtNode, queuedAtPeer) > Self.queue / 2 }
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
      let turns = rotation.turns
      return rotation.tunnels.map { tunnel in
        LossForecast(
          node: rotation.node, peer: tunnel.peer,
          timing: RotationTiming(
            measured[tunnel.peer], clockUncertainty: assumedClockUncertainty, turn: turns[tunnel.peer] ?? .only))
      }
    }
  }

  /// Microseconds; what a round trip over SSH leaves uncertain is known only at the switch.
  private static let assumedClockUncertainty = 10_000
}

extension KeyRotation {
  /// The turns of its peers, by name.
  package var turns: [String: RotationTiming.Turn] {
    let peers = Set(tunnels.map(\.peer)).sorted()
    return Dictionary(
      uniqueKeysWithValues: peers.enumerated().map { ($1, RotationTiming.Turn(index: $0, count: peers.count)) })
  }
}
