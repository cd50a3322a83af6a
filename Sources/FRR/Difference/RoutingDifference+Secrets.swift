import WireGuard

/// Secrets are put into what `vtysh` reads, and taken out of what it says, by the host itself.
extension RoutingDifference {
  /// Lines that both ends of a tunnel have to have alike, where the tunnel stays and the other end cannot be told.
  static func isKept(
    _ desired: RouterConfiguration?, _ unreached: Set<InterfaceName>, _ recorded: [FRRLine]
  ) -> (FRRLine) -> Bool {
    let names = Set((desired?.interfaces ?? []).map(\.name).filter(unreached.contains).map(\.text))
    guard !names.isEmpty else { return { _ in false } }
    // Of a tunnel that is new the other end learns by the same commit.
    let old = Set(recorded.compactMap(\.agreed)).intersection(names)
    return { line in
      line.authenticated.map(names.contains) == true || line.agreed.map(old.contains) == true
    }
  }

  /// Whether BGP ends a session that is not to go: with another password it does (`peer_password_set`, bgpd/bgpd.c).
  package var endsSessions: Bool {
    let new = settings.filter { $0.replaces == nil }.map(\.line) + removed
    // One that speaks again had no session.
    let woken = settings.compactMap(\.old).filter(\.isShutdown)
    let own = Set(
      (new.filter { $0.isNeighborItself || $0.isShutdown } + woken).map(\.neighbor))
    return (settings.map(\.line) + removed).contains { line in
      line.neighbor != nil && line.authenticated != nil && !own.contains(line.neighbor)
    }
  }

  /// The keys that the lines to set need.
  private var keys: [PresharedKeyName] { Set(settings.compactMap(\.line.presharedKey)).sorted() }

  /// Ends the script where a key is not there, and defines what the others of this file use.
  func demandKeys(_ mesh: String) -> ShellText {
    guard !keys.isEmpty else { return "" }
    return """
      \(RoutingSecret.functions)
      for held in \(RoutingSecret.files(keys, mesh: mesh)); do
        if [ ! -s "$held" ]; then echo "there is no pre-shared key $held" >&2; exit 1; fi
      done
      """
  }

  /// What a command writes, with secrets for placeholders.
  func withSecrets(_ command: ShellText, _ mesh: String) -> ShellText {
    keys.isEmpty ? command : "\(beside(command, mesh)) | \(RoutingSecret.fill)"
  }

  /// What a command writes, with placeholders for secrets.
  func withoutSecrets(_ command: ShellText, _ mesh: String) -> ShellText {
    keys.isEmpty ? command : "\(beside(command, mesh)) | \(RoutingSecret.hide)"
  }

  private func beside(_ command: ShellText, _ mesh: String) -> ShellText {
    "{ routing_secrets \(RoutingSecret.files(keys, mesh: mesh)); echo; \(command); }"
  }
}
