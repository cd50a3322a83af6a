import Foundation
import Git
import TestSupport
import Testing

struct EditTests {
  let files = ["mesh.yaml": "version: 1\n", "nodes/a.yaml": "a\n", "nodes/b.yaml": "b\n"]

  private func author(_ repository: Repository) async throws -> Signature { try await repository.identity() }

  @Test func `Index and work tree follow where the branch is checked out`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh", files)
      try sandbox.write("# mine\n", to: path + "/mesh.yaml")
      try sandbox.write("scratch\n", to: path + "/notes.txt")
      let repository = try Repository(around: path, environment: sandbox.environment)
      let base = try await repository.resolve("HEAD")
      let commit = try await repository.commitEdits(
        ["nodes/a.yaml": Array("publicKey: x\n".utf8), "nodes/new/c.yaml": Array("c\n".utf8), "nodes/b.yaml": nil],
        message: "Enroll a\n", author: author(repository))
      #expect(try await sandbox.id("main", in: path) == commit)
      #expect(try await repository.commit(commit).parents == [base])
      #expect(try sandbox.read(path + "/nodes/a.yaml") == "publicKey: x\n")
      #expect(try sandbox.read(path + "/nodes/new/c.yaml") == "c\n")
      #expect(!FileManager.default.fileExists(atPath: path + "/nodes/b.yaml"))
      // What the person had been doing is as it was, and nothing else differs.
      #expect(try await sandbox.git("status", "--porcelain", in: path) == " M mesh.yaml\n?? notes.txt")
      #expect(try await sandbox.git("log", "-1", "--format=%an %s", in: path) == "Ada Enroll a")
      #expect(try await sandbox.git("fsck", "--strict", in: path) == "")
    }
  }

  enum Dirt: CaseIterable {
    case edited
    case staged
    case stagedAndUndone
    case deleted
    case untracked
  }

  @Test(arguments: Dirt.allCases)
  func `Files with changes of their own are refused by name`(dirt: Dirt) async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh", files)
      var file = "nodes/a.yaml"
      switch dirt {
      case .edited: try sandbox.write("mine\n", to: path + "/" + file)
      case .staged:
        try sandbox.write("mine\n", to: path + "/" + file)
        try await sandbox.git("add", "-A", in: path)
      case .stagedAndUndone:
        try sandbox.write("mine\n", to: path + "/" + file)
        try await sandbox.git("add", "-A", in: path)
        try sandbox.write("a\n", to: path + "/" + file)
      case .deleted: try FileManager.default.removeItem(atPath: path + "/" + file)
      case .untracked:
        file = "nodes/c.yaml"
        try sandbox.write("mine\n", to: path + "/" + file)
      }
      let before = try await sandbox.git("status", "--porcelain", in: path)
      let repository = try Repository(around: path, environment: sandbox.environment)
      let base = try await repository.resolve("HEAD")
      let edits: [String: [UInt8]?] = [file: Array("weft\n".utf8), "nodes/b.yaml": Array("weft\n".utf8)]
      await #expect(throws: GitError.dirtyFiles([file])) {
        try await repository.commitEdits(edits, message: "m", author: author(repository))
      }
      #expect(try await repository.resolve("HEAD") == base)
      #expect(try await sandbox.git("status", "--porcelain", in: path) == before)
    }
  }

  @Test func `What changes nothing is no commit, and no path leads out of the tree`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh", files)
      let repository = try Repository(around: path, environment: sandbox.environment)
      let base = try await repository.resolve("HEAD")
      let same = try await repository.commitEdits(
        ["nodes/a.yaml": Array("a\n".utf8), "nodes/absent.yaml": nil], message: "m", author: author(repository))
      #expect(same == base)
      #expect(try await repository.resolve("main") == base)
      for file in ["../outside", ".git/hooks/post-commit", "nodes/../../outside", "/etc/passwd", "nodes/.GIT/config"] {
        await #expect(throws: GitError.self, "\(file)") {
          try await repository.commitEdits([file: [1]], message: "m", author: author(repository))
        }
      }
      #expect(try await repository.resolve("main") == base)
    }
  }

  @Test func `A branch that is not checked out moves alone`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh", files)
      try await sandbox.git("branch", "keys", in: path)
      try sandbox.write("mine\n", to: path + "/nodes/a.yaml")
      let repository = try Repository(around: path, environment: sandbox.environment)
      let commit = try await repository.commitEdits(
        ["nodes/a.yaml": Array("weft\n".utf8)], onto: "keys", message: "m", author: author(repository))
      #expect(try await sandbox.id("keys", in: path) == commit)
      #expect(try sandbox.read(path + "/nodes/a.yaml") == "mine\n")
      #expect(try await repository.readFile("nodes/b.yaml", at: commit) == Array("b\n".utf8))
    }
  }

  @Test func `A detached HEAD needs a branch, another work tree keeps its own`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh", files)
      let edits: [String: [UInt8]?] = ["nodes/a.yaml": Array("weft\n".utf8)]
      try await sandbox.git("worktree", "add", "-q", "-b", "keys", sandbox.path("other"), in: path)
      try await sandbox.git("checkout", "-q", "--detach", in: path)
      let repository = try Repository(around: path, environment: sandbox.environment)
      await #expect(throws: GitError.detachedHead) {
        try await repository.commitEdits(edits, message: "m", author: author(repository))
      }
      await #expect(throws: GitError.checkedOutElsewhere(branch: "keys")) {
        try await repository.commitEdits(edits, onto: "keys", message: "m", author: author(repository))
      }
      let commit = try await repository.commitEdits(edits, onto: "main", message: "m", author: author(repository))
      #expect(try await sandbox.id("main", in: path) == commit)
      let other = try Repository(around: sandbox.path("other"), environment: sandbox.environment)
      _ = try await other.commitEdits(edits, message: "m", author: author(other))
      #expect(try sandbox.read(sandbox.path("other") + "/nodes/a.yaml") == "weft\n")
    }
  }

  @Test func `A bare repository, an empty one, and an executable file`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh", files)
      try sandbox.write("#!/bin/sh\n", to: path + "/ci/run", mode: 0o755)
      try await sandbox.commit([:], in: path, "script")
      let bare = try Repository(
        around: try await sandbox.makeBare("bare.git", from: path), environment: sandbox.environment)
      let commit = try await bare.commitEdits(
        ["ci/run": Array("#!/bin/dash\n".utf8)], message: "m", author: author(bare))
      #expect(try await bare.list("ci", at: commit).map(\.kind) == [.file(executable: true)])

      try await sandbox.command("git", ["init", "-q", "-b", "main", sandbox.path("empty")])
      let empty = try Repository(around: sandbox.path("empty"), environment: sandbox.environment)
      let first = try await empty.commitEdits(
        ["mesh.yaml": Array("version: 1\n".utf8)], message: "m", author: author(empty))
      #expect(try await empty.commit(first).parents == [])
      #expect(try sandbox.read(sandbox.path("empty") + "/mesh.yaml") == "version: 1\n")
      #expect(try await sandbox.git("status", "--porcelain", in: sandbox.path("empty")) == "")
    }
  }

  @Test func `An edit of an older state loses, and a missing identity is named`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh", files)
      let old = try await sandbox.id("HEAD", in: path)
      let new = try await sandbox.commit(["nodes/a.yaml": "newer\n"], in: path, "second")
      var nobody = sandbox.environment
      nobody.variables["GIT_AUTHOR_NAME"] = nil
      let repository = try Repository(around: path, environment: nobody)
      await #expect(throws: GitError.missingIdentity) { try await repository.identity() }
      try await sandbox.git("config", "user.name", "Grace", in: path)
      #expect(try await repository.identity().name == "Grace")
      await #expect(throws: GitError.lostRace(reference: "refs/heads/main", expected: old, actual: new)) {
        try await repository.commitEdits(
          ["nodes/a.yaml": []], from: old, message: "m", author: author(repository))
      }
    }
  }
}
