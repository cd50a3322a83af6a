import MeshModel
import Planning
import WireGuard

/// What a plan says of the tunnels that are up: that they stay up, or which do not, and why.
struct ContinuityText {
  var isVerbose = false
  /// Whether the plan begins with taking revoked keys away.
  var isRevoking = false

  func render(_ continuity: Continuity) -> String {
    let start = isRevoking ? ["What is cut off with the revoked keys comes before, and is not judged."] : []
    return
      ([heading(continuity)] + start + interruptions(continuity) + beside(continuity) + moves(continuity)
      + wayBack(continuity))
      .joined(separator: "\n  ")
  }

  private func heading(_ continuity: Continuity) -> String {
    let (all, kept) = (continuity.tunnels, continuity.kept)
    let down = continuity.down == 0 ? "" : " \(Self.number(continuity.down)) more down, and not judged."
    if all == 0 { return "Continuity: no tunnel is up that could be interrupted." + down }
    let which =
      kept < all
      ? "\(Self.number(kept)) of \(Self.number(all)) tunnels"
      : all == 1 ? "the tunnel" : "all \(Self.number(all)) tunnels"
    let verb = kept == 1 && kept < all || all == 1 && kept == 1 ? "stays" : "stay"
    let states = "\(Self.number(continuity.states)) \(continuity.states == 1 ? "state" : "states") checked"
    return "Continuity: \(which) \(verb) up throughout (\(states))." + down
  }

  /// A cause is said once, with all tunnels that it is the cause for.
  private func interruptions(_ continuity: Continuity) -> [String] {
    var order: [String] = []
    var tunnels: [String: [Tunnel]] = [:]
    for interruption in continuity.interruptions where !interruption.cause.isBrief {
      let cause = interruption.cause.description
      if tunnels[cause] == nil { order.append(cause) }
      tunnels[cause, default: []].append(interruption.tunnel)
    }
    let lasting = order.map { cause in
      let all = tunnels[cause] ?? []
      return "\(list(all.map(\.description))) \(all.count == 1 ? "is" : "are") interrupted: \(cause)."
    }
    return lasting + instants(continuity.interruptions.filter(\.cause.isBrief))
  }

  /// What old tools do is said once, however many hosts have them.
  private func instants(_ interruptions: [Interruption]) -> [String] {
    guard !interruptions.isEmpty else { return [] }
    let tunnels = list(interruptions.map(\.tunnel.description))
    return ["\(tunnels) may lose single packets: \(Interruption.Cause.replacing(list(nodes(interruptions))))."]
  }

  private func nodes(_ interruptions: [Interruption]) -> [String] {
    let names = interruptions.compactMap { interruption in
      if case .replacedAllowedIPs(let node) = interruption.cause { node } else { nil }
    }
    return Set(names).sorted()
  }

  private func beside(_ continuity: Continuity) -> [String] {
    guard continuity.moving > 0 else { return [] }
    let what = continuity.moving == 1 ? "1 of them moves" : "\(Self.number(continuity.moving)) of them move"
    return ["\(what) to another interface while both are up: routes change places, and nothing is without one."]
  }

  private func moves(_ continuity: Continuity) -> [String] {
    var order: [[String]] = []
    var prefixes: [[String]: [String]] = [:]
    for move in continuity.moves {
      if prefixes[[move.from, move.to]] == nil { order.append([move.from, move.to]) }
      prefixes[[move.from, move.to], default: []].append(move.prefix.description)
    }
    return order.map { ends in
      let moving = prefixes[ends] ?? []
      let verb = moving.count == 1 ? "moves" : "move"
      return
        "\(list(moving)) \(verb) from \(ends[0]) to \(ends[1]): what is on its way at that moment may be lost."
    }
  }

  private func wayBack(_ continuity: Continuity) -> [String] {
    guard continuity.switching > 0 else { return [] }
    let count = "\(continuity.waysBack) of \(continuity.switching)"
    return ["Should a switch or a landing not fire, its tunnels come back by themselves, within seconds: \(count)."]
  }

  private func list(_ names: [String]) -> String {
    guard !isVerbose, names.count > 5 else { return names.joined(separator: ", ") }
    return names.prefix(4).joined(separator: ", ") + " and \(names.count - 4) more"
  }

  /// With a comma every three digits.
  private static func number(_ value: Int) -> String {
    let digits = Array(String(value))
    return digits.indices.reduce(into: "") { text, index in
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digits[index])
    }
  }
}

extension Interruption.Cause: CustomStringConvertible {
  /// Why, as the end of a sentence.
  package var description: String {
    switch self {
    case .listenPort(let node): "\(node) listens on another port, which its peers learn once it sends"
    case .endpoint(let node, let other): "\(node) has another endpoint, which \(other) sends to from then on"
    case .interface(let node): "\(node) gives it another interface"
    case .without(let peer, let node): "\(peer) does not learn the new key of \(node) until it is back"
    case .replacedAllowedIPs(let node): Self.replacing(node)
    case .loss(let loss, let wave): "in \(wave.rawValue), \(loss)"
    }
  }
}

extension Interruption.Cause {
  fileprivate static func replacing(_ nodes: String) -> String {
    "the tools on \(nodes) take away all AllowedIPs of a peer for an instant, to change one"
  }
}

extension Loss: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unrouted(let prefix, let node): "\(prefix) belongs to no peer at \(node)"
    case .misrouted(let prefix, let node): "\(prefix) belongs to another peer at \(node)"
    case .forgottenSession(let node): "\(node) has forgotten the session that the other end sends under"
    case .refusedSource(let prefix, let node):
      "what comes from \(prefix) arrives at \(node) under a key that does not own it"
    case .stranded(let prefix, let node): "what waits at \(node) for a handshake with \(prefix) is thrown away"
    case .noHandshake: "the two ends are left with keys that cannot shake hands"
    case .missing(let prefix, let node): "\(prefix) is missing at \(node)"
    case .noDetour(let node): "traffic goes over second interfaces, and \(node) has none for it"
    case .unproved: "traffic moves to interfaces that have not been proved"
    case .noWayBack(let node): "\(node) forgets the old key before the other end has decided on the new one"
    }
  }
}
