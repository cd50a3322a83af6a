import WireGuard

/// The walk of one tunnel, stage after stage.
struct TunnelWalk {
  private let model: TunnelModel
  /// Those of the stages in which something changes.
  private(set) var graphs: [Int: TunnelStates] = [:]
  private(set) var loss: (loss: Loss, wave: Wave.Kind)?

  init(_ model: TunnelModel) { self.model = model }

  /// States of all stages; a tunnel that nothing happens to has one.
  var states: Int { max(1, graphs.values.reduce(0) { $0 + $1.states.count }) }

  mutating func run(_ stages: [Plan.Stage], from keys: Ends<PublicKey>) {
    let busy = Set(model.ends.first.changes.map(\.stage) + model.ends.second.changes.map(\.stage))
    var sessions: Set<Sessions> = [Sessions(keys)]
    var undecided: [KeyRotation] = []
    for (stage, value) in stages.enumerated() {
      switch value {
      case .wave(let wave):
        undecided += wave.rotations
        guard busy.contains(stage) else { continue }
        let graph = TunnelStates(model, stage: stage, from: sessions, undecided: undecided)
        graphs[stage] = graph
        sessions = graph.ends
        if loss == nil {
          loss = graph.loss.map { ($0, wave.kind) } ?? (graph.canRest ? nil : (.noHandshake, wave.kind))
        }
      case .verifyKeys(let rotations):
        // The nodes have seen a handshake on every tunnel.
        undecided.removeAll { rotations.contains($0) }
        if let shaken = graphs.max(by: { $0.key < $1.key })?.value.shaken { sessions = [shaken] }
      case .exchange, .verify, .converge: continue
      }
    }
  }
}
