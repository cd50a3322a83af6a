extension BootParts {
  /// FRR's own folders, before this machine's are out of sight: the daemons that meshes need are enabled, and nothing of
  /// this machine's configuration is taken over. `vtysh` asks PAM whether root may log in, and has an account: what Debian's
  /// file leaves to others, which are not there.
  static let frrFiles = """
    if [ ! -d "$disk/etc/frr" ]; then
      mkdir -p -m 750 "$disk/etc/frr"
      mkdir -p "$disk/etc/pam.d" "$disk/var/log/frr" "$disk/var/lib/frr"
      cp /etc/pam.d/frr "$disk/etc/pam.d/"
      echo 'account sufficient pam_permit.so' >>"$disk/etc/pam.d/frr"
      sed -E 's/^(ospfd|ospf6d|bgpd|bfdd)=no/\\1=yes/' /etc/frr/daemons >"$disk/etc/frr/daemons"
      echo 'service integrated-vtysh-config' >"$disk/etc/frr/vtysh.conf"
      : >"$disk/etc/frr/frr.conf"
      chmod 640 "$disk"/etc/frr/*
      chown -R frr:frr "$disk/etc/frr" "$disk/var/log/frr" "$disk/var/lib/frr"
    fi
    """

  /// What `frr.service` runs, with its `Nice=-5`: `watchfrr`, which starts the daemons, and any of them again that ends.
  ///
  /// zebra 8.4 does not always learn the address of an interface that is made while it starts (FRRouting/frr#13288). So it
  /// waits for the network behind the node, as a real host has it before its services.
  static func frr(after lan: [InterfaceAddress]) -> String {
    """
    install -d -o frr -g frr -m 755 /run/frr
    (
      tries=100
      until [ "$(ip -o address show dev lan0 scope global 2>/dev/null | wc -l)" -ge \(lan.count) ]; do
        [ $((tries -= 1)) -gt 0 ] || break
        sleep 0.1
      done
      exec nice -n -5 /usr/lib/frr/frrinit.sh start
    ) </dev/null >>/var/log/boot 2>&1 &
    """
  }
}
