import Diagnostics
import Foundation
import FRR
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

/// One change; only the fields that belong to its action are there.
private struct StepDocument: Encodable {
  var action = ""
  var interface: String?
  var peer: String?
  var publicKey: String?
  var endpoint: String?
  var keepaliveSeconds: UInt16?
  var allowedIpsBefore: [String]?
  var allowedIpsAfter: [String]?
  /// The generation that goes live; 0 where the key is taken away.
  var presharedKeyGeneration: Int?
  var prefix: String?
  var value: Int?
  var peers: Int?
  /// What its routes are beside a routing protocol's.
  var routes: String?
  /// What `vtysh` is told.
  var lines: [String]?

  init(_ step: Step, names: [PublicKey: String]) {
    switch step {
    case .create(let created):
      action = "create-interface"
      interface = created.name.text
      peers = created.peers.count
    case .delete(let deleted):
      action = "delete-interface"
      interface = deleted.name.text
      peers = deleted.peers.count
    case .forgetPresharedKeys(let names):
      action = "remove-preshared-keys"
      value = names.count
    case .forward(let family):
      action = "switch-forwarding-on"
      value = Int(family.rawValue)
    case .change(let name, let command):
      interface = name.text
      fill(command, names: names)
    case .switchKey(let change): (action, publicKey) = ("switch-key", change.new.description)
    case .land(let landing):
      (action, interface, peer) = ("land", landing.interface.text, landing.node)
      publicKey = landing.peer.publicKey.description
      allowedIpsAfter = landing.peer.allowedIPs.map(\.description)
    case .follow(let pair):
      (action, interface, publicKey, peer) = ("follow", pair.interface.text, pair.new.description, names[pair.new])
    case .unfollow(let pair):
      (action, interface, publicKey, peer) = ("unfollow", pair.interface.text, pair.new.description, names[pair.new])
    case .destroyKey(let key): (action, publicKey) = ("destroy-key", key.description)
    case .route(let difference, _):
      action = "configure-frr"
      lines = difference.commands
    }
  }

  private mutating func fill(_ command: InterfaceCommand, names: [PublicKey: String]) {
    switch command {
    case .setKey(let key): (action, publicKey) = ("set-key", key.description)
    case .setListenPort(let port): (action, value) = ("set-listen-port", Int(port))
    case .setMTU(let mtu): (action, value) = ("set-mtu", mtu)
    case .setRank(let rank): (action, routes) = ("rank-routes", rank.rawValue)
    case .addAddress(let address): (action, prefix) = ("add-address", address.description)
    case .removeAddress(let address): (action, prefix) = ("remove-address", address.description)
    case .addRoute(let route, _): (action, prefix) = ("add-route", route.description)
    case .removeRoute(let route, _): (action, prefix) = ("remove-route", route.description)
    case .removePeer(let key): (action, publicKey, peer) = ("remove-peer", key.description, names[key])
    case .setPeer(let change):
      action = change.isNew ? "add-peer" : "change-peer"
      (publicKey, peer) = (change.publicKey.description, names[change.publicKey])
      endpoint = change.endpoint?.description
      keepaliveSeconds = change.keepalive
      allowedIpsBefore = change.allowedIPs?.before.map(\.description)
      allowedIpsAfter = change.allowedIPs?.after.map(\.description)
      presharedKeyGeneration = change.presharedKey.map(\.generation)
    }
  }
}
