import MeshModel
import WireGuard

/// What has to go from one host before anything else happens there: whatever lets a revoked key in, and whatever its
/// thief has too.
///
/// It is not made before it breaks: an entry goes, and the one of the node's next key takes its place in the same job;
/// nothing of it is ever taken back.
struct Purge {
  let host: String
  /// In the order in which they run: what lets somebody in goes first.
  private(set) var steps: [Step] = []
  /// Revoked keys of others that the host knows, live, in a boot file or as a followed pair; sorted.
  private(set) var accepted: [PublicKey] = []
  /// Entries of next keys that took the place of revoked ones.
  private(set) var successors: [(interface: InterfaceName, peer: Peer)] = []
  /// Second interfaces that go at once, with their boot files.
  private(set) var lowered: [InterfaceName] = []
  /// The host as it is afterwards.
  private(set) var observation: HostObservation

  let node: NodeInput
  let revocation: RevocationInput
  let managed: Set<String>

  /// `nil` where the host has nothing of a revoked key.
  init?(_ node: NodeInput, _ revocation: RevocationInput, managed: Set<String>) {
    guard !revocation.nodes.isEmpty, let observation = node.observation else { return nil }
    host = node.name
    self.node = node
    self.revocation = revocation
    self.managed = managed
    self.observation = observation
    let isOwn = node.desired != nil && hasOwnRevoked
    unfollow()
    lowerDetours()
    for index in self.observation.interfaces.indices
    where owns(self.observation.interfaces[index].configuration.name) {
      purgeInterface(at: index, isOwn: isOwn)
    }
    purgeBootFiles()
    forgetPresharedKeys(isOwn: isOwn)
    if isOwn { destroyKeys() }
    accepted = Set(accepted).sorted()
    if steps.isEmpty, accepted.isEmpty, !isOwn { return nil }
  }

  /// Whether anything of its own is a revoked key's: then its pre-shared keys are known to the thief, too.
  private var hasOwnRevoked: Bool {
    let live = observation.interfaces.filter { owns($0.configuration.name) }.map(\.configuration.publicKey)
    let boot = observation.bootFiles.filter { owns($0.interface) }.map(\.publicKey)
    return (live + boot + observation.keys.map { $0 }).contains(where: revocation.isRevoked)
  }

  /// Nothing else on a host is Weft's.
  private func owns(_ name: InterfaceName) -> Bool {
    observation.marker?.interfaces.contains(name.text) == true
  }

  /// First, for a follower would make an entry anew.
  private mutating func unfollow() {
    for pair in observation.followed {
      let revoked: [PublicKey] = [pair.old, pair.new].filter { revocation.isRevoked($0) }
      if revoked.isEmpty { continue }
      accepted += revoked
      steps.append(.unfollow(pair))
      observation.followed.removeAll { $0 == pair }
    }
  }

  /// A second interface is a copy: the first one has what it carries, and its keys take the places of revoked ones there.
  private mutating func lowerDetours() {
    for second in observation.interfaces.map(\.configuration) where owns(second.name) {
      let keys = [second.publicKey].compactMap(\.self) + second.peers.map(\.publicKey)
      let revoked = keys.filter { revocation.isRevoked($0) }
      let first = observation.interfaces.firstIndex { $0.configuration.name.detour == second.name }
      guard !revoked.isEmpty, let first, owns(observation.interfaces[first].configuration.name) else { continue }
      accepted += revoked.filter { $0 != second.publicKey }
      if !second.routes.isEmpty {
        let base = observation.interfaces[first].configuration
        steps.append(.divert(second.routes, from: second.name, to: base.name))
        observation.interfaces[first].configuration.routes = Set(base.routes + second.routes).sorted()
      }
      steps.append(.lower(second))
      lowered.append(second.name)
      observation.interfaces.removeAll { $0.configuration.name == second.name }
      observation.bootFiles.removeAll { $0.interface == second.name }
    }
  }

  private mutating func purgeInterface(at index: Int, isOwn: Bool) {
    let name = observation.interfaces[index].configuration.name
    func run(_ command: InterfaceCommand) {
      steps.append(.change(name, command))
      observation.interfaces[index].configuration.apply(command)
    }
    let before = observation.interfaces[index].configuration
    let entries = before.peers.filter { revocation.isRevoked($0.publicKey) }
    for entry in entries {
      accepted.append(entry.publicKey)
      run(.removePeer(entry.publicKey))
      observation.interfaces[index].status[entry.publicKey] = nil
    }
    if isOwn {
      if revocation.isRevoked(before.publicKey), let key = ownSuccessor(on: name) { run(.setKey(key)) }
      // Without those that just went: a change would make them anew.
      for peer in observation.interfaces[index].configuration.peers
      where peer.presharedKey != .off && isManaged(peer, on: name) {
        run(.setPeer(PeerChange(publicKey: peer.publicKey, isNew: false, presharedKey: .off)))
      }
    }
    for entry in entries {
      guard let wanted = successor(of: entry.publicKey, on: name) else { continue }
      let there = observation.interfaces[index].configuration.peersByKey[wanted.publicKey]
      let held = there?.allowedIPs ?? []
      run(
        .setPeer(
          PeerChange(
            publicKey: wanted.publicKey, isNew: there == nil,
            // What is live may be where the thief sends from.
            endpoint: there == nil ? wanted.endpoint : nil, keepalive: wanted.keepalive,
            allowedIPs: AllowedIPsChange(before: held, after: Set(held + entry.allowedIPs).sorted()))))
      if there == nil, let peer = observation.interfaces[index].configuration.peersByKey[wanted.publicKey] {
        successors.append((name, peer))
      }
    }
  }
}

extension Purge {
  /// Written anew without, also where an operator's own line has the key.
  private mutating func purgeBootFiles() {
    for index in observation.bootFiles.indices where owns(observation.bootFiles[index].interface) {
      let revoked: [PublicKey] = observation.bootFiles[index].mentions.filter { revocation.isRevoked($0) }
      accepted += revoked
      observation.bootFiles[index].mentions = []
      observation.bootFiles[index].operatorLines.removeAll { line in
        revoked.contains { line.contains($0.description) }
      }
      guard let own = observation.bootFiles[index].publicKey, revocation.isRevoked(own) else { continue }
      observation.bootFiles[index].publicKey = ownSuccessor(on: observation.bootFiles[index].interface) ?? own
    }
  }

  /// Of the tunnels to the node, or of all where it is the node itself. Both ends lose theirs, and the next exchange makes
  /// new ones.
  private mutating func forgetPresharedKeys(isOwn: Bool) {
    let owners = Set(accepted.compactMap { revocation.nodes[$0] })
    let lost = observation.presharedKeys.keys.filter { isOwn || owners.contains($0.peer) }.sorted()
    if lost.isEmpty { return }
    steps.append(.forgetPresharedKeys(lost))
    for name in lost { observation.presharedKeys[name] = nil }
    let gone = Set(lost.map { PresharedKey.file($0) })
    for index in observation.bootFiles.indices {
      observation.bootFiles[index].presharedKeys = observation.bootFiles[index].presharedKeys.filter {
        !gone.contains($0.value)
      }
    }
  }

  /// All that nothing is made of any longer.
  private mutating func destroyKeys() {
    let live = Set(observation.interfaces.compactMap(\.configuration.publicKey))
    let keys = observation.keys.filter { revocation.isRevoked($0) && !live.contains($0) }
    steps += keys.map { .destroyKey($0) }
    observation.keys.removeAll(where: keys.contains)
  }
}
