import MeshModel
import WireGuard

/// Which tunnels there are before a plan, counted without a value for each: a mesh of 1,000 nodes has half a million.
struct TunnelCensus {
  /// An interface of Weft's on a reached node that stays in the mesh.
  struct End {
    let node: NodeInput
    let host: HostObservation
    let observed: ObservedInterface
  }

  let ends: [End]
  /// The ends by the keys that they run with.
  private let byKey: [PublicKey: Int]
  /// What each end has of each other: nothing, an entry that nothing was heard of, or one that is alive.
  private var seen: [Seen]
  /// Entries of nodes that nobody reaches, or that nobody manages, and that are alive.
  private(set) var outside = 0
  private let staying: Set<String>
  private let leaving: Set<String>

  private enum Seen: UInt8 {
    case nothing
    case silent
    case alive
  }

  init(_ input: PlanningInput) {
    var ends: [End] = []
    var byKey: [PublicKey: Int] = [:]
    for node in input.nodes {
      guard let host = node.observation, let desired = node.desired else { continue }
      // Those that it gives up have tunnels too, which another interface may carry on.
      let owned = Set(desired.interfaces.map(\.configuration.name.text) + (host.marker?.interfaces ?? []))
      for live in host.interfaces where owned.contains(live.configuration.name.text) {
        guard let key = live.configuration.publicKey else { continue }
        byKey[key] = ends.count
        ends.append(End(node: node, host: host, observed: live))
      }
    }
    self.ends = ends
    self.byKey = byKey
    staying = Set(input.nodes.filter { $0.observation != nil && $0.desired != nil }.map(\.name))
    leaving = Set(input.nodes.filter { $0.desired == nil }.map(\.name))
    seen = Array(repeating: .nothing, count: ends.count * ends.count)
    for index in ends.indices { look(at: index, input.names) }
  }

  private mutating func look(at index: Int, _ names: [PublicKey: String]) {
    let end = ends[index]
    let isAllAlive = end.isAllAlive
    for peer in end.observed.configuration.peers where !peer.allowedIPs.isEmpty {
      let isAlive = isAllAlive || end.isAlive(peer)
      if let other = byKey[peer.publicKey] {
        seen[index * ends.count + other] = isAlive ? .alive : .silent
      } else if isAlive, isOutside(peer.publicKey, names) {
        outside += 1
      }
    }
  }

  /// Whether a key is of a node that the walk cannot look into: its end is taken to stay as it is.
  func isOutside(_ key: PublicKey, _ names: [PublicKey: String]) -> Bool {
    byKey[key] == nil && names[key].map { !staying.contains($0) && !leaving.contains($0) } == true
  }

  func end(_ key: PublicKey) -> Int? { byKey[key] }

  /// Whether both ends have an entry of the other, and something was heard at one of them.
  func isUp(_ one: Int, _ other: Int) -> Bool {
    let (there, back) = (seen[one * ends.count + other], seen[other * ends.count + one])
    return there != .nothing && back != .nothing && (there == .alive || back == .alive)
  }

  /// Tunnels that are up, and those with both entries that are not.
  var count: (up: Int, down: Int) {
    var (up, down) = (outside, 0)
    for one in ends.indices {
      for other in ends.indices.dropFirst(one + 1)
      where seen[one * ends.count + other] != .nothing && seen[other * ends.count + one] != .nothing {
        if isUp(one, other) { up += 1 } else { down += 1 }
      }
    }
    return (up, down)
  }
}

extension TunnelCensus.End {
  /// Whether no entry can be silent: saves looking at each.
  fileprivate var isAllAlive: Bool {
    let now = host.clock.unixSeconds
    return observed.isUp && observed.status.count >= observed.configuration.peers.count
      && observed.status.values.allSatisfy { status in
        status.latestHandshake.map { now - $0 <= EndpointRule.staleAfter } ?? false
      }
  }

  func isAlive(_ peer: Peer) -> Bool {
    observed.isUp
      && !EndpointRule.isDead(
        peer, latestHandshake: observed.status[peer.publicKey]?.latestHandshake, now: host.clock.unixSeconds)
  }
}
