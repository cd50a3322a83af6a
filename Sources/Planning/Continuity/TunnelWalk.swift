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

  /// Whether both ends have sent something that was answered.
  private static func areProved(_ names: Ends<String>, by proofs: [TunnelProof]) -> Bool {
    Side.allCases.allSatisfy { side in
      proofs.contains { $0.node == names[side] && $0.peer == names[side.other] }
    }
  }

  mutating func run(_ stages: [Plan.Stage], from keys: Ends<PublicKey>) {
    let busy = Set(model.ends.first.changes.map(\.stage) + model.ends.second.changes.map(\.stage))
    var sessions: Set<Sessions> = [Sessions(keys)]
    var undecided: [KeyRotation] = []
    var isProved = false
    for (stage, value) in stages.enumerated() {
      switch value {
      case .wave(let wave):
        undecided += wave.rotations
        guard busy.contains(stage) else { continue }
        if wave.diversion != nil, !isProved, loss == nil { loss = (.unproved, wave.kind) }
        // A diversion changes where traffic goes, and not what it was proved on.
        isProved = isProved && wave.diversion != nil
        let graph = TunnelStates(model, stage: stage, from: sessions, undecided: undecided)
        graphs[stage] = graph
        sessions = graph.ends
        if loss == nil {
          loss = graph.loss.map { ($0, wave.kind) } ?? (graph.canRest || graph.isAway ? nil : (.noHandshake, wave.kind))
        }
      case .verifyKeys(let rotations):
        // The nodes have seen a handshake on every tunnel.
        undecided.removeAll { rotations.contains($0) }
        if let shaken = graphs.max(by: { $0.key < $1.key })?.value.shaken { sessions = [shaken] }
      case .prove(let proofs):
        guard Self.areProved(model.names, by: proofs) else { continue }
        isProved = true
        // Of the second interfaces: the first ones are as they were.
        if let graph = graphs.max(by: { $0.key < $1.key })?.value, graph.isAway, let shaken = graph.shaken {
          sessions = [shaken]
        }
      case .exchange, .verify, .quiet, .converge: continue
      }
    }
  }
}
