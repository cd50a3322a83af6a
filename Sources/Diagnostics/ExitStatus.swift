/// The exit codes of `weft`: part of its outside face, listed in docs/exit-codes.md.
package enum ExitStatus: Int32, Hashable, Sendable, CaseIterable {
  /// Done, in step.
  case done = 0
  /// An error; nothing was changed, or the diagnostics say what was.
  case error = 1
  /// There are changes to apply, or drift.
  case changesPending = 2
  /// Some nodes were not reached.
  case unreached = 3
  /// A change was made and taken back.
  case reverted = 4
  /// A node needs a person.
  case recoveryNeeded = 5
  /// Somebody else holds the lock.
  case locked = 6
  /// The plan or the commit is older than what is applied.
  case stale = 7
  /// A policy, or a promise that cannot be kept, refuses the change.
  case refused = 8
  /// The command line was wrong (`EX_USAGE`, sysexits.h).
  case usage = 64
}
