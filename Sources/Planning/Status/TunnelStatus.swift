import WireGuard

/// How one tunnel is, judged from both of its ends.
package struct TunnelStatus: Hashable, Sendable {
  package enum Health: String, Hashable, Sendable, CaseIterable {
    /// A handshake within the time that WireGuard needs for the next one.
    case up
    /// No recent handshake, and nothing that would ask for one: neither end sends keepalives, or one is a device of
    /// somebody's that comes and goes.
    case idle
    case down
    /// Neither end was reached.
    case unknown
  }

  /// Names of the nodes; the first sorts first.
  package var ends: [String]
  package var health: Health
  /// Seconds since the latest handshake that either end saw, by that end's own clock; `nil` when there was none.
  package var age: Int64?
  /// Why it is likely down; `nil` while nothing is wrong.
  package var cause: Cause?

  /// The likely cause of a silent tunnel.
  package enum Cause: Hashable, Sendable {
    /// The interface of this node has no such peer, or is not there.
    case missingPeer(on: String, peer: String)
    /// Behind NAT, and nothing keeps its mapping open.
    case noKeepalive(from: String, to: String)
    /// One end was not reached by us either.
    case unreached(String)
    /// This node sends, and nothing comes back.
    case noAnswer(from: String, to: String)
    /// This node knows no endpoint of its peer, and the peer does not start.
    case noEndpoint(on: String, peer: String)
    case unexplained
  }
}

extension TunnelStatus {
  /// One end of a tunnel: what is declared and what is seen of the other end there.
  struct End {
    let name: String
    /// `false` for a peer that is never touched, and so never reached.
    let isManaged: Bool
    let isReached: Bool
    let isBehindNAT: Bool
    /// As observed; `nil` when the peer is not there.
    let live: Peer?
    let status: PeerStatus?
    let now: Int64

    var age: Int64? { status?.latestHandshake.map { max(0, now - $0) } }
  }

  init(_ first: End, _ second: End) {
    ends = [first.name, second.name]
    age = [first.age, second.age].compactMap { $0 }.min()
    let keepsAlive = [first, second].contains { ($0.live?.keepalive ?? 0) > 0 }
    let isMissing = [first, second].contains { $0.isReached && $0.live == nil }
    if !first.isReached, !second.isReached {
      (health, cause) = (.unknown, nil)
    } else if let age, age <= EndpointRule.staleAfter, !isMissing {
      (health, cause) = (.up, nil)
    } else if age != nil, !keepsAlive, !isMissing, !first.isBehindNAT, !second.isBehindNAT {
      (health, cause) = (.idle, nil)
    } else if !isMissing, [first, second].contains(where: { !$0.isManaged && $0.isBehindNAT }) {
      (health, cause) = (.idle, nil)
    } else {
      (health, cause) = (.down, Self.cause(first, second))
    }
  }

  /// The first cause that fits, the surest first.
  private static func cause(_ first: End, _ second: End) -> Cause {
    let pairs = [(first, second), (second, first)]
    for (end, other) in pairs where end.isReached && end.live == nil {
      return .missingPeer(on: end.name, peer: other.name)
    }
    for (end, other) in pairs where end.isReached && end.isBehindNAT && end.live?.keepalive == 0 {
      return .noKeepalive(from: end.name, to: other.name)
    }
    for (end, _) in pairs where end.isManaged && !end.isReached { return .unreached(end.name) }
    for (end, other) in pairs {
      guard let status = end.status, status.sent > 0, status.received == 0 else { continue }
      return .noAnswer(from: end.name, to: other.name)
    }
    for (end, other) in pairs where end.isReached && end.live?.endpoint == nil && !other.isBehindNAT {
      return .noEndpoint(on: end.name, peer: other.name)
    }
    return .unexplained
  }
}
