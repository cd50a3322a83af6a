package import Diagnostics
package import WireGuard

/// Why keys are not revoked, or a key is not taken.
package enum RevocationError: DiagnosedError, Hashable {
  case notDeclared(String)
  case notEnrolled(String)
  /// All keys of the node were revoked, and it has none.
  case revokedAlready(String)
  /// The list of revoked keys cannot be written to: then nothing would keep them out.
  case noList
  /// Others wrote to the list again and again.
  case contended
  /// The list has a line that is none of Weft's.
  case unreadable(line: String)
  /// A key that is offered for a node is on the list.
  case keyIsRevoked(PublicKey, of: String)

  package var exitStatus: ExitStatus {
    switch self {
    case .keyIsRevoked: .refused
    case .contended: .locked
    case .notDeclared, .notEnrolled, .revokedAlready, .noList, .unreadable: .error
    }
  }

  package var diagnostics: [Diagnostic] { [diagnostic] }

  private var diagnostic: Diagnostic {
    switch self {
    case .notDeclared(let name):
      Diagnostic(
        code: "revoke-not-declared", "\(name) is not declared",
        remedy: "Check the spelling: nodes/\(name).yaml. Of a node that was deleted, bring the file back first.")
    case .notEnrolled(let name):
      Diagnostic(code: "revoke-not-enrolled", "is not enrolled: it has no key to revoke", at: .node(name))
    case .revokedAlready(let name):
      Diagnostic(
        code: "revoke-revoked", "has no key any more: the ones that it had are revoked", at: .node(name),
        remedy:
          "`weft plan` names hosts that still let one in, and `weft apply` takes it away there. The node comes back "
          + "by `weft enroll \(name)`.")
    case .noList:
      Diagnostic(
        code: "revoke-no-list", "the list of revoked keys cannot be written to",
        consequence: "Nothing would keep the keys out for good. Nothing was changed.",
        remedy: "Run it where the repository can be pushed to.")
    case .contended:
      Diagnostic(
        code: "revoke-contended", "others wrote to the list of revoked keys again and again", remedy: "Try again.")
    case .unreadable(let line):
      Diagnostic(
        code: "revoked-unreadable", "the list of revoked keys has a line that cannot be read: \(line)",
        consequence: "Nobody could tell which keys must not be let in. Nothing was touched.",
        remedy: "Use a Weft that is as new as the one that wrote it; or mend refs/weft/MESH/revoked by hand.")
    case .keyIsRevoked(let key, let name):
      Diagnostic(
        code: "key-revoked", "\(key) was revoked", at: .node(name),
        consequence: "It is never let in again. Nothing was changed.",
        remedy: "Make a new key there: `weft enroll \(name)`, or the script of `weft enroll --script \(name)`.")
    }
  }
}
