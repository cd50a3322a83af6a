/// The wg-quick file of one interface, without its secrets: those the host puts in.
///
/// It must survive all that people do to it (docs/on-a-host.md): so it holds the private key; names that do not resolve,
/// and routes that exist, fail no start; and no endpoint stands in a `[Peer]` section, where `wg syncconf` would take a
/// peer that has moved back to where it was.
package struct BootFile: Hashable, Sendable {
  package var mesh: String
  package var node: String
  package var interface: Interface
  /// Shown as comments.
  package var peerNames: [PublicKey: String]
  /// The operator's own lines of the `[Interface]` section, kept in order.
  package var operatorLines: [String]
  /// Families to switch forwarding on for.
  package var forwarding: Forwarding
  /// Networks behind the node that its router announces.
  package var networks: [Prefix]
  /// Pairs of entries that the host follows: while there are any on the interface, a boot starts the ``Follower`` too.
  package var followed: [FollowedKeys]

  package init(
    mesh: String,
    node: String,
    interface: Interface,
    peerNames: [PublicKey: String] = [:],
    operatorLines: [String] = [],
    forwarding: Forwarding = Forwarding(ipv4: false, ipv6: false),
    networks: [Prefix] = [],
    followed: [FollowedKeys] = []
  ) {
    self.mesh = mesh
    self.node = node
    self.interface = interface
    self.peerNames = peerNames
    self.operatorLines = operatorLines
    self.forwarding = forwarding
    self.networks = networks
    self.followed = followed
  }

  /// Whether a host has this file: its lines, and the secrets that belong into it.
  package func matches(_ file: BootFileState) -> Bool {
    file.publicKey == interface.publicKey && file.digest == digest
      && interface.peers.allSatisfy { peer in
        // What no file of the host's holds cannot be written, so it is not asked for.
        peer.presharedKey == .unknown || peer.presharedKey == file.presharedKeys[peer.publicKey] ?? .off
      }
  }

  /// What the host's ``BootFileState/digest`` is when this file was written to it.
  package var digest: String {
    let lines = beforeKey + settings + earlyHooks + lateHooks + peers(naming: false)
    return SHA256Digest.hex(of: lines.map { $0 + "\n" }.joined())
  }
}

extension BootFile {
  /// The lines before the private key.
  var beforeKey: [String] {
    [
      "# Weft: \(node) of mesh \(mesh); hooks that end in `: weft` are Weft's, other lines here yours",
      "[Interface]",
    ]
  }

  /// Those between it and the last good endpoints, which the host puts in.
  var beforeEndpoints: [String] { settings + operatorLines + earlyHooks }

  /// Those behind them.
  var afterEndpoints: [String] { lateHooks + peers(naming: true) }

  /// The path of the private key on the host.
  var keyFile: String? { interface.publicKey.map { "\(HostFolder.keys(mesh: mesh))/\($0.fileName)" } }

  /// Beside the private key.
  private var settings: [String] {
    ["ListenPort = \(interface.listenPort)", "MTU = \(interface.mtu)", "Table = off"]
  }

  /// Before the last good endpoints.
  private var earlyHooks: [String] {
    interface.addresses.map { hook("ip \(flag($0)) address replace \($0.assigned) dev %i") }
      + (interface.rank == .best ? [] : RankCommand.set(interface.rank, on: "%i").map { hook($0.text) })
      + interface.routes.map {
        hook("ip \(flag($0)) route replace \(RouteText.words($0, interface: "%i", interface.rank).text)")
      }
      + forwardingHooks
      + Set(networks).sorted().map { hook(DropCommand.set($0).text) }
      + interface.peers.compactMap { peer in
        guard let endpoint = peer.endpoint, endpoint.address != nil else { return nil }
        return hook("wg set %i peer \(peer.publicKey) endpoint \(endpoint)")
      }
  }

  /// After the last good endpoints: names, each on its own and in the background, because the resolver may be silent, and
  /// with an end, because wg-quick's unit makes `wg` try for ever. The follower is last.
  private var lateHooks: [String] {
    let names: [String] = interface.peers.compactMap { peer in
      guard let endpoint = peer.endpoint, endpoint.address == nil else { return nil }
      return hook(
        "(WG_ENDPOINT_RESOLUTION_RETRIES=15 wg set %i peer \(peer.publicKey) endpoint \(endpoint) "
          + "</dev/null >/dev/null 2>&1 &)")
    }
    let isFollowed = followed.contains { $0.interface == interface.name }
    return names + (isFollowed ? [hook(Follower.bootCommand(mesh: mesh))] : [])
  }

  /// In the place of a pre-shared key, with the name of its file behind it: the host puts the key in.
  static let secretMark = "PresharedKey from "

  /// - Parameter naming: Whether to name the files of pre-shared keys.
  private func peers(naming: Bool) -> [String] {
    interface.peers.flatMap { peer in
      var lines = ["[Peer]"]
      if let name = peerNames[peer.publicKey] { lines.append("# \(name)") }
      lines.append("PublicKey = \(peer.publicKey)")
      if !peer.allowedIPs.isEmpty {
        lines.append("AllowedIPs = " + peer.allowedIPs.map(\.description).joined(separator: ", "))
      }
      if naming, case .file(let name) = peer.presharedKey { lines.append("\(Self.secretMark)\(name.fileName)") }
      if peer.keepalive > 0 { lines.append("PersistentKeepalive = \(peer.keepalive)") }
      return lines
    }
  }

  private var forwardingHooks: [String] {
    IPAddress.Family.allCases.filter { forwarding[$0] }.flatMap(ForwardingCommand.on).map { hook($0.text) }
  }

  /// wg-quick deletes the interface when a hook fails, so none does; and the command that sees to it is the mark.
  private func hook(_ command: String) -> String { "PostUp = \(command) || : weft" }

  private func flag(_ prefix: Prefix) -> String { prefix.family == .ipv4 ? "-4" : "-6" }
}
