import Diagnostics
import MeshModel
import WireGuard

/// Which nodes switch their key in this plan, in which batches, and which have to wait.
struct Rotations {
  /// Those that switch by timers, batch by batch.
  private(set) var batches: [[KeyRotation]] = []
  /// Those that switch at one moment while the traffic takes second interfaces. Then none switches by timers.
  private(set) var parallel: [KeyRotation] = []
  private(set) var waiting: [WaitingRotation] = []
  /// Nodes whose turn comes in a later plan of the same apply.
  private(set) var later: Set<String> = []
  /// What cannot be accepted though it was asked for.
  private(set) var refusals: [Diagnostic] = []
  let keys: KeysInForce

  init(_ input: PlanningInput) {
    keys = KeysInForce(input)
    guard !keys.live.isEmpty else { return }
    let nodes = Dictionary(input.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let acceptance = CutOffAcceptance(input, keys)
    var ready: [KeyRotation] = []
    for node in input.nodes {
      guard let live = keys.live[node.name], let declared = keys.declaredKey(of: node.name) else { continue }
      let reasons = Self.reasonsToWait(node, declared: declared, acceptance, nodes)
      if reasons.isEmpty {
        ready.append(rotation(of: node, from: live, to: declared, nodes))
      } else {
        waiting.append(WaitingRotation(node: node.name, live: live, declared: declared, reasons: reasons))
      }
    }
    let waysIn = input.nodes.map(\.waysIn).filter { $0.count > 1 }
    refusals = acceptance.refusals
    func split(_ rotations: [KeyRotation]) -> [[KeyRotation]] {
      RotationBatches.split(
        rotations, apart: input.rotation.hubGroups + waysIn, limit: input.policy.rotation.maxParallel)
    }
    let parallel = Set(ready.filter { Self.isParallel($0, input, nodes) }.map(\.node))
    let beside = split(ready.filter { parallel.contains($0.node) })
    let timed = split(ready.filter { !parallel.contains($0.node) })
    if let first = beside.first {
      self.parallel = first
      later = Set((beside.dropFirst() + timed).joined().map(\.node))
    } else {
      let count = Self.fitting(timed)
      batches = Array(timed[..<count])
      later = Set(timed[count...].joined().map(\.node))
    }
  }

  /// Whether a key switches beside: it is wanted, and both ends of each tunnel can have a second interface.
  private static func isParallel(
    _ rotation: KeyRotation, _ input: PlanningInput, _ nodes: [String: NodeInput]
  ) -> Bool {
    guard input.rotation.parallel.contains(rotation.node) else { return false }
    guard let own = nodes[rotation.node].flatMap({ DetourSite($0, input.names) }), own.isUsable else { return false }
    return rotation.tunnels.allSatisfy { tunnel in
      guard let other = nodes[tunnel.peer].flatMap({ DetourSite($0, input.names) }) else { return false }
      return other.isUsable && own.canProve(other)
    }
  }

  /// What one plan may hold: every batch is a boot file for each peer of its nodes, and each has an entry for each of its
  /// own peers. In a full mesh of 1,000 nodes one batch has a million entries.
  private static let mostEntries = 2_000_000

  /// How many batches one plan takes: at least the first.
  private static func fitting(_ batches: [[KeyRotation]]) -> Int {
    var entries = 0
    for (index, batch) in batches.enumerated() {
      entries += batch.reduce(0) { $0 + $1.tunnels.count * $1.tunnels.count }
      if entries > mostEntries { return max(1, index) }
    }
    return batches.count
  }

  private static func reasonsToWait(
    _ node: NodeInput, declared: PublicKey, _ acceptance: CutOffAcceptance, _ nodes: [String: NodeInput]
  ) -> [WaitingRotation.Reason] {
    if node.observation?.marker?.retiredKeys.contains(declared) == true { return [.older] }
    let peers = node.peerNames.filter { !acceptance.isAccepted($0) }
    let unmanaged = peers.filter { nodes[$0] == nil }
    let missing = peers.filter { nodes[$0].map { $0.observation == nil } ?? false }
    let leftOut = missing.filter { if case .notAsked? = nodes[$0]?.reading { true } else { false } }
    let unreached = missing.filter { !leftOut.contains($0) }
    return (unreached.isEmpty ? [] : [.unreached(unreached)]) + (leftOut.isEmpty ? [] : [.leftOut(leftOut)])
      + (unmanaged.isEmpty ? [] : [.unmanaged(unmanaged)])
  }

  private func rotation(
    of node: NodeInput, from live: PublicKey, to declared: PublicKey, _ nodes: [String: NodeInput]
  ) -> KeyRotation {
    let interfaces = node.desired?.interfaces ?? []
    let tunnels = interfaces.flatMap { interface in
      interface.peerNames.compactMap { key, name -> KeyRotation.Tunnel? in
        guard let peer = nodes[name], peer.observation != nil, let theirs = peer.desired else { return nil }
        let other = theirs.interfaces.first { $0.peerNames[declared] != nil }
        guard let other else { return nil }
        return KeyRotation.Tunnel(
          peer: name, peerKey: keys.live[name] ?? key, interface: interface.configuration.name,
          peerInterface: other.configuration.name, target: other.configuration.addresses.first?.address)
      }
    }.sorted { ($0.peer, $0.interface) < ($1.peer, $1.interface) }
    let taking = Set(tunnels.map(\.peer))
    return KeyRotation(
      node: node.name, old: live, new: declared, interfaces: interfaces.map(\.configuration.name).sorted(),
      tunnels: tunnels, without: node.peerNames.filter { !taking.contains($0) })
  }

  /// Every rotation of the plan, batch by batch.
  var all: [KeyRotation] { parallel + batches.joined() }

  /// What a node should be until the rotations begin: under the keys that are in force, with the new keys of its peers
  /// staged.
  func target(_ node: NodeInput) -> DesiredNode? {
    let peers = Set(node.peerNames)
    let staged = batches.joined().filter { peers.contains($0.node) }.map { ($0.new, $0.node) }
    return node.desired?.replacing(keys.substitutes(at: node))
      .staging(Dictionary(staged, uniquingKeysWith: { first, _ in first }))
  }

  /// Whether a node is on its way still when this plan is done: its own turn, or a peer's, comes later.
  func isIncomplete(_ node: NodeInput) -> Bool {
    !later.isEmpty && (later.contains(node.name) || node.peerNames.contains(where: later.contains))
  }

  /// What changes on a node by timers, batch by batch.
  func moves(_ node: NodeInput) -> [[KeyMove]] { batches.map { moves(node, in: $0) } }

  /// What changes on a node while the traffic takes second interfaces.
  func parallelMoves(_ node: NodeInput) -> [KeyMove] { moves(node, in: parallel) }

  private func moves(_ node: NodeInput, in batch: [KeyRotation]) -> [KeyMove] {
    batch.compactMap { rotation in
      if rotation.node == node.name { return .own(rotation) }
      return rotation.tunnels.contains { $0.peer == node.name } ? .peer(rotation) : nil
    }
  }
}

/// A node's part in a rotation.
enum KeyMove {
  /// Its own key switches.
  case own(KeyRotation)
  /// The key of a peer does.
  case peer(KeyRotation)
}

extension NodeInput {
  /// Names of the peers that it should have, sorted.
  var peerNames: [String] { Set(desired?.interfaces.flatMap(\.peerNames.values) ?? []).sorted() }
}
