extension KeyScript {
  /// Gives an interface another key of the host's, and starts the handshakes under it.
  ///
  /// A new key starts none by itself, and sessions of the old one cannot send any longer. A keepalive that is switched on
  /// is sent at once (drivers/net/wireguard/netlink.c, `set_peer`), and that starts one: so each is, for a moment.
  static func use(_ key: PublicKey, on interface: InterfaceName, mesh: String) -> ShellText {
    """
    wg set \(interface) private-key \(HostFolder.keys(mesh: mesh) + "/" + key.fileName) || exit 1
    wg show \(interface) persistent-keepalive | while read -r peer seconds; do
    if test "$seconds" = off; then wg set \(interface) peer "$peer" persistent-keepalive 25
    else wg set \(interface) peer "$peer" persistent-keepalive off
    fi
    wg set \(interface) peer "$peer" persistent-keepalive "$seconds"
    done || :
    """
  }
}
