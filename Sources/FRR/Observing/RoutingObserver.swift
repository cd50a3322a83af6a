package import WireGuard

/// Reads FRR on a host in one script, and never a secret.
///
/// Each line of the output begins with a word that says what it is. It writes nothing on the host.
package enum RoutingObserver {
  /// The same where Weft has set anything there, and else nothing.
  package static func scriptIfRecorded(mesh: String) -> ShellText {
    "if [ -r \(HostFolder.routing(mesh: mesh)) ]; then\n\(script(mesh: mesh))\nfi"
  }

  /// - Parameter networks: Those behind the host; it tells which of them it has no way to.
  package static func script(mesh: String, networks: [Prefix] = []) -> ShellText {
    """
    \(ConfigurationReading.functions(mesh: mesh))
    if command -v vtysh >/dev/null; then
      echo "frr installed"
      echo "frr-daemons $(vtysh -c 'show daemons' 2>/dev/null | tr '\\n' ' ')"
      vtysh -c 'show version' 2>/dev/null | sed -n 's/^FRRouting /frr-version &/p'
      running_configuration | sed 's/^/frr-running /'
      { \(ShellText(lines: IPAddress.Family.allCases.map(DropCommand.show))); } 2>/dev/null | sed 's/^/frr-drop /'
      \(ShellText(lines: networks.map(way)))
      \(adjacencies(AdjacencyKind.allCases))
    fi
    if [ -r \(HostFolder.routing(mesh: mesh)) ]; then sed 's/^/frr-record /' <\(HostFolder.routing(mesh: mesh)); fi
    echo "frr-end"
    """
  }

  /// A way is a route to all of a network or to a part of it, over an interface that is no tunnel; an address of the host's
  /// own is one too.
  private static func way(_ network: Prefix) -> ShellText {
    let tables: [ShellText] = network.isHost ? ["main", "local"] : ["main"]
    let ways = tables.map { table in
      "ip \(network.family.option) route show table \(table) root \(network)" as ShellText
    }
    return """
      { \(ShellText(lines: ways)); } 2>/dev/null | awk -v "tunnels= $(wg show interfaces) " \(leads) ||
        echo \("frr-wayless \(network)")
      """
  }

  private static let leads = """
    $1 != "blackhole" { for (i = 1; i < NF; i++) if ($i == "dev" && !index(tunnels, " " $(i + 1) " ")) found = 1 }
    END { exit !found }
    """

  /// Prints what ``Adjacency/all(in:node:)`` reads.
  package static func adjacencies(_ kinds: some Sequence<AdjacencyKind>) -> ShellText {
    ShellText(lines: kinds.map(show))
  }

  /// One of a daemon that does not run says so in words, which are passed over.
  private static func show(_ kind: AdjacencyKind) -> ShellText {
    "vtysh -c \(kind.command) 2>/dev/null | grep -v 'is not running' | sed \("s/^/frr-\(kind.rawValue) /") || :"
  }
}

/// Whose neighbours are told.
package enum AdjacencyKind: String, Hashable, Sendable, CaseIterable {
  case ospf
  case ospf6
  case bgp
  case bfd

  var command: String {
    switch self {
    case .ospf: "show ip ospf neighbor json"
    case .ospf6: "show ipv6 ospf6 neighbor json"
    case .bgp: "show bgp summary json"
    case .bfd: "show bfd peers json"
    }
  }
}
