import Foundation
import Git

/// The lock of a mesh: a lease that is taken by compare-and-swap, renewed while the work lasts, and given back.
package actor MeshLock {
  private let record: Record
  package private(set) var lease: Lease
  private var tip: ObjectID?
  private var renewal: Task<Void, Never>?

  private init(record: Record, lease: Lease, tip: ObjectID) {
    self.record = record
    self.lease = lease
    self.tip = tip
  }

  /// Takes the lock; one whose lease is over is free.
  /// - Parameter pause: before each renewal.
  /// - Throws: ``LockError/held(_:)``; ``GitError`` where the record cannot be written.
  package static func take(
    _ record: Record, operation: String, owner: String, renewingAfter pause: Duration = .seconds(Lease.lifetime / 3)
  ) async throws -> MeshLock {
    let lease = Lease(owner: owner, operation: operation)
    let held = try await current(record)
    if let held, held.lease.expires > Date() { throw LockError.held(held.lease) }
    do {
      let lock = MeshLock(record: record, lease: lease, tip: try await write(lease, record, from: held?.tip))
      await lock.keepRenewing(after: pause)
      return lock
    } catch GitError.lostRace {
      throw try await current(record).map { LockError.held($0.lease) } ?? .contended
    }
  }

  /// Gives the lock back; a second call does nothing.
  package func release() async {
    renewal?.cancel()
    // One that is under way decides which lease there is to give back.
    await renewal?.value
    guard let tip else { return }
    self.tip = nil
    // A lease that cannot be given back ends by itself.
    try? await record.update(record.lockReference, to: nil, expecting: tip)
  }

  /// Takes a lease away from whoever holds it.
  /// - Throws: ``LockError/notHeld``, ``LockError/otherLease(_:)``.
  package static func unlock(_ record: Record, id: String) async throws {
    guard let held = try await current(record) else { throw LockError.notHeld }
    guard held.lease.id == id else { throw LockError.otherLease(held.lease) }
    try await record.update(record.lockReference, to: nil, expecting: held.tip)
  }

  private static func current(_ record: Record) async throws -> (lease: Lease, tip: ObjectID)? {
    try await record.fetch()
    guard let tip = try await record.repository.reference(record.lockReference) else { return nil }
    let json = try await record.repository.readFile(Lease.file, at: tip)
    guard let lease = try? Lease(json: json) else { throw LockError.unreadable(reference: record.lockReference) }
    return (lease, tip)
  }

  private static func write(_ lease: Lease, _ record: Record, from old: ObjectID?) async throws -> ObjectID {
    let author = await record.repository.signature()
    let tip = try await record.repository.writeCommit(
      [Lease.file: try lease.json()], message: "weft: \(lease.operation) by \(lease.owner)", author: author)
    try await record.update(record.lockReference, to: tip, expecting: old)
    return tip
  }

  private func keepRenewing(after pause: Duration) {
    renewal = Task { [weak self] in
      while true {
        do { try await Task.sleep(for: pause) } catch { return }
        // A task of its own is not cancelled half-way, when nobody could say which lease the remote has.
        await Task { await self?.renew() }.value
      }
    }
  }

  private func renew() async {
    guard let old = tip else { return }
    let next = lease.renewed()
    // One that fails is tried again before the lease is over.
    guard let new = try? await Self.write(next, record, from: old) else { return }
    (lease, tip) = (next, new)
  }
}
