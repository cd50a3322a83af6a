package import Diagnostics
import Glibc

/// Why a flow could not be sent.
package enum FlowError: DiagnosedError, Hashable {
  /// The machine has no address of the family in the mesh or in its network.
  case noAddress(machine: String)
  /// It was over before what it waited for came true.
  case neverBegan(condition: String)
  /// The node has no tunnel to a managed node.
  case noTunnel(node: String)
  /// A system call failed, with this error number.
  case system(String, CInt)

  package var diagnostics: [Diagnostic] {
    switch self {
    case .noAddress(let machine):
      [Diagnostic(code: "flow-address", "has no address of this family that a flow could use", at: .node(machine))]
    case .neverBegan(let condition):
      [
        Diagnostic(
          code: "flow-never-began", "no packet was sent: until the end, this did not come true: \(condition)")
      ]
    case .noTunnel(let node):
      [Diagnostic(code: "flow-tunnel", "has no tunnel to a node that the lab manages", at: .node(node))]
    case .system(let action, let number):
      [Diagnostic(code: "flow-system", "\(action) failed: \(String(cString: strerror(number)))")]
    }
  }
}
