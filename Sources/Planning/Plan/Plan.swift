package import Diagnostics
package import WireGuard

/// What an apply would do: waves of work, one after another, each read back before the next begins.
package struct Plan: Hashable, Sendable {
  package var mesh: String
  /// The commit that the nodes are brought to, in hexadecimal.
  package var commit: String
  /// The commit that the mesh was last brought to; `nil` before the first apply.
  package var applied: String?
  /// Waves that have work, in the order in which they run.
  package var waves: [Wave]
  /// Pre-shared keys that both hosts of a tunnel must hold before the waves, sorted.
  package var exchanges: [PresharedKeyExchange] = []
  /// Nodes that are reached and need nothing, sorted.
  package var unchanged: [String]
  /// Nodes that could not be reached, sorted by name: they keep what they have and catch up later.
  package var late: [LateNode]
  /// Tunnels that must shake hands before the plan counts as done, sorted.
  package var verifications: [Verification]
  /// What a reader should know and what does not stop the plan.
  package var warnings: [Diagnostic]
  /// Names of the nodes behind keys, for readers.
  package var names: [PublicKey: String]
  /// Nodes whose declared key has to wait, sorted.
  package var waiting: [WaitingRotation] = []
  /// Nodes whose keys switch in later rounds of the same apply, sorted: one plan would be too large.
  package var laterRotations: [String] = []
  /// The keys that switch in the cutover, while the traffic of their tunnels takes second interfaces; sorted.
  package var parallelRotations: [KeyRotation] = []
  /// Tunnels that have second interfaces beside theirs, sorted.
  package var detours: [DetourTunnel] = []
  /// What the rotations are expected to cost the tunnels that were measured, sorted.
  package var forecasts: [LossForecast] = []
  /// What FRR has to have reached on the way, before anything that it replaces goes.
  package var convergence = Convergence()
  /// What the plan does to the tunnels that are up.
  package var continuity = Continuity()

  /// Hosts that let a revoked key in, or may, sorted.
  package var accepting: [AcceptingHost] = []

  /// Whether no reached node needs anything.
  package var isEmpty: Bool { waves.isEmpty && exchanges.isEmpty }

  /// One thing after another: what revoked keys leave behind, keys that both ends must hold, the waves, and the wait for handshakes before anything is
  /// retired.
  package enum Stage: Hashable, Sendable {
    /// Nothing goes live by it.
    case exchange([PresharedKeyExchange])
    case wave(Wave)
    /// Changes nothing: tunnels that the waves before it made must shake hands.
    case verify([Verification])
    /// Changes nothing: packets must come through tunnels, in both directions.
    case prove([TunnelProof])
    /// Changes nothing: nothing more may be on its way over second interfaces.
    case quiet([DetourTunnel])
    /// Changes nothing: routers must have come to what is expected of them.
    case converge([RouterCheck])
    /// Changes nothing: the tunnels of switched nodes must shake hands under the new keys, or the nodes go back.
    case verifyKeys([KeyRotation])

    /// As readers and programs know it.
    package var name: String {
      switch self {
      case .exchange: "keys"
      case .wave(let wave): wave.kind.rawValue
      case .verify, .verifyKeys, .prove: "verify"
      case .quiet: "quiet"
      case .converge: "converge"
      }
    }
  }

  /// All of the plan in the order in which it runs.
  package var stages: [Stage] {
    let revoking = waves.prefix { $0.kind == .revoke }.map { Stage.wave($0) }
    let first = waves.firstIndex { $0.kind == .retire || !$0.rotations.isEmpty } ?? waves.endIndex
    let verify = verifications.isEmpty ? [] : [Stage.verify(verifications)]
    let after = waves[first...].flatMap { wave -> [Stage] in
      wave.rotations.isEmpty ? [.wave(wave)] : [.wave(wave), .verifyKeys(wave.rotations)]
    }
    let exchange = exchanges.isEmpty ? [] : [Stage.exchange(exchanges)]
    let adding = waves[revoking.count..<first].filter { $0.kind == .prepare }.map { Stage.wave($0) }
    func cutovers(_ diversion: Wave.Diversion?) -> [Stage] {
      waves[revoking.count..<first].filter { $0.kind != .prepare && $0.diversion == diversion }.map { Stage.wave($0) }
    }
    let moving = cutovers(nil)
    // Nothing moves before the second tunnels are proved, and nothing comes back before the first ones are.
    let away = prove(TunnelProof.detours(detours)) + cutovers(.away)
    let back = cutovers(.back)
    let comingBack = back.isEmpty ? [] : prove(TunnelProof.bases(detours)) + back + [Stage.quiet(detours)]
    func prove(_ proofs: [TunnelProof]) -> [Stage] { proofs.isEmpty ? [] : [.prove(proofs)] }
    func converge(_ checks: [RouterCheck]) -> [Stage] { checks.isEmpty ? [] : [.converge(checks)] }
    // Routers talk over the tunnels that are new, so those come first then.
    let settling =
      convergence.joined.isEmpty && !convergence.movesTraffic
      ? away + moving + verify : verify + converge(convergence.joined) + away + moving
    return revoking + exchange + adding + settling + comingBack + converge(convergence.drained) + after
  }

  /// Every key that the plan switches, in the order in which it does.
  package var rotations: [KeyRotation] { parallelRotations + timedRotations }

  /// Those that switch by timers.
  package var timedRotations: [KeyRotation] { waves.flatMap(\.rotations) }

  /// Whether a declared key waits for peers that do not know it yet.
  package var isHeldUp: Bool { waiting.contains { !$0.peers.isEmpty } }

  /// The tunnels whose queues the rotations are expected to overflow.
  package var lossy: [LossForecast] { forecasts.filter { $0.timing.expectedLoss > 0 } }

  /// Names of the nodes that the plan changes, sorted.
  package var changedNodes: [String] {
    let receiving = exchanges.flatMap { $0.isNew ? [$0.source, $0.target] : [$0.target] }
    return Set(waves.flatMap { $0.work.map(\.node) } + receiving).sorted()
  }
}

/// A node that could not be reached, and why.
package struct LateNode: Hashable, Sendable {
  package var name: String
  package var reason: String
  /// Whether it is reached through tunnels of the mesh: then it may join the same apply.
  package var managedOverMesh: Bool
  /// Whether the commit no longer declares it: then nothing comes back to it.
  package var isLeaving: Bool

  package init(name: String, reason: String, managedOverMesh: Bool, isLeaving: Bool = false) {
    self.name = name
    self.reason = reason
    self.managedOverMesh = managedOverMesh
    self.isLeaving = isLeaving
  }
}

/// A tunnel that must show a handshake, seen from one of its ends.
package struct Verification: Hashable, Sendable {
  package var node: String
  package var interface: InterfaceName
  package var peer: PublicKey
  package var peerName: String
  /// An address of the peer inside the tunnel, to send something to.
  package var target: IPAddress?
  /// Whether the node knows where the peer is; else the peer has to start.
  package var canStart: Bool

  package init(
    node: String, interface: InterfaceName, peer: PublicKey, peerName: String, target: IPAddress?, canStart: Bool
  ) {
    self.node = node
    self.interface = interface
    self.peer = peer
    self.peerName = peerName
    self.target = target
    self.canStart = canStart
  }
}
