import Diagnostics
import Foundation
import Git
import Planning
import Reconciliation

/// The lock and the record of one operation; a repository that does not take writes leaves both out, and says so.
actor Recording {
  private let record: Record
  /// Who does it.
  let owner: String
  private let lock: MeshLock?

  private init(record: Record, owner: String, lock: MeshLock?) {
    self.record = record
    self.owner = owner
    self.lock = lock
  }

  /// Takes the lock.
  /// - Throws: ``LockError`` where somebody else holds it.
  static func begin(_ record: Record, operation: String) async throws -> Recording {
    let owner = "\(NSUserName())@\(ProcessInfo.processInfo.hostName)"
    do {
      let lock = try await MeshLock.take(record, operation: operation, owner: owner)
      return Recording(record: record, owner: owner, lock: lock)
    } catch let error as GitError {
      guard error.isRefusedWrite else { throw error }
      let warning = Diagnostic(
        .warning, code: "record-read-only",
        "the repository cannot be written to, so nothing is locked or recorded there",
        notes: error.diagnostics.map { .init($0.message) },
        consequence: "Only the hosts' own markers will say what was applied.")
      Console.standardError.write(DiagnosticRenderer().render(warning) + "\n\n")
      return Recording(record: record, owner: owner, lock: nil)
    }
  }

  /// Whether the repository takes writes.
  nonisolated var isKept: Bool { lock != nil }

  /// Tells the list of revoked keys who was seen without them.
  func recordDropped(_ result: ApplyResult, _ session: FleetSession) async throws {
    guard lock != nil else { return }
    let reached = Set(result.remaining.unchanged + result.remaining.changedNodes)
    try await record.append(session.situation.dropped(result.remaining.accepting, reached: reached))
  }

  /// Records how an apply ended.
  /// - Returns: the reference that says so.
  func record(_ result: ApplyResult, _ session: FleetSession) async throws -> String? {
    guard lock != nil else { return nil }
    let old = try await record.applied()
    let changed = result.outcomes.values.contains { $0 != .unchanged }
    // A mesh that was in step already is not written about again.
    guard changed || old != session.commit else { return record.appliedReference }
    let note = ApplyNote(owner: owner, outcomes: result.outcomes)
    try await record.move(to: session.commit, from: old, note: note.text)
    return record.appliedReference
  }

  /// Gives the lock back.
  func end() async { await lock?.release() }
}

extension GitError {
  /// Whether a remote is there and does not let us write.
  fileprivate var isRefusedWrite: Bool {
    switch self {
    case .authenticationRefused, .pushRejected: true
    default: false
    }
  }
}

extension FleetSession {
  /// The commit that is worked towards.
  var commit: ObjectID { situation.desired.commit.id }
}
