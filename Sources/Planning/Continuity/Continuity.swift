package import MeshModel
package import WireGuard

/// What a plan does to the tunnels that are up before it and declared after it, found by walking every state that the
/// plan can be in: docs/continuity.md says what is modelled.
package struct Continuity: Hashable, Sendable {
  /// Tunnels that are up before the plan and declared after it: those that are judged.
  package var tunnels = 0
  /// Tunnels with an entry at both ends that are not up before: they are not judged.
  package var down = 0
  /// Those whose traffic moves to another interface that is up beside theirs.
  package var moving = 0
  /// At most one a tunnel, sorted.
  package var interruptions: [Interruption] = []
  /// Prefixes that belong to another peer afterwards, sorted.
  package var moves: [PrefixMove] = []
  /// How many states were walked.
  package var states = 0
  /// Whether those are states of the whole mesh, every interleaving of all its nodes; else they are states of single
  /// tunnels.
  package var isExhaustive = false
  /// Tunnels of which an end switches its key.
  package var switching = 0
  /// Those of them whose ends find each other again, on whichever key, should a job not fire.
  package var waysBack = 0

  package init() {}

  /// Walks what a plan does; a plan that does nothing has nothing to say.
  /// - Parameter mostStates: How many states of the whole mesh are walked; where there are more, it is tunnel by tunnel.
  package init(of plan: Plan, _ input: PlanningInput, mostStates: Int = 2_000) {
    guard !plan.isEmpty else { return }
    var check = ContinuityCheck(plan, input.namingKeysInForce().after(plan.exchanges))
    check.walk(mostStates: mostStates)
    self = check.result
  }

  /// Tunnels that stay up throughout.
  package var kept: Int { tunnels - interruptions.count { !$0.cause.isBrief } }

  /// What should never be: interruptions that nothing declared asks for.
  package var violations: [Interruption] {
    interruptions.filter { if case .loss = $0.cause { true } else { false } }
  }
}

/// A tunnel that a plan interrupts, and why.
package struct Interruption: Hashable, Sendable {
  package enum Cause: Hashable, Sendable {
    /// The node listens on another port from some moment on, and its peers know the old one until it sends.
    case listenPort(of: String)
    /// The declared endpoint of a node changed, and a node whose tunnel to it is alive sends to the new one.
    case endpoint(of: String, at: String)
    /// Another interface of the node takes the tunnel over.
    case interface(of: String)
    /// The node's key switches, and its peer was accepted by name to be cut off until it is back.
    case without(peer: String, of: String)
    /// The node's tools replace all AllowedIPs of a peer to change one: for an instant it has none.
    case replacedAllowedIPs(at: String)
    /// A state of the plan loses packets: the order of its steps is wrong.
    case loss(Loss, in: Wave.Kind)

    /// Whether it lasts an instant: the tunnel stays up, and may lose single packets.
    package var isBrief: Bool { if case .replacedAllowedIPs = self { true } else { false } }
  }

  package var tunnel: Tunnel
  package var cause: Cause

  package init(tunnel: Tunnel, cause: Cause) {
    self.tunnel = tunnel
    self.cause = cause
  }
}

/// How a packet is lost in a state of a plan, at which node.
package enum Loss: Hashable, Sendable {
  /// The prefix belongs to no peer.
  case unrouted(Prefix, at: String)
  /// The prefix belongs to a peer that is not the tunnel's other end.
  case misrouted(Prefix, at: String)
  /// What arrives belongs to a session that the node has forgotten.
  case forgottenSession(at: String)
  /// What arrives from the prefix arrives under a key whose entry does not own it.
  case refusedSource(Prefix, at: String)
  /// What waits for a handshake waits in an entry that loses the prefix, and is never sent.
  case stranded(Prefix, at: String)
  /// A wave ends, and the two ends cannot shake hands.
  case noHandshake
  /// An address or a route is not there.
  case missing(Prefix, at: String)
  /// Traffic goes over second interfaces, and one of them has no entry for it.
  case noDetour(at: String)
  /// Traffic moves to interfaces that have not carried a packet both ways since they last changed.
  case unproved
  /// A node that may still take its old key back has no entry of it any longer.
  case noWayBack(at: String)
}

/// A prefix that moves from one peer to another: packets that are on their way at that moment may be lost.
package struct PrefixMove: Hashable, Sendable {
  package var prefix: Prefix
  package var from: String
  package var to: String
  /// Where it moves, sorted.
  package var nodes: [String]
}
