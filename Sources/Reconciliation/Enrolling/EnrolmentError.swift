package import Diagnostics
package import WireGuard

/// Why a node was not enrolled.
package enum EnrolmentError: DiagnosedError, Hashable {
  case notDeclared(String)
  case notManaged(String)
  case enrolled(String, PublicKey)
  case noWayIn(String)
  case noWireGuard(String)
  case interfaceTaken(String, InterfaceName)
  case noKeyDeclared(String)
  case nothingToAdopt(String, InterfaceName)
  case anotherKey(String, InterfaceName, PublicKey?, PublicKey)
  case notAdopted(String, String)

  package var diagnostics: [Diagnostic] { [diagnostic] }

  private var diagnostic: Diagnostic {
    switch self {
    case .notDeclared(let name):
      Diagnostic(
        code: "enroll-not-declared", "\(name) is not declared", remedy: "Commit its file first: nodes/\(name).yaml.")
    case .notManaged(let name):
      Diagnostic(
        code: "enroll-not-managed", "is `managed: false`: Weft never touches it", at: .node(name),
        remedy: "Write its `publicKey` into its file by hand.")
    case .enrolled(let name, let key):
      Diagnostic(
        code: "enroll-enrolled", "is enrolled already, with \(key)", at: .node(name),
        remedy:
          "Where the host was set up anew, or lost that key: take `publicKey` out of its file, commit that, and run this "
          + "again.")
    case .noWayIn(let name):
      Diagnostic(
        code: "enroll-no-ssh", "has no `ssh` block, so there is no way to it", at: .node(name),
        remedy: "Add one; or run `weft enroll --script \(name)` and carry the script to its console.")
    case .noWireGuard(let name):
      Diagnostic(
        code: "enroll-no-wireguard", "has no WireGuard: neither the kernel's nor wireguard-go", at: .node(name),
        remedy: "Install it there: `apt install wireguard`, or what your system calls it.")
    case .interfaceTaken(let name, let interface):
      Diagnostic(
        code: "interface-not-ours", "\(interface) is there, and Weft did not make it", at: .node(name),
        consequence: "Nothing was touched.",
        remedy: "Let Weft manage it as it is: `weft import`, then `weft enroll --adopt \(name)`. Or give the mesh "
          + "another `interface`, or take \(interface) away there.")
    case .noKeyDeclared(let name):
      Diagnostic(
        code: "adopt-no-key", "has no `publicKey`, so there is nothing to know its interface by", at: .node(name),
        remedy: "`weft import` writes it; or put in what `wg show INTERFACE public-key` prints there.")
    case .nothingToAdopt(let name, let interface):
      Diagnostic(
        code: "adopt-nothing", "has no interface \(interface)", at: .node(name),
        remedy: "Bring it up: `wg-quick up \(interface)`. A node without one is enrolled without `--adopt`.")
    case .anotherKey(let name, let interface, let live, let declared):
      Diagnostic(
        code: "adopt-key", "\(interface) has the key \(live?.description ?? "of nobody"), and \(declared) is declared",
        at: .node(name), consequence: "Nothing was touched.", remedy: "Declare the key that it has.")
    case .notAdopted(let name, let reason):
      Diagnostic(code: "adopt-failed", "could not be adopted: \(reason)", at: .node(name))
    }
  }
}
