/// What OpenSSH's last words mean.
enum OpenSSHFailure {
  /// Why no session came about.
  static func connecting(_ end: ShellSession.Ended, _ address: HostAddress) -> HostError {
    let node = address.node
    let text = end.errorOutput
    let reason = reason(end, target: address.target)
    if contains(text, ["Host key verification failed", "host key is known for", "no matching host key type"]) {
      return .hostKeyMismatch(node: node, reason: reason)
    }
    if contains(text, ["Permission denied", "Too many authentication failures", "sudo: "]) {
      return .authenticationFailed(node: node, reason: reason)
    }
    return .unreachable(node: node, reason: reason)
  }

  /// The line that says most, and what we know ourselves.
  /// - Parameter target: whom ssh was to reach: through a proxy it does not know (packet.c, ssh_remote_ipaddr).
  static func reason(_ end: ShellSession.Ended, target: String) -> String {
    let lines = end.errorOutput.split(whereSeparator: \.isNewline).map { line in
      line.hasPrefix("ssh: ") ? String(line.dropFirst(5)) : String(line)
    }
    let telling =
      lines.last { line in !consequences.contains { line.lowercased().contains($0) } }
      ?? lines.last.map { meaning($0, target) }
    switch (telling?.replacing("UNKNOWN port 65535", with: target), end.cause) {
    case (let line?, let cause?): return "\(cause): \(line)"
    case (let line?, nil): return line
    case (nil, let cause?): return cause
    case (nil, nil): return end.exitCode.map { "ssh ended with \($0)" } ?? "ssh ended"
    }
  }

  /// A refused channel is told to the shared connection alone (channels.c); its user hears that it was closed.
  private static func meaning(_ line: String, _ target: String) -> String {
    closedChannels.contains { line.lowercased().contains($0) } ? "no connection from there to \(target)" : line
  }

  private static let closedChannels = ["stdio forwarding", "connection closed by unknown port"]

  /// Lines that OpenSSH prints after the one that names the cause.
  private static let consequences =
    closedChannels + [
      "host key verification failed",
      "kex_exchange_identification: connection closed", "mux_client_request_session",
    ]

  private static func contains(_ text: String, _ needles: [String]) -> Bool {
    needles.contains { text.contains($0) }
  }
}
