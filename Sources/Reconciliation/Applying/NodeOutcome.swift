package import Diagnostics

/// How a node came out of an apply.
package enum NodeOutcome: Hashable, Sendable {
  /// In step, and nothing had to be done.
  case unchanged
  /// In step after changes.
  case changed
  /// Not reached, or lost on the way: it catches up with a later apply.
  case late(String)
  /// Its own part did not begin, because another's failed.
  case skipped(String)
  /// A change failed or was not confirmed, and the host took it back.
  case reverted(String)
  /// A change failed, and so did taking it back, or what survives a reboot could not be written.
  case recoveryNeeded(String)

  /// As it stands in the note and in what people read.
  package var description: String {
    switch self {
    case .unchanged: "unchanged"
    case .changed: "changed"
    case .late(let reason): "late: \(reason)"
    case .skipped(let reason): "skipped: \(reason)"
    case .reverted(let reason): "reverted: \(reason)"
    case .recoveryNeeded(let reason): "recovery needed: \(reason)"
    }
  }

  package var exitStatus: ExitStatus {
    switch self {
    case .unchanged, .changed: .done
    case .late: .unreached
    case .skipped: .error
    case .reverted: .reverted
    case .recoveryNeeded: .recoveryNeeded
    }
  }
}
