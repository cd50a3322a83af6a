package import Diagnostics
package import WireGuard

/// The switch of one node's key from the one that is live to the one that is declared, as a plan names it.
package struct KeyRotation: Hashable, Sendable {
  package var node: String
  package var old: PublicKey
  package var new: PublicKey
  /// Interfaces of the node that have the key; sorted.
  package var interfaces: [InterfaceName]
  /// The node's tunnels to peers that take part, sorted by peer.
  package var tunnels: [Tunnel]
  /// Peers that do not take part, and were accepted by name to be cut off until they do; sorted.
  package var without: [String]

  /// A tunnel of the node, and what its other end has to do.
  package struct Tunnel: Hashable, Sendable {
    /// Name of the node at the other end.
    package var peer: String
    /// The key by which the switching node knows it.
    package var peerKey: PublicKey
    /// The switching node's interface.
    package var interface: InterfaceName
    /// The peer's interface.
    package var peerInterface: InterfaceName
    /// An address of the peer inside the tunnel.
    package var target: IPAddress?

    package init(
      peer: String, peerKey: PublicKey, interface: InterfaceName, peerInterface: InterfaceName, target: IPAddress?
    ) {
      self.peer = peer
      self.peerKey = peerKey
      self.interface = interface
      self.peerInterface = peerInterface
      self.target = target
    }
  }

  package init(
    node: String, old: PublicKey, new: PublicKey, interfaces: [InterfaceName], tunnels: [Tunnel], without: [String]
  ) {
    self.node = node
    self.old = old
    self.new = new
    self.interfaces = interfaces
    self.tunnels = tunnels
    self.without = without
  }
}

/// A node whose declared key has to wait.
package struct WaitingRotation: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// Peers that were not reached: they would not know the new key. Sorted.
    case unreached([String])
    /// Peers that were not asked, since `--only` leaves them out. Sorted.
    case leftOut([String])
    /// Peers that nobody manages: their owners have to change the key there by hand. Sorted.
    case unmanaged([String])
    /// The declared key is one that the node had before: a merge was reverted.
    case older
  }

  package var node: String
  package var live: PublicKey
  package var declared: PublicKey
  package var reasons: [Reason]

  package init(node: String, live: PublicKey, declared: PublicKey, reasons: [Reason]) {
    self.node = node
    self.live = live
    self.declared = declared
    self.reasons = reasons
  }
}

/// What the planner is told about rotations beside the nodes themselves.
package struct RotationInput: Sendable {
  /// Nodes that the reader accepts to cut off until they are back.
  package var without: Set<String> = []
  /// Names of the hubs of one group, for every group: they never change in one wave.
  package var hubGroups: [[String]] = []
  /// Nodes that change beside, their keys, ports and endpoints: while the traffic of their tunnels takes second interfaces.
  package var parallel: Set<String> = []

  package init(without: Set<String> = [], hubGroups: [[String]] = [], parallel: Set<String> = []) {
    self.without = without
    self.hubGroups = hubGroups
    self.parallel = parallel
  }
}

extension WaitingRotation {
  /// What a reader should know of it.
  package var warning: Diagnostic {
    switch reasons.first {
    case .older:
      Diagnostic(
        .warning, code: "key-older",
        "its file declares \(declared.abbreviation), a key that it gave up for \(live.abbreviation)", at: .node(node),
        consequence: "It keeps the newer key; the rest is applied.",
        remedy: "Put \(live) back into its file, or make a new key: `weft rotate \(node)`.")
    case .unreached, .leftOut, .unmanaged, nil:
      Diagnostic(
        .warning, code: "rotation-waits", "keeps its key for now: \(peersInWords)", at: .node(node),
        consequence: "A peer that does not know the new key would be cut off.", remedy: remedy)
    }
  }

  private var remedy: String {
    if reasons.allSatisfy({ if case .leftOut = $0 { true } else { false } }) {
      return "A key switches together with its peers: apply without `--only`, or name them there too."
    }
    return "Apply again once they are back; or accept by name that they are cut off until then: "
      + "`weft apply --without \(peers.joined(separator: " "))`."
  }

  /// Peers that hold the rotation up, sorted.
  package var peers: [String] {
    reasons.flatMap { reason -> [String] in
      switch reason {
      case .unreached(let names), .leftOut(let names), .unmanaged(let names): names
      case .older: []
      }
    }.sorted()
  }

  private var peersInWords: String {
    reasons.compactMap { reason -> String? in
      switch reason {
      case .unreached(let names): "\(names.joined(separator: ", ")) not reached"
      case .leftOut(let names): "\(names.joined(separator: ", ")) left out by --only"
      case .unmanaged(let names): "\(names.joined(separator: ", ")) not managed by Weft"
      case .older: nil
      }
    }.joined(separator: "; ")
  }
}
