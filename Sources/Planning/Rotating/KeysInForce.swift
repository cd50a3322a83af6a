import MeshModel
import WireGuard

/// Which key each node is on, wherever that is not the one that is declared.
///
/// The node decides: what it runs with is its key, whatever is declared. A node that was not reached may be on either, so
/// every peer stays with the key that it talks to it by.
struct KeysInForce {
  /// The live keys of reached nodes that are not on their declared one.
  private(set) var live: [String: PublicKey] = [:]
  /// Declared keys of nodes that were not reached.
  private var unreached: [String: PublicKey] = [:]
  private let declared: [String: PublicKey]
  private let names: [PublicKey: String]

  init(_ input: PlanningInput) {
    names = input.names
    declared = Dictionary(
      input.nodes.compactMap { node in node.desired?.publicKey.map { (node.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    for node in input.nodes {
      guard let key = declared[node.name] else { continue }
      if node.observation == nil {
        unreached[node.name] = key
      } else if let own = node.liveKey, own != key {
        live[node.name] = own
      }
    }
  }

  func declaredKey(of name: String) -> PublicKey? { declared[name] }

  /// The keys that a node uses in the place of declared ones.
  func substitutes(at node: NodeInput) -> [PublicKey: PublicKey] {
    guard !live.isEmpty || !unreached.isEmpty, let desired = node.desired else { return [:] }
    var keys: [PublicKey: PublicKey] = [:]
    for name in Set(desired.interfaces.flatMap(\.peerNames.values)).union([node.name]) {
      guard let key = declared[name] else { continue }
      if let own = live[name] {
        keys[key] = own
      } else if unreached[name] != nil, let used = keyInUse(for: name, declared: key, at: node) {
        keys[key] = used
      }
    }
    return keys
  }

  /// The entry by which a node talks to one that was not reached; `nil` where that is the declared one, or none.
  private func keyInUse(for name: String, declared key: PublicKey, at node: NodeInput) -> PublicKey? {
    let peers = node.observation?.interfaces.flatMap(\.configuration.peers) ?? []
    let entries = peers.filter { names[$0.publicKey] == name && !$0.allowedIPs.isEmpty }
    guard !entries.contains(where: { $0.publicKey == key }) else { return nil }
    return entries.map(\.publicKey).first
  }
}

extension NodeInput {
  /// The key that the node's interfaces run with; `nil` while none of them is there.
  var liveKey: PublicKey? {
    guard let desired, let host = observation else { return nil }
    return desired.interfaces.lazy.compactMap { host.interface($0.configuration.name)?.configuration.publicKey }.first
  }
}

extension PlanningInput {
  /// The same with the names of nodes behind the keys that hosts run with, and that hosts know their peers by: a rotation
  /// that was left half way has keys that no commit at hand declares.
  package func namingKeysInForce() -> PlanningInput {
    var input = self
    for node in nodes {
      for key in [node.liveKey, node.recorded?.publicKey].compactMap(\.self) where input.names[key] == nil {
        input.names[key] = node.name
      }
      let marker = node.observation?.marker
      input.names.merge(marker?.heldKeys ?? [:]) { declared, _ in declared }
      // Peers may still have entries of them.
      for key in marker?.retiredKeys ?? [] where input.names[key] == nil { input.names[key] = node.name }
    }
    return input
  }
}
