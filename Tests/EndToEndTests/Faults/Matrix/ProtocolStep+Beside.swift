/// The steps of a rotation whose traffic takes second interfaces meanwhile.
extension ProtocolStep {
  static let beside: [ProtocolStep] = [
    step("raising", .peer, "wg-quick", "case $* in 'up wg0-next'*) ;; *) false ;; esac"),
    step("proving", .node, "ping", proving("wg0-next")),
    step("leaving", .node, "ip", moving(to: "wg0-next")),
    step("peer-leaving", .peer, "ip", moving(to: "wg0-next")),
    step("entry-changing", .peer, "wg", "case $* in 'set wg0 peer NEW '*allowed-ips*) ;; *) false ;; esac"),
    step("key-switching", .node, "wg", "case $* in 'set wg0 private-key '*) ;; *) false ;; esac"),
    step("first-proving", .node, "ping", proving("wg0")),
    step("returning", .node, "ip", moving(to: "wg0")),
    step("peer-returning", .peer, "ip", moving(to: "wg0")),
    step("quieting", .node, "grep", "case $* in *'wg0-next: /proc/net/dev') ;; *) false ;; esac"),
    step("lowering", .peer, "wg-quick", "case $* in 'down wg0-next'*) ;; *) false ;; esac"),
    step("beside-destroying", .node, "rm", "case $* in *keys/OLDFILE*) ;; *) false ;; esac"),
  ]

  private static func step(_ name: String, _ holder: Holder, _ command: String, _ condition: String) -> ProtocolStep {
    ProtocolStep(name: name, isBeside: true, holder: holder, command: command, condition: condition)
  }

  /// A packet with the mark that takes a tunnel alone: whether `ping` can is looked at before there is a way.
  private static func proving(_ interface: String) -> String {
    """
    case $* in '-m 22359 '*) /sbin/ip route show table 22359 2>/dev/null | grep -q 'dev \(interface) ' ;; *) false ;; esac
    """
  }

  private static func moving(to interface: String) -> String {
    "case $* in *'route replace '*' dev \(interface) proto '*) ;; *) false ;; esac"
  }
}
