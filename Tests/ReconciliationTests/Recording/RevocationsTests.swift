import Diagnostics
import Foundation
import Git
import TestSupport
import Testing
import WireGuard

@testable import Reconciliation

/// The list of revoked keys: as a value, and at the record's remote.
struct RevocationsTests {
  private let time = Date(timeIntervalSince1970: 1_700_000_000)
  private let key = PublicKey.numbered(1)
  private let next = PublicKey.numbered(2)

  @Test func itReadsWhatItWrites() throws {
    let list = Revocations().adding(
      [
        .revoked(key, node: "hub-b", owner: "ada lovelace@desk"), .accepted(key, host: "fra-1"),
        .accepted(key, host: "ams-1"), .made(next, node: "hub-b"), .dropped(key, host: "fra-1"),
      ], at: time)
    #expect(
      list.text == """
        2023-11-14T22:13:20Z revoked \(key) hub-b ada-lovelace@desk
        2023-11-14T22:13:20Z accepted \(key) fra-1
        2023-11-14T22:13:20Z accepted \(key) ams-1
        2023-11-14T22:13:20Z made \(next) hub-b
        2023-11-14T22:13:20Z dropped \(key) fra-1

        """)
    let read = try Revocations(text: list.text)
    #expect(read.text == list.text)
    #expect(read.nodes == [key: "hub-b"] && read.keys(of: "hub-b") == [key] && read.keys(of: "fra-1") == [])
    #expect(read.isRevoked(key) && !read.isRevoked(next) && !read.isRevoked(nil))
    #expect(read.accepting == [key: ["ams-1"]])
    #expect(read.madeKey(of: "hub-b") == next)
    #expect(read.adding([.revoked(next, node: "hub-b", owner: "ada")]).madeKey(of: "hub-b") == nil)
  }

  @Test func whatItSaysIsNotSaidAgain() {
    let events: [Revocations.Event] = [
      .revoked(key, node: "a", owner: "ada"), .accepted(key, host: "b"), .made(next, node: "a"),
    ]
    let list = Revocations().adding(events)
    #expect(list.adding(events) == list)
    #expect(list.adding([.revoked(key, node: "other", owner: "bob"), .dropped(key, host: "c")]) == list)
    let dropped = list.adding([.dropped(key, host: "b")])
    #expect(dropped != list && dropped.adding([.dropped(key, host: "b")]) == dropped)
  }

  /// What a list says that nobody understands is not taken for nothing.
  @Test(arguments: [
    "hello", "2023-11-14T22:13:20Z revoked AAAA hub-b ada", "2023-11-14T22:13:20Z forgiven KEY hub-b ada",
    "2023-11-14T22:13:20Z revoked KEY hub-b", "2023-11-14T22:13:20Z dropped KEY",
  ])
  func aLineThatIsNotUnderstoodStopsEverything(line: String) {
    let line = line.replacing("KEY", with: "\(key)")
    #expect(throws: RevocationError.unreadable(line: line)) { try Revocations(text: line + "\n") }
  }

  @Test func itGrowsAtTheRemoteAndOtherClonesSeeIt() async throws {
    try await RecordFixture.run { fixture in
      let first = try await fixture.clone("first")
      let second = try await fixture.clone("second")
      #expect(try await first.append([]) == Revocations())
      #expect(try await !fixture.has(first.revokedReference), "nothing to say is nothing written")
      try await first.append([.revoked(key, node: "a", owner: "ada")])
      // It has not fetched yet, and adds to what is there all the same.
      let list = try await second.append([.revoked(next, node: "b", owner: "bob")])
      #expect(list.keys == [key, next].sorted())
      #expect(try await first.revocations().keys == [key], "as last fetched")
      try await first.fetch()
      #expect(try await first.revocations() == list)
      let log = try await fixture.sandbox.git("rev-list", "--count", first.revokedReference, in: fixture.origin)
      #expect(log == "2", "a commit for each, the earlier one its parent")
    }
  }

  @Test func ofManyAtOnceNothingIsLost() async throws {
    try await RecordFixture.run { fixture in
      var records: [Record] = []
      for number in 1...4 { records.append(try await fixture.clone("clone-\(number)")) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (number, record) in records.enumerated() {
          group.addTask { try await record.append([.revoked(.numbered(number), node: "n\(number)", owner: "ada")]) }
        }
        try await group.waitForAll()
      }
      try await records[0].fetch()
      #expect(try await records[0].revocations().nodes.values.sorted() == ["n0", "n1", "n2", "n3"])
    }
  }

  @Test func aRemoteThatTakesNoWritesSaysSo() async throws {
    try await RecordFixture.run { fixture in
      try await fixture.sandbox.writeHook("pre-receive", "echo 'read only'; exit 1", in: fixture.origin)
      let record = try await fixture.clone("clone")
      await #expect(throws: GitError.self) { try await record.append([.revoked(key, node: "a", owner: "ada")]) }
      #expect(try await record.revocations() == Revocations())
    }
  }
}
