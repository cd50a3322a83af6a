import Diagnostics
import Foundation
import Git
import TestSupport
import Testing

@testable import Reconciliation

struct MeshLockTests {
  @Test func whoeverComesSecondIsToldWhoHoldsIt() async throws {
    try await RecordFixture.run { fixture in
      let first = try await fixture.clone("first")
      let second = try await fixture.clone("second")
      let lock = try await MeshLock.take(first, operation: "apply 1234567", owner: "ada@ci")
      #expect(try await fixture.has(first.lockReference))
      let refusal = await #expect(throws: LockError.self) {
        try await MeshLock.take(second, operation: "apply", owner: "bob@desk")
      }
      guard case .held(let lease)? = refusal else {
        Issue.record("\(String(describing: refusal))")
        return await lock.release()
      }
      let taken = await lock.lease
      #expect(lease.id == taken.id && lease.owner == "ada@ci" && lease.operation == "apply 1234567")
      #expect(refusal?.exitStatus == .locked)
      let said = DiagnosticRenderer().render(refusal?.diagnostics ?? [])
      #expect(said.contains("ada@ci is at work: apply 1234567") && said.contains("weft unlock \(taken.id)"))

      await lock.release()
      #expect(try await !fixture.has(first.lockReference))
      await lock.release()
      let next = try await MeshLock.take(second, operation: "apply", owner: "bob@desk")
      await next.release()
    }
  }

  @Test func aReleaseDuringARenewalLeavesNothing() async throws {
    try await RecordFixture.run { fixture in
      // The server has moved the lease, and does not say so until it is told to.
      let (moved, open) = (fixture.sandbox.path("moved"), fixture.sandbox.path("open"))
      try await fixture.sandbox.writeHook(
        "reference-transaction",
        """
        [ "$1" = committed ] || exit 0
        while read -r old new name; do
          case $old in *[!0]*) ;; *) exit 0 ;; esac
          case $new in *[!0]*) ;; *) exit 0 ;; esac
          : >'\(moved)'
          until [ -e '\(open)' ]; do sleep 0.05; done
        done
        """, in: fixture.origin)
      let record = try await fixture.clone("clone")
      let lock = try await MeshLock.take(record, operation: "apply", owner: "ada@ci", renewingAfter: .milliseconds(10))
      try await until("a renewal is under way") { FileManager.default.fileExists(atPath: moved) }
      let release = Task { await lock.release() }
      // It is an actor: whoever asks after the release has begun is answered after its first step.
      _ = await lock.lease
      try fixture.sandbox.write("", to: open)
      await release.value
      #expect(try await !fixture.has(record.lockReference))
    }
  }

  @Test func aLeaseThatIsOverIsFree() async throws {
    try await RecordFixture.run { fixture in
      let dead = try await fixture.clone("dead")
      try await hold(dead, since: Date() - Lease.lifetime - 1)
      let lock = try await MeshLock.take(try await fixture.clone("next"), operation: "apply", owner: "bob@desk")
      #expect(await lock.lease.owner == "bob@desk")
      await lock.release()
      #expect(try await !fixture.has(dead.lockReference))
    }
  }

  @Test func aLeaseThatIsNotOverIsHeldByItsDeadOwner() async throws {
    try await RecordFixture.run { fixture in
      let dead = try await fixture.clone("dead")
      try await hold(dead, since: Date())
      let next = try await fixture.clone("next")
      await #expect(throws: LockError.self) { try await MeshLock.take(next, operation: "apply", owner: "bob@desk") }
    }
  }

  @Test func unlockTakesTheLeaseThatIsNamedAndNoOther() async throws {
    try await RecordFixture.run { fixture in
      let record = try await fixture.clone("clone")
      await #expect(throws: LockError.notHeld) { try await MeshLock.unlock(record, id: "abc") }
      let lease = try await hold(record, since: Date())
      await #expect(throws: LockError.otherLease(lease)) { try await MeshLock.unlock(record, id: lease.id + "x") }
      #expect(try await fixture.has(record.lockReference))
      try await MeshLock.unlock(try await fixture.clone("other"), id: lease.id)
      #expect(try await !fixture.has(record.lockReference))
      // The clone that held it learns of it.
      await #expect(throws: LockError.notHeld) { try await MeshLock.unlock(record, id: lease.id) }
    }
  }

  /// In clones of their own, and in one that they share.
  @Test(arguments: [false, true]) func ofManyAtOnceExactlyOneWins(inOneClone: Bool) async throws {
    try await RecordFixture.run { fixture in
      var records: [Record] = []
      for number in 1...4 {
        records.append(inOneClone && number > 1 ? records[0] : try await fixture.clone("clone-\(number)"))
      }
      let winners = try await withThrowingTaskGroup(of: MeshLock?.self) { group in
        for (number, record) in records.enumerated() {
          group.addTask {
            do {
              return try await MeshLock.take(record, operation: "apply", owner: "taker-\(number)")
            } catch is LockError {
              return nil
            }
          }
        }
        return try await group.reduce(into: [MeshLock]()) { locks, lock in lock.map { locks.append($0) } }
      }
      #expect(winners.count == 1)
      for lock in winners { await lock.release() }
      #expect(try await !fixture.has(records[0].lockReference))
    }
  }

  @Test func aRemoteThatTakesNoWritesSaysSo() async throws {
    try await RecordFixture.run { fixture in
      try await fixture.sandbox.writeHook("pre-receive", "echo 'read only'; exit 1", in: fixture.origin)
      let record = try await fixture.clone("clone")
      let refusal = await #expect(throws: GitError.self) {
        try await MeshLock.take(record, operation: "apply", owner: "ada@ci")
      }
      guard case .pushRejected? = refusal else {
        Issue.record("\(String(describing: refusal))")
        return
      }
      #expect(try await record.repository.reference(record.lockReference) == nil, "nothing is left here either")
    }
  }

  @Test func whatIsNotALeaseIsNotTakenForOne() async throws {
    try await RecordFixture.run { fixture in
      let record = try await fixture.clone("clone")
      try await record.update(
        record.lockReference, to: try await write(["lease.json": Array("{}".utf8)], record), expecting: nil)
      await #expect(throws: LockError.unreadable(reference: record.lockReference)) {
        try await MeshLock.take(record, operation: "apply", owner: "ada@ci")
      }
    }
  }

  /// A lease as a process that is gone left it.
  @discardableResult private func hold(_ record: Record, since: Date) async throws -> Lease {
    let lease = Lease(
      owner: "ada@ci", operation: "apply", now: Date(timeIntervalSince1970: since.timeIntervalSince1970.rounded()))
    let tip = try await write([Lease.file: try lease.json()], record)
    try await record.update(record.lockReference, to: tip, expecting: nil)
    return lease
  }

  private func write(_ files: [String: [UInt8]], _ record: Record) async throws -> ObjectID {
    try await record.repository.writeCommit(files, message: "lock", author: await record.repository.signature())
  }
}
