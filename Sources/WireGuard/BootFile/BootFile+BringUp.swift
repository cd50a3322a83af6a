extension BootFile {
  /// Makes the interface from its file, which must be there; the interface must not.
  ///
  /// Where systemd runs its unit does it, so that `systemctl` knows about it later; else wg-quick; and where there is no
  /// bash for wg-quick, the same steps by hand, for a file of Weft's own: without addresses, DNS or routing tables.
  package static func bringUp(_ interface: InterfaceName) -> ShellText {
    """
    if [ -d /run/systemd/system ] && [ -L \(startLink(interface)) ]; then
      systemctl daemon-reload
      systemctl restart \("wg-quick@\(interface)")
    elif command -v wg-quick >/dev/null && command -v bash >/dev/null; then
      wg-quick up \(interface)
    else
      (
      ip link add \(interface) type wireguard 2>/dev/null || wireguard-go \(interface) || exit 1
      awk \(stripped) \(path(interface)) | wg setconf \(interface) /dev/stdin || exit 1
      mtu=$(sed -n 's/^MTU = //p' \(path(interface)))
      ip link set \(interface) mtu "${mtu:-1420}"
      ip link set \(interface) up
      sed -n 's/^PostUp = //p' \(path(interface)) | sed \("s/%i/\(interface)/g") | while read -r hook; do
        (eval "$hook") </dev/null || :
      done
      )
    fi
    """
  }

  /// What `wg-quick strip` leaves out of a file of Weft's.
  private static let stripped = """
    /^\\[/ { interface = $0 == "[Interface]" }
    !(interface && /^(Address|DNS|MTU|Table|PreUp|PostUp|PreDown|PostDown|SaveConfig) *=/)
    """
}
