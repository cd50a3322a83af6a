import FRR
import MeshModel
import WireGuard

extension PresharedKeyExchange {
  /// The exchanges between reached nodes, sorted by tunnel; none where both ends hold the same.
  static func needed(_ input: PlanningInput) -> [PresharedKeyExchange] {
    guard input.usesPresharedKeys else { return [] }
    let reached = input.reachedNodes
    var exchanges: [PresharedKeyExchange] = []
    for node in input.nodes {
      guard let host = node.observation, let desired = node.desired else { continue }
      for name in desired.presharedKeys {
        guard node.name < name.peer, let other = reached[name.peer], let otherHost = other.observation
        else { continue }
        let otherName = PresharedKeyName(peer: node.name, generation: name.generation)
        let digests = (host.presharedKeys[name], otherHost.presharedKeys[otherName])
        let source: String
        switch digests {
        case (let one?, let two?) where one == two: continue
        case (nil, .some): source = other.name
        // Two that differ: the one that is live stays.
        case (.some, .some):
          source = !host.hasLive(name) && otherHost.hasLive(otherName) ? other.name : node.name
        case (_, nil): source = node.name
        }
        exchanges.append(
          PresharedKeyExchange(
            tunnel: Tunnel(node.name, other.name), generation: name.generation, source: source,
            isNew: digests == (nil, nil)))
      }
    }
    return exchanges.sorted { ($0.tunnel, $0.generation) < ($1.tunnel, $1.generation) }
  }
}

extension PlanningInput {
  /// The nodes that are there and stay, by name.
  var reachedNodes: [String: NodeInput] {
    let reached = nodes.filter { $0.observation != nil && $0.desired != nil }
    return Dictionary(reached.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The input as it is once files were written over: what was made from the old ones is no file's any longer.
  func after(_ exchanges: [PresharedKeyExchange]) -> PlanningInput {
    let replaced = Dictionary(grouping: exchanges.filter { !$0.isNew }, by: \.target)
    guard !replaced.isEmpty else { return self }
    var input = self
    for index in input.nodes.indices {
      guard var host = input.nodes[index].observation, let exchanges = replaced[input.nodes[index].name]
      else { continue }
      let lost = Set(exchanges.map { $0.name(on: $0.target) })
      host.lose(Set(lost.map { .file($0) }))
      input.nodes[index].reading = .observed(host, input.nodes[index].reading.routing?.forgetting(lost))
    }
    return input
  }
}

extension HostObservation {
  fileprivate func hasLive(_ name: PresharedKeyName) -> Bool {
    interfaces.contains { $0.configuration.peers.contains { $0.presharedKey == .file(name) } }
  }

  fileprivate mutating func lose(_ keys: Set<PresharedKey>) {
    for index in interfaces.indices {
      interfaces[index].configuration.peers = interfaces[index].configuration.peers.map { peer in
        var peer = peer
        if keys.contains(peer.presharedKey) { peer.presharedKey = .unknown }
        return peer
      }
    }
    for index in bootFiles.indices {
      bootFiles[index].presharedKeys = bootFiles[index].presharedKeys.mapValues { keys.contains($0) ? .unknown : $0 }
    }
  }
}
