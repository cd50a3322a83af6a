import Foundation
import Git
import Synchronization
import TestSupport
import Testing

struct SSHRemoteTests {
  let applied = "refs/weft/example/applied"

  /// Runs a body with a repository, a server that has a bare clone of it, and the clone's path.
  private func withServer(
    _ body: (GitSandbox, GitSSHServer, _ origin: String, _ work: String) async throws -> Void
  ) async throws {
    try await GitSandbox.run { sandbox in
      let work = try await sandbox.makeRepository("work")
      let origin = try await sandbox.makeBare("origin's mesh.git", from: work)
      try await GitSSHServer.run(in: sandbox) { server in try await body(sandbox, server, origin, work) }
    }
  }

  @Test func `A clone goes into the cache, and follows the remote`() async throws {
    try await withServer { sandbox, server, origin, work in
      let cache = RepositoryCache(environment: server.environment())
      let first = try await cache.open(server.url(origin), relativeTo: "/")
      let head = try await sandbox.id("HEAD", in: work)
      #expect(try await first.repository.resolve("HEAD") == head)
      #expect(try await first.repository.readFile("mesh.yaml", at: head) == Array("version: 1\n".utf8))

      try await sandbox.git("checkout", "-q", "-b", "topic", in: work)
      let topic = try await sandbox.commit(["b": String(repeating: "b", count: 100_000)], in: work, "topic")
      try await sandbox.git("push", "-q", origin, "topic", "HEAD:\(applied)", in: work)
      let progress = LastProgress()
      let second = try await cache.open(server.url(origin), relativeTo: "/") { progress.add($0) }
      #expect(second.repository.gitFolder == first.repository.gitFolder)
      #expect(try await second.repository.resolve("topic") == topic)
      #expect(try await second.repository.reference(applied) == topic)
      #expect(progress.last?.done == progress.last?.total)
      #expect(progress.last?.direction == .receiving)

      try await sandbox.git("push", "-q", origin, ":topic", in: work)
      _ = try await cache.open(server.url(origin), relativeTo: "/")
      #expect(try await first.repository.reference("refs/heads/topic") == nil)
    }
  }

