package import Diagnostics
import Foundation

/// Why a lock was not to be had, or not to be taken away.
package enum LockError: DiagnosedError, Hashable {
  case held(Lease)
  /// Another one took it at the same moment.
  case contended
  case notHeld
  case otherLease(Lease)
  case unreadable(reference: String)

  package var exitStatus: ExitStatus {
    switch self {
    case .held, .contended: .locked
    case .notHeld, .otherLease, .unreadable: .error
    }
  }

  package var diagnostics: [Diagnostic] { [diagnostic] }

  private var diagnostic: Diagnostic {
    switch self {
    case .held(let lease):
      Diagnostic(
        code: "lock-held", "\(lease.owner) is at work: \(lease.operation), since \(lease.created.formatted(.iso8601))",
        consequence: "Its lease ends at \(lease.expires.formatted(.iso8601)) unless it is renewed.",
        remedy: "Wait for it. If nobody is at work there any more: `weft unlock \(lease.id)`.")
    case .contended:
      Diagnostic(code: "lock-contended", "another one took the lock at the same moment", remedy: "Try again.")
    case .notHeld: Diagnostic(code: "lock-not-held", "nobody holds the lock")
    case .otherLease(let lease):
      Diagnostic(
        code: "lock-other", "the lock is held by another lease: \(lease.id), \(lease.operation) by \(lease.owner)",
        remedy: "`weft unlock \(lease.id)` takes that one away.")
    case .unreadable(let reference):
      Diagnostic(
        code: "lock-unreadable", "\(reference) holds something that is not a lease",
        remedy: "Delete it: `git push REMOTE :\(reference)`.")
    }
  }
}
