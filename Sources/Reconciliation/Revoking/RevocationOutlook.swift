import MeshModel
import Planning
import SSH
package import WireGuard

/// What a revocation is about to cut off, worked out before anything is changed.
package struct RevocationOutlook: Sendable {
  package struct Node: Sendable {
    package var name: String
    /// Every key that somebody who has its host may hold, and that is not on the list yet; sorted.
    package var keys: [PublicKey]
    /// The key that an earlier revocation, which was cut short, made for it.
    package var next: PublicKey?
    package var isManaged: Bool
    /// Whether it gets another key at once; else it is no part of the mesh until it is enrolled again.
    package var getsKey: Bool
    /// Why it was not reached; `nil` where it was.
    package var unreached: String?
    /// Names of managed nodes that know its keys, or may; sorted.
    package var knownBy: [String]
    /// Those of them that were not reached; sorted.
    package var unreachedPeers: [String]
    /// Peers that nobody manages; sorted.
    package var unmanagedPeers: [String]
    /// Nodes that can be managed through it alone; sorted.
    package var onlyWayTo: [String]
  }

  package var nodes: [Node]

  /// What goes onto the list.
  package func events(owner: String) -> [Revocations.Event] {
    nodes.flatMap { node in
      node.keys.map { Revocations.Event.revoked($0, node: node.name, owner: owner) }
        + node.keys.flatMap { key in node.knownBy.map { .accepted(key, host: $0) } }
    }
  }
}

extension RevocationOutlook {
  /// - Parameters:
  ///   - makesKeys: Whether nodes that are reached get new keys; not where their hosts are in foreign hands.
  ///   - version: The commit that is edited.
  ///   - observation: Every node that the version or the applied commit has.
  init(
    _ names: [String], makesKeys: Bool, in version: MeshVersion, _ observation: Reconciler.Observation
  ) throws(RevocationError) {
    nodes = []
    for name in names { nodes.append(try Node(name, makesKeys: makesKeys, in: version, observation)) }
  }
}

extension RevocationOutlook.Node {
  fileprivate init(
    _ name: String, makesKeys: Bool, in version: MeshVersion, _ observation: Reconciler.Observation
  ) throws(RevocationError) {
    let list = observation.situation.revocations
    let applied = observation.situation.applied
    guard let node = version.mesh.nodes.first(where: { $0.name == name }) else { throw .notDeclared(name) }
    let host = observation.readings[name]?.observation
    let declared = [node.publicKey, applied?.keys[name]].compactMap { $0 }
    let known = observation.input.namingKeysInForce().names.filter { $0.value == name }.map(\.key)
    // Who has the host has every private key on it. What was made since the others were revoked is not lost, unless
    // somebody commits it and revokes it again.
    let made = makesKeys && list.isRevoked(node.publicKey) ? list.madeKey(of: name) : nil
    let next = made.flatMap { host?.keys.contains($0) == true ? $0 : nil }
    let keys = Set(declared + known + (host?.keys ?? [])).filter { !list.isRevoked($0) && $0 != next }
    if keys.isEmpty, node.publicKey == nil {
      throw list.keys(of: name).isEmpty ? .notEnrolled(name) : .revokedAlready(name)
    }
    self.name = name
    self.keys = keys.sorted()
    self.next = next
    isManaged = node.isManaged
    getsKey = makesKeys && node.isManaged && host != nil && node.publicKey != nil
    if case .unreached(let reason) = observation.readings[name] { unreached = reason }
    if node.isManaged, observation.readings[name] == nil { unreached = "its file has no `ssh` block" }

    let peers = Set(version.compiler.peers(of: name) + (applied?.compiler.peers(of: name) ?? []))
    let managed = Set(observation.situation.nodes)
    let having = observation.readings.filter { $0.value.observation?.knows(keys) == true }.map(\.key)
    let knownBy = peers.intersection(managed).union(having).subtracting([name]).sorted()
    self.knownBy = knownBy
    unreachedPeers = knownBy.filter { observation.readings[$0]?.observation == nil }
    unmanagedPeers = peers.subtracting(managed).sorted()
    onlyWayTo = observation.situation.addresses.values.filter { $0.jumps.map(\.node) == [name] }.map(\.node).sorted()
  }
}

extension HostObservation {
  /// Whether some of the keys are let in here.
  fileprivate func knows(_ keys: Set<PublicKey>) -> Bool {
    interfaces.contains { $0.configuration.peers.contains { keys.contains($0.publicKey) } }
  }
}
