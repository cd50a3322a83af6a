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

  /// Those that several tunnels may share come first.
  let ends: [End]
  private let shared: Int
  /// Every key that an end runs with.
  private let keys: Set<PublicKey>
  /// The ends that may be shared, by their keys.
  private let byKey: [PublicKey: Int]
  /// Those of one tunnel each, by its keys: their own first.
  private let byTunnel: [[PublicKey]: Int]
  /// What each end that may be shared has of each other: nothing, an entry that nothing was heard of, or one that is alive.
  private var seen: [Seen]
  /// What the ends of one tunnel have of their other ends, and which those are.
  private var facing: [Int: (other: Int, seen: Seen)] = [:]
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
    var shared: [End] = []
    var single: [End] = []
    for node in input.nodes {
      guard let host = node.observation, let desired = node.desired else { continue }
      // Those that it gives up have tunnels too, which another interface may carry on.
      // A second interface is no tunnel of its own.
      let second = DetourSite(node, input.names)?.detour.text
      let owned = Set(
        desired.interfaces.map(\.configuration.name.text) + (host.marker?.interfaces ?? []).filter { $0 != second })
      for live in host.interfaces where owned.contains(live.configuration.name.text) {
        guard live.configuration.publicKey != nil else { continue }
        let end = End(node: node, host: host, observed: live)
        if end.isOfOneTunnel { single.append(end) } else { shared.append(end) }
      }
    }
    ends = shared + single
    self.shared = shared.count
    keys = Set(ends.compactMap(\.observed.configuration.publicKey))
    byKey = Dictionary(
      shared.enumerated().compactMap { index, end in end.observed.configuration.publicKey.map { ($0, index) } },
      uniquingKeysWith: { _, last in last })
    byTunnel = Dictionary(
      single.enumerated().flatMap { index, end in
        end.observed.configuration.peers.compactMap { peer in
          end.observed.configuration.publicKey.map { ([$0, peer.publicKey], shared.count + index) }
        }
      }, uniquingKeysWith: { _, last in last })
    staying = Set(input.nodes.filter { $0.observation != nil && $0.desired != nil }.map(\.name))
    leaving = Set(input.nodes.filter { $0.desired == nil }.map(\.name))
    seen = Array(repeating: .nothing, count: shared.count * shared.count)
    for index in ends.indices { look(at: index, input.names) }
  }

  private mutating func look(at index: Int, _ names: [PublicKey: String]) {
    let end = ends[index]
    let isAllAlive = end.isAllAlive
    for peer in end.observed.configuration.peers where !peer.allowedIPs.isEmpty {
      let isAlive = isAllAlive || end.isAlive(peer)
      if let other = self.end(peer.publicKey, facing: index) {
        let state: Seen = isAlive ? .alive : .silent
        if index < shared { seen[index * shared + other] = state } else { facing[index] = (other, state) }
      } else if isAlive, isOutside(peer.publicKey, names) {
        outside += 1
      }
    }
  }

  /// Whether a key is of a node that the walk cannot look into: its end is taken to stay as it is.
  func isOutside(_ key: PublicKey, _ names: [PublicKey: String]) -> Bool {
    !keys.contains(key) && names[key].map { !staying.contains($0) && !leaving.contains($0) } == true
  }

  /// The other end of an end's tunnel to a key.
  func end(_ key: PublicKey, facing index: Int) -> Int? {
    if index < shared { return byKey[key] }
    return ends[index].observed.configuration.publicKey.flatMap { byTunnel[[key, $0]] }
  }

  /// Whether both ends have an entry of the other, and something was heard at one of them.
  func isUp(_ one: Int, _ other: Int) -> Bool {
    let (there, back) = (look(one, other), look(other, one))
    return there != .nothing && back != .nothing && (there == .alive || back == .alive)
  }

  private func look(_ one: Int, _ other: Int) -> Seen {
    if one < shared, other < shared { return seen[one * shared + other] }
    return facing[one].flatMap { $0.other == other ? $0.seen : nil } ?? .nothing
  }

  /// Tunnels that are up, and those with both entries that are not.
  var count: (up: Int, down: Int) {
    var (up, down) = (outside, 0)
    for one in 0..<shared {
      for other in one + 1..<max(shared, one + 1)
      where seen[one * shared + other] != .nothing && seen[other * shared + one] != .nothing {
        if isUp(one, other) { up += 1 } else { down += 1 }
      }
    }
    for (one, end) in facing where one < end.other && look(end.other, one) != .nothing {
      if isUp(one, end.other) { up += 1 } else { down += 1 }
    }
    return (up, down)
  }
}

extension TunnelCensus.End {
  /// Whether the interface has a tunnel of its own, as with a routing protocol.
  fileprivate var isOfOneTunnel: Bool {
    node.desired?.interface(observed.configuration.name)?.isRouted ?? observed.configuration.isRouted
  }

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
