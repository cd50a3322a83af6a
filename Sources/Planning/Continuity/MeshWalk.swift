import WireGuard

/// The walk over the whole mesh: every interleaving of all nodes that a wave allows, with every handshake that may come in
/// between.
///
/// It meets no state of a tunnel that the tunnel's own walk does not: it is the walk that needs no argument, where the
/// mesh is small enough.
struct MeshWalk {
  /// A tunnel that is judged, by the nodes of its ends, with the states that it has.
  struct Tunnel {
    /// Places in the list of nodes; twice the same for an end that stays as it is.
    let ends: Ends<Int>
    let graphs: [Int: TunnelStates]
    let keys: Ends<PublicKey>
  }

  private let stages: [Plan.Stage]
  /// The node of every interface that a tunnel may end at.
  private let nodes: [String]
  private let tunnels: [Tunnel]

  init(_ stages: [Plan.Stage], _ nodes: [String], _ tunnels: [Tunnel]) {
    (self.stages, self.nodes, self.tunnels) = (stages, nodes, tunnels)
  }

  /// Saves beginning: nodes that do one thing each, in any order but for the one that switches, have this many states.
  private static func isWalkable(_ wave: Wave, atMost limit: Int) -> Bool {
    wave.work.count < 32 && 1 << max(0, wave.work.count - 1) <= limit
  }

  /// How many states the mesh can be in; `nil` beyond the limit.
  func states(atMost limit: Int) -> Int? {
    guard stages.waves.allSatisfy({ Self.isWalkable($0.wave, atMost: limit) }) else { return nil }
    var count = 0
    var sessions: Set<[Sessions]> = [tunnels.map { Sessions($0.keys) }]
    var last: [Int: TunnelStates] = [:]
    for (stage, value) in stages.enumerated() {
      switch value {
      case .wave(let wave):
        let walk = WaveWalk(wave, stage: stage, nodes, tunnels)
        guard let (states, ends) = walk.run(from: sessions, atMost: limit - count) else { return nil }
        count += states
        sessions = ends
        for (index, tunnel) in tunnels.enumerated() { last[index] = tunnel.graphs[stage] ?? last[index] }
      case .verifyKeys:
        sessions = Set(
          sessions.map { all in all.enumerated().map { index, sessions in last[index]?.shaken ?? sessions } })
      case .prove:
        sessions = Set(
          sessions.map { all in
            all.enumerated().map { index, sessions in
              last[index].flatMap { $0.isAway ? $0.shaken : nil } ?? sessions
            }
          })
      case .exchange, .verify, .quiet, .converge: continue
      }
    }
    return count
  }
}
