import Foundation
import Git
import TestSupport
import Testing

struct RevisionTests {
  @Test func `Every spelling of a commit resolves to it`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh")
      let first = try await sandbox.id("HEAD", in: path)
      let second = try await sandbox.commit(["nodes/a.yaml": "tags: [core]\n"], in: path, "second")
      try await sandbox.git("tag", "-a", "v1", "-m", "one", "HEAD~1", in: path)
      let repository = try Repository(around: path + "/nodes", environment: sandbox.environment)
      for (revision, commit) in [
        ("HEAD", second), ("main", second), ("refs/heads/main", second), ("main~1", first), ("HEAD^", first),
        ("v1", first), (second.description, second), (second.abbreviated, second), ("main@{0}", second),
      ] {
        #expect(try await repository.resolve(revision) == commit, "\(revision)")
      }
      let range = try await repository.resolveRange("v1..HEAD")
      #expect(range.base == first)
      #expect(range.head == second)
      let open = try await repository.resolveRange("main~1..")
      #expect(open.head == second)
    }
  }

  @Test(arguments: ["nowhere", "deadbeef", "main~9", "HEAD:mesh.yaml", "", "..", "a b", "-x"])
  func `A revision that names no commit is missing`(revision: String) async throws {
    try await GitSandbox.run { sandbox in
      let repository = try Repository(
        around: try await sandbox.makeRepository("mesh"), environment: sandbox.environment)
      await #expect(throws: GitError.missingRevision(revision)) { try await repository.resolve(revision) }
    }
  }

  @Test func `Three dots begin where the branches parted`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh")
      let fork = try await sandbox.id("HEAD", in: path)
      try await sandbox.git("checkout", "-q", "-b", "topic", in: path)
      let topic = try await sandbox.commit(["b": "1"], in: path, "topic")
      try await sandbox.git("checkout", "-q", "main", in: path)
      try await sandbox.commit(["c": "1"], in: path, "main goes on")
      let repository = try Repository(around: path, environment: sandbox.environment)
      let range = try await repository.resolveRange("main...topic")
      #expect(range.base == fork)
      #expect(range.head == topic)
      #expect(try await repository.isAncestor(fork, of: topic))
      #expect(try await repository.isAncestor(topic, of: topic))
      let main = try await repository.resolve("main")
      #expect(try await !repository.isAncestor(topic, of: main))
      let both = ["refs/heads/main", "refs/heads/topic"]
      #expect(try await repository.branches(containing: fork, under: "refs/heads/") == both)
      #expect(try await repository.branches(containing: topic, under: "refs/heads/") == ["refs/heads/topic"])
    }
  }

  @Test func `A commit says who, when and what`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh")
      try await sandbox.git(
        "commit", "-q", "--allow-empty", "--date", "2026-01-02T03:04:05+0200", "-m", "hub-b: rotate\nkey\n\nBody.",
        in: path)
      let repository = try Repository(around: path, environment: sandbox.environment)
      let commit = try await repository.commit(repository.resolve("HEAD"))
      #expect(commit.summary == "hub-b: rotate key")
      #expect(commit.message == "hub-b: rotate\nkey\n\nBody.\n")
      #expect(commit.author == Signature(name: "Ada", email: "ada@example.net", time: 1_767_315_845, offset: 120))
      #expect(commit.parents == [try await repository.resolve("HEAD~1")])
    }
  }

  @Test func `A shallow clone says so rather than no`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh")
      let first = try await sandbox.id("HEAD", in: path)
      try await sandbox.commit(["b": "1"], in: path, "second")
      try await sandbox.command(
        "git", ["clone", "-q", "--depth", "1", "file://" + path, sandbox.path("shallow")])
      let repository = try Repository(around: sandbox.path("shallow"), environment: sandbox.environment)
      let head = try await repository.resolve("HEAD")
      await #expect(throws: GitError.shallow(path: repository.gitFolder)) {
        try await repository.isAncestor(first, of: head)
      }
      let remote = try await repository.remote("origin")
      await #expect(throws: GitError.shallow(path: repository.gitFolder)) {
        try await repository.fetch(["+refs/heads/*:refs/remotes/origin/*"], from: remote)
      }
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a repository away"))
  func `A repository of another user is refused until it is trusted`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh")
      try await sandbox.command("chown", ["-R", "65534", path])
      #expect(throws: GitError.ownedByAnother(path: path)) {
        try Repository(around: path, environment: sandbox.environment)
      }
    }
  }

  @Test func `A folder outside any repository is told so`() async throws {
    try await GitSandbox.run { sandbox in
      #expect(throws: GitError.notARepository(path: sandbox.folder)) {
        try Repository(around: sandbox.folder, environment: sandbox.environment)
      }
    }
  }
}
