import Diagnostics
import Foundation
package import Planning
import WireGuard

/// A plan for other programs. `format_version` is MAJOR.MINOR: ignore what you do not know of a later minor version,
/// refuse another major one.
package struct PlanDocument: Encodable, Sendable {
  private let formatVersion = "1.0"
  private let mesh: String
  private let commit: String
  private let appliedCommit: String?
  private let changesPending: Bool
  private let summary: PlanSummary
  /// Pre-shared keys that both hosts of a tunnel must hold before the waves; left out where there are none.
  private let presharedKeyExchanges: [ExchangeDocument]?
  private let waves: [WaveDocument]
  /// Tunnels that must shake hands before anything is retired.
  private let verifications: [VerificationDocument]
  private let rotations: [RotationDocument]
  /// Nodes whose declared key has to wait for others.
  private let waiting: [WaitingDocument]
  /// What happens to the tunnels that are up; left out where the plan does nothing.
  private let continuity: ContinuityDocument?
  /// Hosts that let a revoked key in, or may; left out where there are none.
  private let stillAccepting: [AcceptingDocument]?
  private let unchanged: [String]
  private let late: [LateDocument]
  private let warnings: [String]

  package init(_ plan: Plan) {
    mesh = plan.mesh
    commit = plan.commit
    appliedCommit = plan.applied
    changesPending = !plan.isEmpty
    summary = PlanSummary(plan)
    presharedKeyExchanges =
      plan.exchanges.isEmpty
      ? nil : plan.exchanges.map { ExchangeDocument(source: $0.source, target: $0.target, generation: $0.generation) }
    waves = plan.waves.map { WaveDocument($0, names: plan.names) }
    verifications = plan.verifications.map { VerificationDocument(node: $0.node, peer: $0.peerName) }
    rotations = plan.rotations.map { RotationDocument($0, plan.forecasts) }
    waiting = plan.waiting.map {
      WaitingDocument(
        node: $0.node, liveKey: $0.live.description, declaredKey: $0.declared.description, waitsFor: $0.peers)
    }
    continuity = plan.isEmpty ? nil : ContinuityDocument(plan.continuity)
    stillAccepting =
      plan.accepting.isEmpty
      ? nil
      : plan.accepting.map {
        AcceptingDocument(host: $0.host, revokedKey: $0.key.description, owner: $0.owner, observed: $0.isSeen)
      }
    unchanged = plan.unchanged
    late = plan.late.map {
      LateDocument(node: $0.name, reason: $0.reason, managedOverMesh: $0.managedOverMesh)
    }
    warnings = plan.warnings.map { DiagnosticRenderer().render($0) }
  }

  /// Keys sorted, so that the same plan is the same text.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

private struct ExchangeDocument: Encodable {
  let source: String
  let target: String
  let generation: Int
}

private struct VerificationDocument: Encodable {
  let node: String
  let peer: String
}

private struct RotationDocument: Encodable {
  let node: String
  let oldKey: String
  let newKey: String
  let tunnels: Int
  /// Names of the peers that are cut off until they are back.
  let without: [String]
  /// `nil` where nothing was measured.
  let expectedLoss: Int?

  init(_ rotation: KeyRotation, _ forecasts: [LossForecast]) {
    node = rotation.node
    (oldKey, newKey) = (rotation.old.description, rotation.new.description)
    tunnels = rotation.tunnels.count
    without = rotation.without
    let own = forecasts.filter { $0.node == rotation.node }
    expectedLoss = own.isEmpty ? nil : own.reduce(0) { $0 + $1.timing.expectedLoss }
  }
}

private struct WaitingDocument: Encodable {
  let node: String
  let liveKey: String
  let declaredKey: String
  let waitsFor: [String]
}

private struct AcceptingDocument: Encodable {
  let host: String
  let revokedKey: String
  /// Name of the node whose key it was.
  let owner: String
  /// Whether the host was read and has it; else it was not reached since.
  let observed: Bool
}

private struct LateDocument: Encodable {
  let node: String
  let reason: String
  let managedOverMesh: Bool
}

private struct WaveDocument: Encodable {
  let kind: String
  let nodes: [NodeDocument]

  init(_ wave: Wave, names: [PublicKey: String]) {
    kind = wave.kind.rawValue
    nodes = wave.work.map { work in
      NodeDocument(node: work.node, steps: work.steps.map { StepDocument($0, names: names) })
    }
  }
}

private struct NodeDocument: Encodable {
  let node: String
  let steps: [StepDocument]
}
