package import Diagnostics
import Glibc

/// Why a flow could not be sent.
package enum FlowError: DiagnosedError, Hashable {
  /// The machine has no address of the family in the mesh or in its network.
  case noAddress(machine: String)
  /// A system call failed, with this error number.
  case system(String, CInt)

  package var diagnostics: [Diagnostic] {
    switch self {
    case .noAddress(let machine):
      [Diagnostic(code: "flow-address", "has no address of this family that a flow could use", at: .node(machine))]
    case .system(let action, let number):
      [Diagnostic(code: "flow-system", "\(action) failed: \(String(cString: strerror(number)))")]
    }
  }
}
