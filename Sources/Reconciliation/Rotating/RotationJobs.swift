import Planning
import WireGuard

/// The jobs of one cutover of keys, with the gaps that suit what was measured.
struct RotationJobs {
  /// The wave with its gaps, and with the tunnels that are judged.
  private(set) var work: [NodeWork]
  /// What the queues cannot hold, packets.
  private(set) var expectedLoss = 0

  /// - Parameters:
  ///   - measured: what the switching nodes measured, by node and by the name of the other end.
  ///   - clocks: readings of the hosts' clocks.
  init(
    _ wave: Wave, _ measured: [String: [String: TunnelMeasurement]], _ clocks: [String: CutoverClock.Reading]
  ) {
    work = []
    let turns = Dictionary(wave.rotations.map { ($0.node, $0.turns) }, uniquingKeysWith: { first, _ in first })
    for var node in wave.work {
      node.steps = node.steps.map { step in
        switch step {
        case .switchKey(var change):
          change.judge(measured[node.node] ?? [:])
          return .switchKey(change)
        case .land(var landing):
          let uncertainty = [landing.node, node.node].compactMap { clocks[$0]?.uncertainty.microseconds }.reduce(0, +)
          let timing = RotationTiming(
            measured[landing.node]?[node.node], clockUncertainty: uncertainty,
            turn: turns[landing.node]?[node.node] ?? .only)
          landing.gapTicks = timing.gapTicks
          landing.retryTicks = timing.retryTicks
          expectedLoss += timing.expectedLoss
          return .land(landing)
        default: return step
        }
      }
      work.append(node)
    }
  }
}

extension KeySwitch {
  /// Judges the tunnels that had shaken hands when they were warmed.
  fileprivate mutating func judge(_ measured: [String: TunnelMeasurement]) {
    tunnels = tunnels.map { tunnel in
      var tunnel = tunnel
      tunnel.isJudged = measured[tunnel.peerName]?.hasHandshake ?? true
      return tunnel
    }
  }
}

extension Duration {
  var microseconds: Int { Int(seconds * 1_000_000) }
}
