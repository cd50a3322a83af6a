package import Diagnostics

/// Why a host could not be understood.
package enum ObservationError: DiagnosedError, Hashable {
  /// A line that the script should not have printed.
  case line(node: String, text: String)
  /// The output ends before its end.
  case incomplete(node: String)
  /// An interface whose process does not answer.
  case silent(node: String, interface: String)

  package var diagnostics: [Diagnostic] {
    switch self {
    case .line(let node, let text):
      [
        Diagnostic(
          code: "host-unreadable", "cannot make sense of what it reports: \(text)", at: .node(node),
          remedy: "Check that `wg`, `ip`, `awk` and `sha256sum` work there.")
      ]
    case .incomplete(let node):
      [Diagnostic(code: "host-unreadable", "its report ends too early", at: .node(node))]
    case .silent(let node, let interface):
      [
        Diagnostic(
          code: "interface-silent", "\(interface) does not answer: its wireguard-go hangs", at: .node(node),
          remedy: "Restart it on the host: `systemctl restart wg-quick@\(interface)`.")
      ]
    }
  }
}
