import Git
import TestSupport
import Testing

struct ReferenceTests {
  let applied = "refs/weft/example/applied"

  @Test func `A reference moves only from where it was expected`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh")
      let first = try await sandbox.id("HEAD", in: path)
      let second = try await sandbox.commit(["b": "1"], in: path, "second")
      let repository = try Repository(around: path, environment: sandbox.environment)
      #expect(try await repository.reference(applied) == nil)

      try await repository.updateReference(applied, to: first, from: nil, message: "made")
      await #expect(throws: GitError.lostRace(reference: applied, expected: nil, actual: first)) {
        try await repository.updateReference(applied, to: second, from: nil, message: "again")
      }
      await #expect(throws: GitError.lostRace(reference: applied, expected: second, actual: first)) {
        try await repository.updateReference(applied, to: second, from: second, message: "wrong")
      }
      try await repository.updateReference(applied, to: second, from: first, message: "moved")
      #expect(try await sandbox.id(applied, in: path) == second)
      #expect(try await repository.references(under: "refs/weft/example/") == [applied: second])
      await #expect(throws: GitError.lostRace(reference: applied, expected: first, actual: second)) {
        try await repository.updateReference(applied, to: nil, from: first, message: "wrong")
      }
      try await sandbox.git("pack-refs", "--all", in: path)
      try await repository.updateReference(applied, to: nil, from: second, message: "deleted")
      #expect(try await repository.reference(applied) == nil)
      await #expect(throws: GitError.lostRace(reference: applied, expected: second, actual: nil)) {
        try await repository.updateReference(applied, to: first, from: second, message: "gone")
      }
      await #expect(throws: GitError.invalidReferenceName("refs/weft/a..b")) {
        try await repository.updateReference("refs/weft/a..b", to: first, from: nil, message: "")
      }
    }
  }

  @Test(arguments: [true, false])
  func `Of many writers exactly one wins`(exists: Bool) async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh")
      let base = try await sandbox.id("HEAD", in: path)
      let (name, environment, held) = (applied, sandbox.environment, exists ? base : nil)
      if exists { try await sandbox.git("update-ref", name, base.description, in: path) }
      let wins = await withTaskGroup(of: Bool.self) { group in
        for writer in 0..<8 {
          group.addTask {
            do {
              let repository = try Repository(around: path, environment: environment)
              let author = Signature(name: "w\(writer)", email: "w@example.net", time: 0)
              let commit = try await repository.writeCommit(
                ["lease.json": Array("\(writer)".utf8)], message: "lease", author: author)
              try await repository.updateReference(name, to: commit, from: held, message: "lock")
              return true
            } catch GitError.lostRace(_, held, _?) {
              return false
            } catch {
              Issue.record(error)
              return false
            }
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(wins == 1)
      #expect(try await sandbox.id(name, in: path) != base)
    }
  }

  @Test func `A note is what git itself shows, and replaces the one before`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh")
      let repository = try Repository(around: path, environment: sandbox.environment)
      let (commit, name) = (try await repository.resolve("HEAD"), "refs/notes/weft/example")
      let author = try await repository.identity()
      #expect(try await repository.note(on: commit, in: name) == nil)
      let first = try await repository.writeNote("hub-a: done\n", on: commit, in: name, author: author)
      #expect(first.old == nil)
      let second = try await repository.writeNote("hub-a: done\nhub-b: late\n", on: commit, in: name, author: author)
      #expect(second.old == first.new)
      #expect(try await sandbox.git("notes", "--ref", name, "show", "HEAD", in: path) == "hub-a: done\nhub-b: late")
      #expect(try await repository.note(on: commit, in: name) == "hub-a: done\nhub-b: late\n")
    }
  }

  @Test func `A commit without parents holds just what it was given`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh")
      let repository = try Repository(around: path, environment: sandbox.environment)
      let author = try await repository.identity()
      let lease = try await repository.writeCommit(
        ["lease.json": Array("{}".utf8), "by/hub-a/why": []], message: "lock", author: author)
      #expect(try await repository.readTree(at: lease) == ["lease.json": Array("{}".utf8), "by/hub-a/why": []])
      #expect(try await repository.commit(lease).parents == [])
      let head = try await repository.resolve("HEAD")
      let other = try await repository.writeCommit(
        ["by/hub-a/why": nil, "mesh.yaml": [1]], upon: lease, parents: [head], message: "another's files",
        author: author)
      #expect(try await repository.readTree(at: other) == ["lease.json": Array("{}".utf8), "mesh.yaml": [1]])
      #expect(try await repository.commit(other).parents == [head])
      #expect(try await sandbox.git("fsck", "--strict", "--no-dangling", in: path) == "")
    }
  }
}
