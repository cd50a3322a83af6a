package import Diagnostics
import MeshModel
import WireGuard

/// From what is declared and what is observed to the waves between.
package enum Planner {
  /// - Throws: ``Failure`` with every refusal at once (exit 8); then nothing may be touched.
  package static func plan(_ input: PlanningInput) throws(Failure) -> Plan {
    let exchanges = PresharedKeyExchange.needed(input)
    let input = input.namingKeysInForce().after(exchanges)
    let rotations = Rotations(input)
    let refusals = Refusals.all(input) + rotations.refusals
    guard refusals.isEmpty else { throw Failure(refusals, exit: .refused) }

    let late = input.nodes.compactMap { node -> LateNode? in
      guard case .unreached(let reason) = node.reading else { return nil }
      return LateNode(
        name: node.name, reason: reason, managedOverMesh: node.isManagedOverMesh, isLeaving: node.desired == nil)
    }
    let rule = PresharedKeyRule(input)
    let kept = keysToKeep(input)
    var results: [String: NodePlanner.Result] = [:]
    for node in input.nodes {
      guard let host = node.observation else { continue }
      let planner = NodePlanner(
        input: input, node: node, host: host, kept: kept, rotations: rotations, presharedKeys: rule)
      results[node.name] = planner.result()
    }
    let reached = input.nodes.filter { $0.observation != nil }
    let exchanging = Set(exchanges.map(\.target))
    var plan = Plan(
      mesh: input.mesh,
      commit: input.commit,
      applied: input.applied,
      waves: waves(results, input, rotations),
      exchanges: exchanges,
      unchanged: reached.map(\.name).filter { results[$0]?.work.isEmpty != false && !exchanging.contains($0) },
      late: late,
      verifications: Verification.needed(by: results, input),
      warnings: abandoned(input) + rotations.waiting.map(\.warning),
      names: input.names,
      waiting: rotations.waiting,
      laterRotations: rotations.later.sorted())
    plan.continuity = Continuity(of: plan, input)
    return plan
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

  /// Nodes that leave and are reached over the mesh go before their peers forget them: afterwards nobody could.
  private static func waves(
    _ results: [String: NodePlanner.Result], _ input: PlanningInput, _ rotations: Rotations
  ) -> [Wave] {
    let goFirst = Set(input.nodes.filter { $0.desired == nil && $0.isManagedOverMesh }.map(\.name))
    return Phase.all(batches: rotations.batches.count).flatMap { phase -> [Wave] in
      let work = results.values.compactMap { $0.work[phase] }.sorted { $0.node < $1.node }
      let parts = [work.filter { goFirst.contains($0.node) }, work.filter { !goFirst.contains($0.node) }]
      let switching = if case .rotation(let batch) = phase { rotations.batches[batch] } else { [KeyRotation]() }
      return parts.filter { !$0.isEmpty }.map { Wave(kind: phase.kind, work: $0, rotations: switching) }
    }
  }

  /// Nodes that leave the mesh and could not be reached: nothing will come back to them.
  private static func abandoned(_ input: PlanningInput) -> [Diagnostic] {
    input.nodes.compactMap { node -> Diagnostic? in
      guard node.desired == nil, case .unreached = node.reading else { return nil }
      return Diagnostic(
        .warning, code: "node-left-behind", "left the mesh, and was not reached", at: .node(node.name),
        consequence: "Its peers drop it. What Weft set up on it stays there.",
        remedy: "Once it is back: `wg-quick down` its interface and remove /etc/wireguard/weft/\(input.mesh).")
    }
  }
}
