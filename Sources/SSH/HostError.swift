package import Diagnostics

/// Why a host could not be worked with.
package enum HostError: DiagnosedError, Hashable {
  /// No connection; `reason` is what OpenSSH said.
  case unreachable(node: String, reason: String)
  /// The host's key is not the declared or known one.
  case hostKeyMismatch(node: String, reason: String)
  case authenticationFailed(node: String, reason: String)
  /// The session was there and ended.
  case sessionEnded(node: String, reason: String)

  package var node: String {
    switch self {
    case .unreachable(let node, _), .hostKeyMismatch(let node, _), .authenticationFailed(let node, _),
      .sessionEnded(let node, _):
      node
    }
  }

  /// What OpenSSH or the host said.
  package var reason: String {
    switch self {
    case .unreachable(_, let reason), .hostKeyMismatch(_, let reason), .authenticationFailed(_, let reason),
      .sessionEnded(_, let reason):
      reason
    }
  }

  package var exitStatus: ExitStatus { .unreached }

  package var diagnostics: [Diagnostic] {
    switch self {
    case .unreachable(let node, let reason):
      [Diagnostic(code: .hostUnreachable, "cannot be reached: \(reason)", at: .node(node))]
    case .hostKeyMismatch(let node, let reason):
      [
        Diagnostic(
          code: "host-key-mismatch", "its host key is not the one declared: \(reason)", at: .node(node),
          remedy:
            "If the host was set up anew, put its new key into `ssh.hostKey` of its file; else find out who answers.")
      ]
    case .authenticationFailed(let node, let reason):
      [
        Diagnostic(
          code: "host-authentication", "does not let us in: \(reason)", at: .node(node),
          remedy: "Check `ssh.user` and that your agent or ~/.ssh holds a key that the host accepts.")
      ]
    case .sessionEnded(let node, let reason):
      [Diagnostic(code: "host-session-ended", "the session ended: \(reason)", at: .node(node))]
    }
  }
}
