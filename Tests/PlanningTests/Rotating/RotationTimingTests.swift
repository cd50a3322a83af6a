import Testing
import WireGuard

@testable import Planning

/// The gap between switch and landing, and what is expected to be lost: (gap + 1.5 RTT) × packets/s against 128.
@Suite struct RotationTimingTests {
  private static let uncertainty = 10_000

  /// Never below half the round trip, its jitter, the clocks' uncertainty and 30 ms; above that, half of what the queue
  /// can spare, and 80 ms at most.
  @Test(arguments: [
    (trips: [Int](), sent: 0, gap: 90_000),
    ([1_000], 0, 80_000),
    ([1_000, 9_000], 0, 80_000),
    ([40_000, 40_000], 500, 80_000),
    ([40_000, 40_000], 1_000, 60_000),
    ([300_000], 0, 190_000),
    ([200_000, 300_000], 0, 290_000),
    ([1_000], 1_000, 63_250),
    ([1_000], 2_000, 40_500),
    ([1_000], 100_000, 40_500),
  ])
  func theGapIsWhatThePathNeedsAndTheQueueAllows(trips: [Int], sent: Int, gap: Int) {
    #expect(timing(trips, sent: sent).gap == gap)
  }

  @Test(arguments: [
    // One-way 20 ms: 128 packets last until some 1,000 a second.
    (trips: [40_000], sent: 500, received: 0, queued: 70, loss: 0),
    ([40_000], 1_000, 0, 120, 0),
    ([40_000], 2_000, 0, 240, 112),
    // One-way 60 ms: what is sent in the gap of 100 ms and a round trip and a half.
    ([120_000], 500, 0, 140, 12),
    ([120_000], 100, 0, 28, 0),
    // What the peer sends waits for its own handshake alone.
    ([120_000], 0, 1_000, 0, 0),
    ([120_000], 0, 2_000, 0, 112),
    ([120_000], 500, 2_000, 140, 124),
    ([1_000], 5_000, 0, 210, 82),
  ])
  func theForecastIsWhatTheQueuesCannotHold(trips: [Int], sent: Int, received: Int, queued: Int, loss: Int) {
    let timing = timing(trips, sent: sent, received: received)
    #expect(timing.queuedAtNode == queued)
    #expect(timing.expectedLoss == loss)
    #expect(timing.queuedAtNode == (timing.gap + trips[0] * 3 / 2) * sent / 1_000_000)
  }

  /// A turn is 10 ms, less where the queue or a quarter of a second is full before all have had theirs.
  @Test(arguments: [
    (sent: 0, count: 1, gaps: [80_000]),
    (0, 3, [80_000, 90_000, 100_000]),
    (500, 7, [80_000, 86_750, 93_500, 100_250, 107_000, 113_750, 120_500]),
    (1_000, 3, [63_250, 63_250, 63_250]),
  ])
  func peersLandInTurn(sent: Int, count: Int, gaps: [Int]) {
    let timings = (0..<count).map { timing([1_000], sent: sent, turn: .init(index: $0, count: count)) }
    #expect(timings.map(\.gap) == gaps)
    #expect(timings.allSatisfy { $0.queuedAtNode <= 64 })
  }

  @Test(arguments: [20, 25, 100, 1_000])
  func allTurnsAreOverInAQuarterOfASecond(count: Int) {
    let last = timing([1_000], sent: 0, turn: .init(index: count - 1, count: count))
    #expect(last.gap > 80_000 + 180_000 && last.gap < 80_000 + 250_000)
  }

  @Test(arguments: [(gap: 80_000, ticks: 8), (80_001, 9), (60_000, 6)])
  func hostsCountInHundredthsRoundedUp(gap: Int, ticks: Int) {
    var timing = timing([1_000], sent: 0)
    timing.gap = gap
    #expect(timing.gapTicks == ticks)
  }

  @Test(arguments: [(trip: 1_000, ticks: 1), (100_000, 30), (300_000, 90), (300_001, 91)])
  func aLandingIsMadeAgainAfterThreeRoundTrips(trip: Int, ticks: Int) {
    #expect(timing([trip], sent: 0).retryTicks == ticks)
  }

  private func timing(
    _ trips: [Int], sent: Int, received: Int = 0, turn: RotationTiming.Turn = .only
  ) -> RotationTiming {
    RotationTiming(
      TunnelMeasurement(roundTrips: trips, hasHandshake: true, sent: sent, received: received),
      clockUncertainty: Self.uncertainty, turn: turn)
  }
}
