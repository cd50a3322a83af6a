/// Asks a host where its own routing sends a packet: `ip route get` (ip-route(8)). It writes nothing.
package struct RouteQuestion: Hashable, Sendable {
  /// Where the packet comes from, as the host sees it.
  package enum Entry: Hashable, Sendable {
    /// The host itself, by an address of its own.
    case own
    /// A network behind the host: through whatever interface leads there.
    case behind
    /// A tunnel.
    case over(InterfaceName)
  }

  package let source: IPAddress
  package let destination: IPAddress
  package let entry: Entry

  package init(source: IPAddress, destination: IPAddress, entry: Entry) {
    self.source = source
    self.destination = destination
    self.entry = entry
  }

  /// ``RouteAnswer`` reads what it prints.
  ///
  /// The answer says where a packet goes, `fibmatch` by which route (iproute2 alone), and `show match` which routes there
  /// are where it goes nowhere: of a black hole the kernel answers with an error, and with the same one where it does not
  /// like the source (`reverse` tells them apart). busybox's `ip` knows `from` and `iif`.
  package var script: ShellText {
    let ip: ShellText = destination.family == .ipv4 ? "ip -o -4 route" : "ip -o -6 route"
    return """
      export LC_ALL=C
      case $(ip -V 2>/dev/null) in *iproute2*) echo "tool iproute2" ;; esac
      \(arrival(ip))
      \(ip) get \(destination) from \(source) "$@" 2>&1 | sed 's/^/answer /'
      \(ip) get fibmatch \(destination) from \(source) "$@" 2>/dev/null | sed 's/^/route /'
      \(ip) show match \(destination) 2>/dev/null | sed 's/^/match /'
      echo end
      """
  }

  /// Sets the words that say how the packet comes in.
  private func arrival(_ ip: ShellText) -> ShellText {
    switch entry {
    case .over(let interface):
      """
      set -- iif \(interface)
      \(ip) get \(source) 2>/dev/null | sed 's/^/reverse /'
      """
    case .own:
      """
      set --
      case $(\(ip) get \(source) 2>/dev/null) in local*) ;; *) echo absent ;; esac
      """
    case .behind:
      """
      here=$(\(ip) get \(source) 2>/dev/null)
      case $here in
        local*) set -- ;;
        *) set -- iif "$(printf '%s\\n' "$here" | sed -n '1s/.* dev \\([^ ]*\\).*/\\1/p')" ;;
      esac
      """
    }
  }
}
