import Diagnostics
import MeshModel
import WireGuard

/// What every node needs, phase by phase, before it is ordered into waves.
struct PlanDraft {
  let input: PlanningInput
  let rotations: Rotations
  private let detours: Detours
  let exchanges: [PresharedKeyExchange]
  private let results: [String: NodePlanner.Result]
  private let accepting: [AcceptingHost]

  /// Everything is worked out as of the moment when nothing of a revoked key is left.
  init(_ given: PlanningInput) {
    let (purged, purges) = given.keepingPrefixesAsTheyStand().purged()
    exchanges = PresharedKeyExchange.needed(purged)
    let input = purged.namingKeysInForce().after(exchanges)
    self.input = input
    rotations = Rotations(input)
    detours = Detours(input, rotations)
    accepting = AcceptingHost.all(input, purges)
    let rule = PresharedKeyRule(input)
    let kept = Self.keysToKeep(input)
    var results: [String: NodePlanner.Result] = [:]
    for node in input.nodes {
      guard let host = node.observation else { continue }
      let planner = NodePlanner(
        input: input, node: node, host: host, purge: purges[node.name], kept: kept, rotations: rotations,
        detour: detours.byNode[node.name], presharedKeys: rule)
      results[node.name] = planner.result()
    }
    self.results = results
  }

  /// Peers whose host is not part of this: not reached though still declared, or left out by `--only`. It may still be
  /// where the old entry was right, and one that leaves may have no other way in.
  private static func keysToKeep(_ input: PlanningInput) -> Set<PublicKey> {
    let unreached = input.nodes.filter { node in
      switch node.reading {
      case .observed: false
      case .unreached: node.desired != nil
      case .notAsked: true
      }
    }
    let nodes = unreached.flatMap { [$0.desired, $0.applied, $0.recorded] }.compactMap { $0 }
    return Set(nodes.flatMap(\.interfaces).compactMap(\.configuration.publicKey))
  }

  /// The whole plan.
  func plan() -> Plan {
    let exchanging = Set(exchanges.map(\.target))
    var plan = plan(Phase.all(batches: rotations.batches.count), verifying: results)
    plan.exchanges = exchanges
    plan.unchanged.removeAll(where: exchanging.contains)
    plan.warnings =
      abandoned + rotations.waiting.map(\.warning) + EndedSessions.warnings(results)
      + DroppedNetworks.warnings(results, input)
    plan.waiting = rotations.waiting
    plan.laterRotations = rotations.later.sorted()
    plan.parallelRotations = rotations.parallel
    plan.detours = detours.tunnels
    plan.convergence = Convergence(results, input)
    return plan
  }

  /// Only what takes revoked keys away.
  func revocation() -> Plan {
    plan([.revocation], verifying: results.mapValues { NodePlanner.Result(newPeers: $0.successors) })
  }

  private func plan(_ phases: [Phase], verifying added: [String: NodePlanner.Result]) -> Plan {
    let late = input.nodes.compactMap { node -> LateNode? in
      guard case .unreached(let reason) = node.reading else { return nil }
      return LateNode(
        name: node.name, reason: reason, managedOverMesh: node.isManagedOverMesh, isLeaving: node.desired == nil)
    }
    let reached = input.nodes.filter { $0.observation != nil }.map(\.name)
    let waves = phases.flatMap(waves)
    let working = Set(waves.flatMap { $0.work.map(\.node) })
    return Plan(
      mesh: input.mesh,
      commit: input.commit,
      applied: input.applied,
      waves: waves,
      unchanged: reached.filter { !working.contains($0) },
      late: late,
      verifications: Verification.needed(by: added, input),
      warnings: [],
      names: input.names,
      accepting: accepting)
  }

  /// Nodes that leave and are reached over the mesh go before their peers forget them: afterwards nobody could. A revoked
  /// key goes everywhere at once.
  private func waves(_ phase: Phase) -> [Wave] {
    let goFirst =
      phase == .revocation ? [] : Set(input.nodes.filter { $0.desired == nil && $0.isManagedOverMesh }.map(\.name))
    let work = results.values.compactMap { $0.work[phase] }.sorted { $0.node < $1.node }
    let parts = [work.filter { goFirst.contains($0.node) }, work.filter { !goFirst.contains($0.node) }]
    let switching = if case .rotation(let batch) = phase { rotations.batches[batch] } else { [KeyRotation]() }
    let diversion: Wave.Diversion? =
      switch phase {
      // Alone, what comes home is no diversion.
      case .diversion where detours.tunnels.contains(where: \.isNew): .away
      case .transfer: .away
      case .comeback: .back
      default: nil
      }
    return parts.filter { !$0.isEmpty }.map {
      Wave(kind: phase.kind, work: $0, rotations: switching, diversion: diversion)
    }
  }

  /// Nodes that leave the mesh and could not be reached: nothing will come back to them.
  private var abandoned: [Diagnostic] {
    input.nodes.compactMap { node -> Diagnostic? in
      guard node.desired == nil, case .unreached = node.reading else { return nil }
      return Diagnostic(
        .warning, code: "node-left-behind", "left the mesh, and was not reached", at: .node(node.name),
        consequence: "Its peers drop it. What Weft set up on it stays there.",
        remedy: "Once it is back: `wg-quick down` its interface and remove /etc/wireguard/weft/\(input.mesh).")
    }
  }
}
