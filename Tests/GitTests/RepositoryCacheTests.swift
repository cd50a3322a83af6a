import Foundation
import Git
import TestSupport
import Testing

struct RepositoryCacheTests {
  @Test func `Two at once share one clone, each with all of it`() async throws {
    try await GitSandbox.run { sandbox in
      let work = try await sandbox.makeRepository("work")
      let head = try await sandbox.id("HEAD", in: work)
      let url = "file://" + (try await sandbox.makeBare("origin.git", from: work))
      let cache = RepositoryCache(environment: sandbox.environment)
      let folders = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<6 {
          group.addTask {
            let clone = try await cache.open(url, relativeTo: "/").repository
            _ = try await clone.readFile("mesh.yaml", at: head)
            return clone.gitFolder
          }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(folders.count == 1)
      #expect(folders.first?.hasPrefix(sandbox.path("cache/weft/git/origin-")) == true)
      let mode = try FileManager.default.attributesOfItem(atPath: cache.folder)[.posixPermissions] as? Int
      #expect(mode == 0o700)
    }
  }

  @Test func `The mirror forgets what was not pushed, and takes on a new default branch`() async throws {
    try await GitSandbox.run { sandbox in
      let work = try await sandbox.makeRepository("work")
      let origin = try await sandbox.makeBare("origin.git", from: work)
      let cache = RepositoryCache(environment: sandbox.environment)
      let (clone, remote) = try await cache.open("file://" + origin, relativeTo: "/")
      let head = try await clone.resolve("HEAD")
      let edit = try await clone.commitEdits(["a": [1]], message: "m", author: clone.identity())
      #expect(try await clone.resolve("main") == edit)
      // Somebody else was first: the push is refused, and the next opening begins from theirs.
      let theirs = try await sandbox.commit(["b": "1"], in: work, "theirs")
      try await sandbox.git("push", "-q", origin, "main:main", "main:trunk", in: work)
      await #expect(throws: GitError.notFastForward(reference: "refs/heads/main", url: remote.url)) {
        try await clone.push([ReferenceUpdate("refs/heads/main", to: edit, expecting: .fastForward)], to: remote)
      }
      try await sandbox.git("symbolic-ref", "HEAD", "refs/heads/trunk", in: origin)
      _ = try await cache.open("file://" + origin, relativeTo: "/")
      #expect(try await clone.resolve("main") == theirs)
      #expect(try await clone.currentBranch() == "trunk")
      #expect(try await clone.isAncestor(head, of: theirs))
    }
  }

  @Test func `A local remote keeps its hooks and its locks`() async throws {
    try await GitSandbox.run { sandbox in
      let work = try await sandbox.makeRepository("work")
      let origin = try await sandbox.makeBare("origin.git", from: work)
      let first = try await sandbox.id("HEAD", in: work)
      let second = try await sandbox.commit(["b": "1"], in: work, "second")
      let name = "refs/weft/example/applied"
      try await sandbox.git("push", "-q", origin, "HEAD:refs/heads/other", "HEAD~1:\(name)", in: work)
      let ours = try await sandbox.commit(["c": "1"], in: work, "third")
      // libgit2's own local transport would overwrite what the hook did, and not even run it.
      try await sandbox.writeHook(
        "pre-receive", "env -i PATH=\"$PATH\" git -C '\(origin)' update-ref \(name) \(second)", in: origin)
      let repository = try Repository(around: work, environment: sandbox.environment)
      let remote = try await repository.remote("../origin.git")
      await #expect(throws: GitError.lostRace(reference: name, expected: first, actual: second)) {
        try await repository.push([ReferenceUpdate(name, to: ours, expecting: .exactly(first))], to: remote)
      }
      #expect(try await sandbox.id(name, in: origin) == second)
      #expect(try await repository.references(under: "refs/weft-push/").isEmpty)
    }
  }
}
