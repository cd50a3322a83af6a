/// A script for a person's console on a node that SSH cannot reach yet: it makes the node's key, prints the public half,
/// and, where a first tunnel is given, brings that up. It may be run again.
///
/// Standard output is the public key alone; what a person should read goes to standard error.
package struct EnrolmentScript: Hashable, Sendable {
  /// The tunnel through which the node is reached from then on.
  package struct Tunnel: Hashable, Sendable {
    package var interface: InterfaceName
    package var listenPort: UInt16
    /// Bytes.
    package var mtu: Int
    /// The node's own, /32 and /128.
    package var addresses: [Prefix]
    /// Name of the node at the other end.
    package var peerName: String
    package var peerKey: PublicKey
    package var endpoint: Endpoint
    /// What is reached through it, in the fewest prefixes.
    package var allowedIPs: [Prefix]
    /// The same, one by one; with a routing protocol the other end alone.
    package var routes: [Prefix]
    /// As of ``Interface``.
    package var isRouted: Bool

    package init(
      interface: InterfaceName,
      listenPort: UInt16,
      mtu: Int,
      addresses: [Prefix],
      peerName: String,
      peerKey: PublicKey,
      endpoint: Endpoint,
      allowedIPs: [Prefix],
      routes: [Prefix],
      isRouted: Bool = false
    ) {
      self.interface = interface
      self.listenPort = listenPort
      self.mtu = mtu
      self.addresses = addresses
      self.peerName = peerName
      self.peerKey = peerKey
      self.endpoint = endpoint
      self.allowedIPs = allowedIPs
      self.routes = routes
      self.isRouted = isRouted
    }
  }

  package var mesh: String
  package var node: String
  package var tunnel: Tunnel?
  /// Keys of the node that were revoked: none of them is used, and an interface that has one is made anew.
  package var revoked: [PublicKey] = []

  package init(mesh: String, node: String, tunnel: Tunnel? = nil) {
    self.mesh = mesh
    self.node = node
    self.tunnel = tunnel
  }

  /// The whole script.
  package var text: ShellText {
    """
    #!/bin/sh
    : \("\(node) of mesh \(mesh): its key, and its first tunnel")
    say() { echo "weft: $*" >&2; }
    if [ "$(id -u)" != 0 ]; then say 'run this as root'; exit 1; fi
    PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
    if ! command -v wg >/dev/null; then say 'wireguard-tools are not installed'; exit 1; fi
    public=$(\(KeyScript.ensure(mesh: mesh, except: revoked))) || exit 1
    \(tunnel.map(bringUp) ?? "say 'the public key of this node is:'")
    echo "$public"

    """
  }

  private func bringUp(_ tunnel: Tunnel) -> ShellText {
    let file = BootFile(
      mesh: mesh, node: node,
      interface: Interface(
        name: tunnel.interface, publicKey: nil, listenPort: tunnel.listenPort, mtu: tunnel.mtu,
        addresses: tunnel.addresses,
        peers: [
          // From behind NAT it must be this end that keeps the mapping open.
          Peer(
            publicKey: tunnel.peerKey, endpoint: tunnel.endpoint, allowedIPs: tunnel.allowedIPs, keepalive: 25)
        ],
        routes: tunnel.routes,
        rank: tunnel.isRouted ? .lastResort : .best),
      peerNames: [tunnel.peerKey: tunnel.peerName])
    let marker = Marker(mesh: mesh, node: node, commit: "", digest: "", interfaces: [tunnel.interface.text])
    let markerFile = HostFolder.marker(mesh: mesh)
    let name = tunnel.interface
    return """
      \(currentKey(name))
      if [ -e \(markerFile) ] && [ -z "$revoked" ] && ! grep -q '"commit":""' \(markerFile); then
        say 'this host is managed already, and stays as it is'
      elif [ ! -e \(markerFile) ] && { [ -e \(BootFile.path(name)) ] || ip link show dev \(name) >/dev/null 2>&1; }; then
        say \("\(name) is there already and is not Weft's: nothing was changed")
        exit 1
      else
        file=$(printf %s "${public%=}" | tr +/ -_)
        \(file.stage(key: "\(HostFolder.keys(mesh: mesh))/\"$file\"")) || exit 1
        \(BootFile.putInPlace(name)) || exit 1
        \(marker.write) || exit 1
        ip link delete dev \(name) 2>/dev/null
        \(BootFile.startAtBoot(name))
        if ! { \(BootFile.bringUp(name)); } >&2; then say \("\(name) does not come up"); exit 1; fi
        say \("\(name) is up, and waits for \(tunnel.peerName); the public key of this node is:")
      fi
      """
  }

  /// Sets `revoked` where the interface, or its boot file, has a key that was revoked.
  private func currentKey(_ name: InterfaceName) -> ShellText {
    guard !revoked.isEmpty else { return "revoked=" }
    let keys = " \(revoked.map(\.description).joined(separator: " ")) "
    return """
      current=$(wg show \(name) public-key 2>/dev/null) \\
        || current=$(\(BootFileReading.privateKey) \(BootFile.path(name)) 2>/dev/null | wg pubkey 2>/dev/null)
      case \(keys) in *" ${current:-none} "*) revoked=yes ;; *) revoked= ;; esac
      """
  }
}