  @Test func `A remote's references move by compare-and-swap`() async throws {
    try await withServer { sandbox, server, origin, work in
      let first = try await sandbox.id("HEAD", in: work)
      let second = try await sandbox.commit(["b": "1"], in: work, "second")
      let repository = try Repository(around: work, environment: server.environment())
      let remote = try await repository.remote(server.url(origin))
      try await repository.push([ReferenceUpdate(applied, to: second, expecting: .exactly(nil))], to: remote)
      #expect(try await repository.list(remote).references[applied] == second)
      #expect(try await repository.list(remote).head == "refs/heads/main")
      // Backwards too: the expectation says what is right, not history.
      try await repository.push([ReferenceUpdate(applied, to: first, expecting: .exactly(second))], to: remote)
      await #expect(throws: GitError.lostRace(reference: applied, expected: second, actual: first)) {
        try await repository.push([ReferenceUpdate(applied, to: second, expecting: .exactly(second))], to: remote)
      }
      await #expect(throws: GitError.lostRace(reference: applied, expected: nil, actual: first)) {
        try await repository.push([ReferenceUpdate(applied, to: second, expecting: .exactly(nil))], to: remote)
      }
      #expect(try await sandbox.id(applied, in: origin) == first)
      try await repository.push([ReferenceUpdate(applied, to: nil, expecting: .exactly(first))], to: remote)
      #expect(try await repository.list(remote).references[applied] == nil)
    }
  }

  @Test func `Of many writers at once exactly one wins`() async throws {
    try await withServer { sandbox, server, origin, work in
      let repository = try Repository(around: work, environment: server.environment())
      let author = try await repository.identity()
      let remote = try await repository.remote(server.url(origin))
      let name = "refs/weft/example/lock"
      let held = try await repository.writeCommit(["lease.json": [0]], message: "held", author: author)
      try await repository.push([ReferenceUpdate(name, to: held, expecting: .exactly(nil))], to: remote)
      let environment = server.environment()
      let winners = try await withThrowingTaskGroup(of: ObjectID?.self) { group in
        for writer in 1...6 {
          group.addTask {
            let mine = try Repository(around: work, environment: environment)
            let lease = try await mine.writeCommit(["lease.json": [UInt8(writer)]], message: "lease", author: author)
            do {
              try await mine.push([ReferenceUpdate(name, to: lease, expecting: .exactly(held))], to: remote)
              return lease
            } catch GitError.lostRace(name, held, _) {
              return nil
            }
          }
        }
        return try await group.reduce(into: [ObjectID]()) { winners, id in if let id { winners.append(id) } }
      }
      #expect(winners == [try await sandbox.id(name, in: origin)])
    }
  }

  @Test(arguments: [true, false])
  func `A race that is lost after the negotiation is told as one`(branch: Bool) async throws {
    try await withServer { sandbox, server, origin, work in
      let first = try await sandbox.id("HEAD", in: work)
      let other = try await sandbox.commit(["other": "1"], in: work, "other")
      try await sandbox.git("push", "-q", origin, "HEAD:refs/heads/other", in: work)
      try await sandbox.git("reset", "-q", "--hard", first.description, in: work)
      let ours = try await sandbox.commit(["ours": "1"], in: work, "ours")
      let name = branch ? "refs/heads/main" : applied
      if !branch { try await sandbox.git("update-ref", name, first.description, in: origin) }
      // The hook runs when the server has said what it has, and has not yet moved anything.
      try await sandbox.writeHook(
        "pre-receive", "env -i PATH=\"$PATH\" git -C '\(sandbox.path("race"))' update-ref \(name) \(other)", in: origin)
      try FileManager.default.createSymbolicLink(atPath: sandbox.path("race"), withDestinationPath: origin)

      let repository = try Repository(around: work, environment: server.environment())
      let remote = try await repository.remote(server.url(origin))
      let expected: GitError =
        branch
        ? .notFastForward(reference: name, url: remote.url)
        : .lostRace(reference: name, expected: first, actual: other)
      await #expect(throws: expected) {
        try await repository.push(
          [ReferenceUpdate(name, to: ours, expecting: branch ? .fastForward : .exactly(first))], to: remote)
      }
      #expect(try await sandbox.id(name, in: origin) == other)
    }
  }

  @Test func `A race is told as one while its winner holds the reference's lock`() async throws {
    try await withServer { sandbox, server, origin, work in
      let first = try await sandbox.id("HEAD", in: work)
      let other = try await sandbox.commit(["other": "1"], in: work, "other")
      try await sandbox.git("push", "-q", origin, "HEAD:refs/heads/other", in: work)
      let ours = try await sandbox.commit(["ours": "1"], in: work, "ours")
      try await sandbox.git("update-ref", applied, first.description, in: origin)
      try FileManager.default.createSymbolicLink(atPath: sandbox.path("race"), withDestinationPath: origin)
      let lock = sandbox.path("race") + "/\(applied).lock"
      try sandbox.write("", to: lock)

      // First comes our push, then a look at what the server has; before the next look the winner is done.
      var environment = server.environment()
      let (ssh, calls) = (environment.variables["GIT_SSH_COMMAND"] ?? "ssh", sandbox.path("calls"))
      let winner = "rm '\(lock)'; git -C '\(sandbox.path("race"))' update-ref \(applied) \(other) </dev/null >/dev/null"
      environment.variables["GIT_SSH_COMMAND"] =
        "echo >>'\(calls)'; if [ $(wc -l <'\(calls)') -eq 3 ]; then \(winner); fi; \(ssh)"
      let repository = try Repository(around: work, environment: environment)
      let remote = try await repository.remote(server.url(origin))
      await #expect(throws: GitError.lostRace(reference: applied, expected: first, actual: other)) {
        try await repository.push([ReferenceUpdate(applied, to: ours, expecting: .exactly(first))], to: remote)
      }
    }
  }

  @Test func `A branch is pushed forwards only`() async throws {
    try await withServer { sandbox, server, origin, work in
      let first = try await sandbox.id("HEAD", in: work)
      let second = try await sandbox.commit(["b": "1"], in: work, "second")
      try await sandbox.git("remote", "add", "origin", server.url(origin).replacing(" ", with: "%20"), in: work)
      let repository = try Repository(around: work, environment: server.environment())
      let remote = try await repository.remote("origin")
      try await repository.checkPush(to: remote)
      try await repository.push(
        [ReferenceUpdate("refs/heads/main", to: second, expecting: .fastForward)], to: remote)
      #expect(try await sandbox.id("main", in: origin) == second)
      #expect(try await sandbox.id("origin/main", in: work) == second)
      try await sandbox.git("reset", "-q", "--hard", first.description, in: work)
      let fork = try await sandbox.commit(["c": "1"], in: work, "fork")
      let refused = GitError.notFastForward(reference: "refs/heads/main", url: remote.url)
      await #expect(throws: refused) {
        try await repository.push([ReferenceUpdate("refs/heads/main", to: fork, expecting: .fastForward)], to: remote)
      }
      // The same where the remote's commit is not even here.
      try await sandbox.command("git", ["clone", "-q", origin, sandbox.path("elsewhere")])
      try await sandbox.commit(["d": "1"], in: sandbox.path("elsewhere"), "third")
      try await sandbox.git("push", "-q", "origin", "main", in: sandbox.path("elsewhere"))
      await #expect(throws: refused) {
        try await repository.push([ReferenceUpdate("refs/heads/main", to: fork, expecting: .fastForward)], to: remote)
      }
    }
  }

  @Test func `A hook's refusal is told in its own words`() async throws {
    try await withServer { sandbox, server, origin, work in
      try await sandbox.writeHook("pre-receive", "printf '\\033[2Jthe mesh is frozen\\n' >&2; exit 1", in: origin)
      let repository = try Repository(around: work, environment: server.environment())
      let remote = try await repository.remote(server.url(origin))
      let commit = try await repository.resolve("HEAD")
      let error = await #expect(throws: GitError.self) {
        try await repository.push([ReferenceUpdate(applied, to: commit, expecting: .exactly(nil))], to: remote)
      }
      let rejection = GitError.Rejection(reference: applied, reason: "pre-receive hook declined")
      guard case .pushRejected([rejection], remote.url, let output) = error else {
        Issue.record("\(error as Any)")
        return
      }
      #expect(output.contains("the mesh is frozen"))
      #expect(!output.contains("\u{1B}"))
    }
  }

  @Test func `A note travels`() async throws {
    try await withServer { sandbox, server, origin, work in
      let (name, repository) = (
        "refs/notes/weft/example", try Repository(around: work, environment: server.environment())
      )
      let remote = try await repository.remote(server.url(origin))
      let commit = try await repository.resolve("HEAD")
      let note = try await repository.writeNote("done\n", on: commit, in: name, author: repository.identity())
      try await repository.push([ReferenceUpdate(name, to: note.new, expecting: .exactly(note.old))], to: remote)
      #expect(try await sandbox.git("notes", "--ref", name, "show", "main", in: origin) == "done")
      try await repository.updateReference(name, to: nil, from: note.new, message: "")
      // What the record is fetched with: afterwards ours is the remote's, what it does not have included.
      let record = ["+refs/weft/example/*:refs/weft/example/*", "+\(name):\(name)"]
      try await repository.updateReference(applied, to: commit, from: nil, message: "")
      try await repository.fetch(record, from: remote, prune: true)
      #expect(try await repository.note(on: commit, in: name) == "done\n")
      #expect(try await repository.reference(applied) == nil)
      try await sandbox.git("update-ref", "-d", name, in: origin)
      try await repository.fetch(record, from: remote, prune: true)
      #expect(try await repository.note(on: commit, in: name) == nil)
    }
  }

  @Test func `Which branches of a remote have a commit`() async throws {
    try await withServer { sandbox, server, origin, work in
      let repository = try Repository(around: work, environment: server.environment())
      let remote = try await repository.remote(server.url(origin))
      let first = try await repository.resolve("HEAD")
      let unpushed = try await sandbox.commit(["b": "1"], in: work, "not pushed")
      #expect(try await repository.branches(containing: first, at: remote) == ["refs/heads/main"])
      #expect(try await repository.branches(containing: unpushed, at: remote) == [])
      // A branch whose commits are not here yet.
      try await sandbox.command("git", ["clone", "-q", origin, sandbox.path("elsewhere")])
      try await sandbox.commit(["d": "1"], in: sandbox.path("elsewhere"), "theirs")
      try await sandbox.git("push", "-q", "origin", "main:topic", in: sandbox.path("elsewhere"))
      #expect(
        try await repository.branches(containing: first, at: remote) == ["refs/heads/main", "refs/heads/topic"])
    }
  }
}

/// Keeps the last progress that was told.
final class LastProgress: Sendable {
  private let value = Mutex<TransferProgress?>(nil)

  var last: TransferProgress? { value.withLock { $0 } }

  func add(_ progress: TransferProgress) { value.withLock { $0 = progress } }
}
