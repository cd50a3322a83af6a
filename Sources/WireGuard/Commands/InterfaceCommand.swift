/// One live change of one interface, as a value: planned, shown, undone and sent from the same thing.
package enum InterfaceCommand: Hashable, Sendable {
  case setListenPort(UInt16)
  /// Bytes.
  case setMTU(Int)
  case addAddress(Prefix)
  case removeAddress(Prefix)
  case setPeer(PeerChange)
  case removePeer(PublicKey)
  /// The interface's own key, from its file on the host; handshakes under it start at once.
  case setKey(PublicKey)
  /// What the interface needs for routes of a rank: multicast where a protocol runs over it, and sources that need not come
  /// by the way back where one has better routes.
  case setRank(RouteRank)
  /// Routes carry ``RouteProtocol/weft``; those of others are never named here.
  case addRoute(Prefix, RouteRank)
  case removeRoute(Prefix, RouteRank)
}

/// What changes of a peer; a peer that is not there is made. Fields that are `nil` stay as they are.
package struct PeerChange: Hashable, Sendable {
  package var publicKey: PublicKey
  /// Whether the peer is made by this change: for readers, the command is the same.
  package var isNew: Bool
  package var endpoint: Endpoint?
  /// Seconds; 0 is off.
  package var keepalive: UInt16?
  package var allowedIPs: AllowedIPsChange?
  /// Never ``PresharedKey/unknown``.
  package var presharedKey: PresharedKey?

  package init(
    publicKey: PublicKey,
    isNew: Bool,
    endpoint: Endpoint? = nil,
    keepalive: UInt16? = nil,
    allowedIPs: AllowedIPsChange? = nil,
    presharedKey: PresharedKey? = nil
  ) {
    self.publicKey = publicKey
    self.isNew = isNew
    self.endpoint = endpoint
    self.keepalive = keepalive
    self.allowedIPs = allowedIPs
    self.presharedKey = presharedKey
  }
}

/// A peer's AllowedIPs before and after; both sorted.
package struct AllowedIPsChange: Hashable, Sendable {
  package var before: [Prefix]
  package var after: [Prefix]

  package init(before: [Prefix], after: [Prefix]) {
    self.before = before
    self.after = after
  }

  package var added: [Prefix] { after.filter { !before.contains($0) } }
  package var removed: [Prefix] { before.filter { !after.contains($0) } }
}

extension InterfaceCommand {
  /// The shell text that makes the change; it fails when the change does.
  ///
  /// Adding what is there already, and removing what is gone, is no failure: a step may be run again after a crash.
  /// - Parameter mesh: Whose files hold pre-shared keys.
  package func shell(on interface: InterfaceName, mesh: String, abilities: HostAbilities) -> ShellText {
    switch self {
    case .setListenPort(let port): "wg set \(interface) listen-port \(port)"
    case .setMTU(let mtu): "ip link set \(interface) mtu \(mtu)"
    case .addAddress(let prefix): "ip address replace \(prefix.assigned) dev \(interface)"
    case .removeAddress(let prefix): Self.remove(prefix, from: interface)
    case .setPeer(let change): change.shell(on: interface, mesh: mesh, abilities: abilities)
    case .removePeer(let key): "wg set \(interface) peer \(key) remove"
    case .setKey(let key): KeyScript.use(key, on: interface, mesh: mesh)
    case .setRank(let rank): ShellText(lines: RankCommand.set(rank, on: "\(interface)"))
    case .addRoute(let prefix, let rank):
      "ip \(prefix.family.option) route replace \(RouteText.words(prefix, interface: "\(interface)", rank))"
    case .removeRoute(let prefix, let rank): RouteText.removal(prefix, interface, rank)
    }
  }
}

extension InterfaceCommand {
  /// Takes an address away, with whatever length of a network it stands there: `ip` asks for the right one.
  private static func remove(_ prefix: Prefix, from interface: InterfaceName) -> ShellText {
    """
    ip -o address show dev \(interface) | awk -v address=\(prefix.address) \(ofAddress) \
      | while read -r held; do ip address del "$held" dev \(interface) || exit 1; done
    """
  }

  private static let ofAddress = "{ split($4, part, \"/\"); if (part[1] == address) print $4 }"
}

extension PeerChange {
  fileprivate func shell(on interface: InterfaceName, mesh: String, abilities: HostAbilities) -> ShellText {
    var words: [ShellText] = ["wg set \(interface) peer \(publicKey)"]
    if let key = presharedKey?.words(mesh: mesh) { words.append(key) }
    if let endpoint, endpoint.address != nil { words.append("endpoint \(endpoint)") }
    if let allowedIPs { words.append("allowed-ips \(allowedIPs.argument(abilities, isNew: isNew))") }
    // Last: switching it on sends a packet at once, which must find the rest in place.
    if let keepalive { words.append("persistent-keepalive \(keepalive)") }
    return ShellText(lines: [nameResolution(on: interface), ShellText(words: words)].compactMap(\.self))
  }

  /// A name that does not resolve costs its own peer an endpoint, never the whole change; it is not tried for minutes
  /// (wg(8), WG_ENDPOINT_RESOLUTION_RETRIES).
  private func nameResolution(on interface: InterfaceName) -> ShellText? {
    guard let endpoint, endpoint.address == nil else { return nil }
    return "WG_ENDPOINT_RESOLUTION_RETRIES=1 wg set \(interface) peer \(publicKey) endpoint \(endpoint) || :"
  }
}

extension AllowedIPsChange {
  /// The argument of `allowed-ips`: what changes, where the host's tools know `+` and `-`; else all of them, which
  /// takes every prefix away for a moment.
  fileprivate func argument(_ abilities: HostAbilities, isNew: Bool) -> String {
    guard abilities.hasIncrementalAllowedIPs, !isNew else { return after.map(\.description).joined(separator: ",") }
    return (added.map { "+\($0)" } + removed.map { "-\($0)" }).joined(separator: ",")
  }
}

extension IPAddress.Family {
  /// The option of `ip` that names the family.
  package var option: String { self == .ipv4 ? "-4" : "-6" }
}
