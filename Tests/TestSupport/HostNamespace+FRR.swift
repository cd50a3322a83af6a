package import WireGuard

extension HostNamespace {
  /// Starts FRR's daemons as `systemctl start frr` does, with folders of the host's own.
  package func startFRR(_ daemons: [String] = ["ospfd", "ospf6d", "bgpd", "bfdd"]) async throws {
    let chosen = ShellText(words: daemons.map { "-e \("s/^\($0)=no/\($0)=yes/")" })
    try await expect(
      """
      mount -t tmpfs -o mode=1777 none /var/tmp
      chosen=$(sed \(chosen) /etc/frr/daemons)
      for folder in /etc/frr /var/log/frr; do mkdir -p $folder && mount -t tmpfs none $folder && chown frr:frr $folder; done
      printf '%s\\n' "$chosen" >/etc/frr/daemons
      echo 'service integrated-vtysh-config' >/etc/frr/vtysh.conf
      : >/etc/frr/frr.conf
      chown frr:frr /etc/frr/*
      \(Self.restartFRR)
      """)
  }

  /// Ends the daemons, where they run, and starts them with the configuration that is kept.
  package static let restartFRR: ShellText = "/usr/lib/frr/frrinit.sh restart >/dev/null 2>&1 </dev/null"
}
