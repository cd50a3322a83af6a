/// What was measured of one tunnel from one of its ends.
package struct TunnelMeasurement: Hashable, Sendable {
  /// Round trips through the tunnel, in microseconds, in the order in which they were sent; empty where nothing came
  /// back.
  package var roundTrips: [Int]
  /// Whether the tunnel has ever shaken hands.
  package var hasHandshake: Bool
  /// Packets a second that this end sends into the tunnel, and gets out of it.
  package var sent: Int
  package var received: Int

  package init(roundTrips: [Int], hasHandshake: Bool, sent: Int, received: Int) {
    self.roundTrips = roundTrips
    self.hasHandshake = hasHandshake
    self.sent = sent
    self.received = received
  }
}
