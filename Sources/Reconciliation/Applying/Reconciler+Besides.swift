import MeshModel
import Planning
import WireGuard

/// What changes while the traffic takes second interfaces.
extension Reconciler {
  /// A node that may, and both ends of the tunnels that it concerns.
  private struct Candidate {
    let node: String
    let ends: [(node: String, interface: InterfaceName)]
  }

  /// Nodes that are to: their keys as the policy says, their ports, endpoints and what they get of others where that would
  /// interrupt; never where a firewall names the first interface, or cannot be asked.
  func besides(_ plan: Plan, _ observation: Observation) async -> Set<String> {
    let situation = observation.situation
    let methods = RotationMethods(situation.desired.mesh)
    guard methods.mayBeParallel else { return [] }
    let candidates = (rotating(plan, methods) + moving(plan, situation)).filter { methods[$0.node] != .timed }
    guard !candidates.isEmpty else { return [] }
    let unfit = await DetourLook(fleet: fleet).unfit(candidates.flatMap(\.ends))
    return Set(candidates.filter { !$0.ends.map(\.node).contains(where: unfit.contains) }.map(\.node))
  }

  private func rotating(_ plan: Plan, _ methods: RotationMethods) -> [Candidate] {
    let crowded = Set(plan.forecasts.filter(\.timing.isCrowded).map(\.node))
    return plan.timedRotations.filter { methods[$0.node] == .parallel || crowded.contains($0.node) }.map { rotation in
      Candidate(
        node: rotation.node,
        ends: rotation.tunnels.flatMap { [(rotation.node, $0.interface), ($0.peer, $0.peerInterface)] })
    }
  }

  private func moving(_ plan: Plan, _ situation: Situation) -> [Candidate] {
    var tunnels: [String: Set<Tunnel>] = [:]
    for interruption in plan.continuity.interruptions {
      switch interruption.cause {
      case .listenPort(let node), .endpoint(let node, _): tunnels[node, default: []].insert(interruption.tunnel)
      case .interface, .without, .replacedAllowedIPs, .loss: continue
      }
    }
    for move in plan.continuity.moves {
      tunnels[move.to, default: []].formUnion(move.nodes.map { Tunnel(move.to, $0) })
    }
    return tunnels.sorted { $0.key < $1.key }.map { node, tunnels in
      let ends = Set(tunnels.flatMap { [$0.first, $0.second] }).sorted().compactMap { name in
        situation.desired.compiler.desired(name)?.interfaces.first.map { (name, $0.configuration.name) }
      }
      return Candidate(node: node, ends: ends)
    }
  }
}

/// How the keys of nodes switch: as each of them says, or else the mesh.
private struct RotationMethods {
  private let common: RotationPolicy.Method
  private let own: [String: RotationPolicy.Method]

  init(_ mesh: Mesh) {
    common = mesh.policy.rotation.method
    own = Dictionary(
      mesh.nodes.compactMap { node in node.rotationMethod.map { (node.name, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  subscript(name: String) -> RotationPolicy.Method { own[name] ?? common }

  /// Whether any of them is not `timed`.
  var mayBeParallel: Bool { common != .timed || own.values.contains { $0 != .timed } }
}
