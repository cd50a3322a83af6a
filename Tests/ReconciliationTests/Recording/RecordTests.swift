import Foundation
import Git
import TestSupport
import Testing

@testable import Reconciliation

struct RecordTests {
  @Test func itMovesWithItsNoteHereAndAtTheRemote() async throws {
    try await RecordFixture.run { fixture in
      let record = try await fixture.clone("first")
      let (old, new) = (try await fixture.id("main~1"), try await fixture.id("main"))
      #expect(try await record.applied() == nil)
      try await record.move(to: old, from: nil, note: "one\n")
      try await record.move(to: new, from: old, note: "two\n")
      #expect(try await fixture.id(record.appliedReference) == new)

      let other = try await fixture.clone("second")
      #expect(try await other.applied() == nil, "a clone does not bring it along")
      try await other.fetch()
      #expect(try await other.applied() == new)
      #expect(try await other.note(on: new) == "two\n")
      #expect(try await other.note(on: old) == "one\n")
      let shown = try await fixture.sandbox.git("notes", "--ref=weft/example", "show", "main", in: fixture.origin)
      #expect(shown == "two")
    }
  }

  @Test func theSameCommitGetsANewNote() async throws {
    try await RecordFixture.run { fixture in
      let record = try await fixture.clone("clone")
      let commit = try await fixture.id("main")
      try await record.move(to: commit, from: nil, note: "late\n")
      try await record.move(to: commit, from: commit, note: "all there\n")
      #expect(try await record.note(on: commit) == "all there\n")
      #expect(try await fixture.id(record.appliedReference) == commit)
    }
  }

  @Test func aRaceIsLostWithoutATrace() async throws {
    try await RecordFixture.run { fixture in
      let slow = try await fixture.clone("slow")
      let fast = try await fixture.clone("fast")
      let (old, new) = (try await fixture.id("main~1"), try await fixture.id("main"))
      try await fast.move(to: new, from: nil, note: "fast\n")
      await #expect(throws: GitError.self) { try await slow.move(to: old, from: nil, note: "slow\n") }
      #expect(try await fixture.id(slow.appliedReference) == new)
      try await slow.fetch()
      #expect(try await slow.applied() == new)
      #expect(try await slow.note(on: new) == "fast\n")
      #expect(try await slow.note(on: old) == nil, "the loser's note went nowhere")
    }
  }

  @Test func withoutARemoteItIsKeptHere() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("work")
      let repository = try Repository(around: path, environment: sandbox.environment)
      let record = Record(repository: repository, remote: nil, mesh: "example")
      let commit = try await sandbox.id("main", in: path)
      try await record.fetch()
      try await record.move(to: commit, from: nil, note: "one\n")
      #expect(try await record.applied() == commit)
      await #expect(throws: GitError.lostRace(reference: record.appliedReference, expected: nil, actual: commit)) {
        try await record.move(to: commit, from: nil, note: "two\n")
      }
    }
  }
}

struct ApplyNoteTests {
  private let time = Date(timeIntervalSince1970: 1_700_000_000)

  @Test func itReadsWhatItWrites() throws {
    let note = ApplyNote(
      time: time, owner: "ada lovelace@ci",
      outcomes: ["hub-a": .changed, "n": .unchanged, "nyc-1": .late("connect to host: refused"), "x": .skipped("y")])
    #expect(
      note.text == """
        applied 2023-11-14T22:13:20Z by ada lovelace@ci
        hub-a   changed
        n       unchanged
        nyc-1   late: connect to host: refused
        x       skipped: y

        """)
    let read = try #require(ApplyNote(text: note.text))
    #expect(read == note)
  }

  @Test(arguments: ["", "hello", "applied yesterday by ada", "applied 2023-11-14T22:13:20Z", "hub-a   changed\n"])
  func whatIsNoNoteIsNotRead(text: String) { #expect(ApplyNote(text: text) == nil) }

  /// A reason with several lines would read as other nodes.
  @Test func aReasonStaysOnItsLine() throws {
    let note = ApplyNote(time: time, owner: "ada", outcomes: ["a": .reverted("one\ntwo 3"), "b": .changed])
    let read = try #require(ApplyNote(text: note.text))
    #expect(read.outcomes.keys.sorted() == ["a", "b"])
  }
}
