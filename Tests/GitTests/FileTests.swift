import Foundation
import Git
import TestSupport
import Testing

struct FileTests {
  @Test func `A commit is read, whatever the work tree holds`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository(
        "mesh", ["mesh.yaml": "version: 1\n", "nodes/a.yaml": "a\n", "nodes/b.yaml": "b\n", "big/video": "frames"])
      try FileManager.default.createSymbolicLink(atPath: path + "/nodes/link.yaml", withDestinationPath: "/etc/passwd")
      let commit = try await sandbox.commit(["run.sh": "#!/bin/sh\n"], in: path, "second")
      try sandbox.write("version: 2\n", to: path + "/mesh.yaml")
      try FileManager.default.removeItem(atPath: path + "/nodes")

      let repository = try Repository(around: path, environment: sandbox.environment)
      #expect(try await repository.readFile("mesh.yaml", at: commit) == Array("version: 1\n".utf8))
      let names = try await repository.list("nodes", at: commit).map(\.name)
      #expect(names == ["a.yaml", "b.yaml", "link.yaml"])
      let files = try await repository.readTree(at: commit) { !$0.hasPrefix("big/") }
      #expect(
        files.mapValues { String(decoding: $0, as: UTF8.self) } == [
          "mesh.yaml": "version: 1\n", "nodes/a.yaml": "a\n", "nodes/b.yaml": "b\n", "run.sh": "#!/bin/sh\n",
        ])
      #expect(try await repository.readTree("nodes", at: commit).keys.sorted() == ["nodes/a.yaml", "nodes/b.yaml"])
    }
  }

  @Test func `The work tree is read as it stands, without links, what git keeps, and what it ignores`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh", ["mesh.yaml": "version: 1\n", "nodes/a.yaml": "a\n"])
      try sandbox.write("version: 2\n", to: path + "/mesh.yaml")
      try sandbox.write("b\n", to: path + "/nodes/b.yaml")
      // nodes/a.yaml is in the index: there the rule means nothing.
      try sandbox.write("*.key\nnodes/a.yaml\n", to: path + "/.gitignore")
      try sandbox.write("secret\n", to: path + "/nodes/b.key")
      try FileManager.default.createSymbolicLink(atPath: path + "/nodes/link.yaml", withDestinationPath: "/etc/passwd")
      let repository = try Repository(around: path + "/nodes", environment: sandbox.environment)
      let files = try await repository.readWorkTree().mapValues { String(decoding: $0, as: UTF8.self) }
      #expect(
        files == [
          ".gitignore": "*.key\nnodes/a.yaml\n", "mesh.yaml": "version: 2\n", "nodes/a.yaml": "a\n",
          "nodes/b.yaml": "b\n",
        ])
      #expect(try await repository.readWorkTree("nodes") { $0.hasSuffix("b.yaml") }.keys.sorted() == ["nodes/b.yaml"])
      let bare = try Repository(
        around: try await sandbox.makeBare("bare", from: path), environment: sandbox.environment)
      await #expect(throws: GitError.missingWorkTree(path: bare.gitFolder)) { try await bare.readWorkTree() }
    }
  }

  @Test func `What is not there, or is something else, is an error of its own`() async throws {
    try await GitSandbox.run { sandbox in
      let path = try await sandbox.makeRepository("mesh", ["nodes/a.yaml": "a\n"])
      let repository = try Repository(around: path, environment: sandbox.environment)
      let commit = try await repository.resolve("HEAD")
      await #expect(throws: GitError.missingPath("mesh.yaml", commit: commit)) {
        try await repository.readFile("mesh.yaml", at: commit)
      }
      await #expect(throws: GitError.missingPath("other", commit: commit)) {
        try await repository.readTree("other", at: commit)
      }
      await #expect(throws: GitError.wrongKind(path: "nodes", commit: commit, expected: "file")) {
        try await repository.readFile("nodes", at: commit)
      }
      await #expect(throws: GitError.wrongKind(path: "nodes/a.yaml", commit: commit, expected: "folder")) {
        try await repository.list("nodes/a.yaml", at: commit)
      }
    }
  }

  @Test func `A file too large for a mesh is refused`() async throws {
    try await GitSandbox.run { sandbox in
      let size = Repository.largestFile + 1
      let path = try await sandbox.makeRepository("mesh", ["mesh.yaml": String(repeating: "#", count: size)])
      let repository = try Repository(around: path, environment: sandbox.environment)
      let commit = try await repository.resolve("HEAD")
      await #expect(throws: GitError.fileTooLarge(path: "mesh.yaml", size: size, limit: Repository.largestFile)) {
        try await repository.readTree(at: commit)
      }
    }
  }
}
