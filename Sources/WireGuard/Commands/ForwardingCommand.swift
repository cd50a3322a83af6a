/// What switches forwarding on, live and at boot.
package enum ForwardingCommand {
  /// One command a line, each without a failure that is of no account.
  package static func on(_ family: IPAddress.Family) -> [ShellText] {
    switch family {
    case .ipv4: ["sysctl -q -w net.ipv4.conf.all.forwarding=1"]
    case .ipv6:
      [
        // Forwarding hosts drop default routes learnt from router advertisements, unless told to accept them all the
        // same (Documentation/networking/ip-sysctl.rst, accept_ra).
        """
        for ra in /proc/sys/net/ipv6/conf/*/accept_ra; do if [ "$(cat "$ra")" = 1 ]; then echo 2 >"$ra"; fi; done
        """,
        "sysctl -q -w net.ipv6.conf.all.forwarding=1",
      ]
    }
  }
}
