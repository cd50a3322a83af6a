package import Diagnostics
package import WireGuard

/// Why a key is not rotated.
package enum RotationError: DiagnosedError, Hashable {
  case notDeclared(String)
  case notManaged(String)
  case notEnrolled(String)
  case noWayIn(String)
  /// The declared key is on the host and not yet the live one: an apply is still to come.
  case pending(String, PublicKey)
  /// The declared key's private half is not on the host.
  case keyMissing(String, PublicKey)
  /// The declared key was revoked: the revocation was cut short.
  case revoked(String, PublicKey)
  case noMaxAge
  case presharedKeysOff

  package var diagnostics: [Diagnostic] { [diagnostic] }

  private var diagnostic: Diagnostic {
    switch self {
    case .notDeclared(let name):
      Diagnostic(
        code: "rotate-not-declared", "\(name) is not declared", remedy: "Check the spelling: nodes/\(name).yaml.")
    case .notManaged(let name):
      Diagnostic(
        code: "rotate-not-managed", "is `managed: false`: Weft never touches it", at: .node(name),
        remedy: "Its owner makes the key there; write the public half into its file by hand, and apply at that time.")
    case .notEnrolled(let name):
      Diagnostic(
        code: "rotate-not-enrolled", "is not enrolled: it has no key yet", at: .node(name),
        remedy: "Run `weft enroll \(name)`.")
    case .noWayIn(let name):
      Diagnostic(
        code: "rotate-no-ssh", "has no `ssh` block, so there is no way to it", at: .node(name),
        remedy: "Add one: its new key is made on the host.")
    case .pending(let name, let key):
      Diagnostic(
        code: "rotate-pending", "its declared key, \(key), is not live yet", at: .node(name),
        consequence: "No new key was made there.",
        remedy: "Bring it there first: `weft plan`, then `weft apply`; then rotate it again if need be.")
    case .keyMissing(let name, let key):
      Diagnostic(
        code: "rotate-key-missing", "the private key of its declared key, \(key), is not on the host", at: .node(name),
        consequence: "The host is not what the commit declares; no new key was made there.",
        remedy: "Take `publicKey` out of its file, commit that, and run `weft enroll \(name)`.")
    case .revoked(let name, let key):
      Diagnostic(
        code: "key-revoked", "its declared key, \(key), was revoked", at: .node(name),
        consequence: "No new key was made there.",
        remedy: "Finish the revocation: `weft revoke \(name)`.")
    case .noMaxAge:
      Diagnostic(
        code: "rotate-no-max-age", "the mesh does not say when a key is due",
        remedy: "Put `rotation: {maxAge: 90d}` under `policy` in mesh.yaml; or name the nodes, or `--all`.")
    case .presharedKeysOff:
      Diagnostic(
        code: "rotate-no-preshared-keys", "the mesh has no pre-shared keys",
        remedy: "Switch them on in mesh.yaml: `presharedKeys: true`.")
    }
  }
}
