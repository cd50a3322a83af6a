import Foundation
import Git
import TestSupport
import Testing

/// Histories of one-line files, each holding a value.
struct OriginTests {
  private struct History {
    let sandbox: GitSandbox
    let path: String
    let repository: Repository

    /// Commits files at a time, in seconds since 1970; the author's date says something else.
    @discardableResult
    func commit(_ files: [String: String], at time: Int, removing: [String] = []) async throws -> ObjectID {
      for name in removing { try await sandbox.git("rm", "-q", name, in: path) }
      return try await dated(time).commit(files, in: path, "at \(time)")
    }

    func merge(_ branch: String, at time: Int, _ options: String...) async throws -> ObjectID {
      try await dated(time).command("git", ["-C", path, "merge", "-q", "--no-ff", "-m", "m"] + options + [branch])
      return try await sandbox.id("HEAD", in: path)
    }

    func origins(
      of values: Set<String>, at tip: String = "main", enough: Int64 = .min
    ) async throws -> [String: ValueOrigin] {
      try await repository.origins(
        of: values, at: try await repository.resolve(tip), enough: enough, including: { $0.hasSuffix(".yaml") },
        reading: { Set(String(decoding: $0, as: UTF8.self).split(separator: "\n").prefix(1).map(String.init)) })
    }

    private func dated(_ time: Int) -> GitSandbox {
      var variables = sandbox.environment.variables
      variables["GIT_COMMITTER_DATE"] = "@\(time) +0000"
      variables["GIT_AUTHOR_DATE"] = "@1 +0000"
      var dated = sandbox
      dated.environment = GitEnvironment(variables)
      return dated
    }
  }

  private func withHistory(_ body: (History) async throws -> Void) async throws {
    try await GitSandbox.run { sandbox in
      let path = sandbox.path("mesh")
      try await sandbox.command("git", ["init", "-q", "-b", "main", path])
      let repository = try Repository(around: path, environment: sandbox.environment)
      try await body(History(sandbox: sandbox, path: path, repository: repository))
    }
  }

  private func first(_ commit: ObjectID, _ time: Int64) -> ValueOrigin {
    ValueOrigin(commit: commit, time: time, isFirst: true)
  }

  @Test func `A value is as old as the commit that it came with, whatever else changed since`() async throws {
    try await withHistory { history in
      let root = try await history.commit(["nodes/a.yaml": "A\n", "nodes/b.yaml": "B\n"], at: 1000)
      let second = try await history.commit(["nodes/b.yaml": "B2\n", "nodes/c.yaml": "C\n"], at: 2000)
      try await history.commit(["nodes/a.yaml": "A\ntags: [x]\n", "other.txt": "B3\n"], at: 3000)
      try await history.commit(["nodes/b.yaml": "B2\nmore\n", "mesh.yaml": "x\n"], at: 4000)
      #expect(
        try await history.origins(of: ["A", "B2", "C"])
          == ["A": first(root, 1000), "B2": first(second, 2000), "C": first(second, 2000)])
    }
  }

  @Test func `A value that went and came back is as old as its return`() async throws {
    try await withHistory { history in
      try await history.commit(["a.yaml": "A\n"], at: 1000)
      try await history.commit(["a.yaml": "A2\n"], at: 2000)
      let back = try await history.commit(["a.yaml": "A\n"], at: 3000)
      try await history.commit(["b.yaml": "B\n"], at: 4000)
      #expect(try await history.origins(of: ["A"]) == ["A": first(back, 3000)])
    }
  }

  @Test func `A renamed file, or a renamed folder, keeps the age of what it holds`() async throws {
    try await withHistory { history in
      let root = try await history.commit(["nodes/a.yaml": "A\n", "nodes/b.yaml": "B\n"], at: 1000)
      try await history.commit(["nodes/z.yaml": "A\nnew: 1\n"], at: 2000, removing: ["nodes/a.yaml"])
      try await history.commit(
        ["mesh/nodes/z.yaml": "A\nnew: 1\n", "mesh/nodes/b.yaml": "B\n"], at: 3000,
        removing: ["nodes/z.yaml", "nodes/b.yaml"])
      #expect(try await history.origins(of: ["A", "B"]) == ["A": first(root, 1000), "B": first(root, 1000)])
    }
  }

  @Test func `A merge hands on to the branch that a value came from`() async throws {
    try await withHistory { history in
      let root = try await history.commit(["a.yaml": "A\n", "b.yaml": "B\n", "c.yaml": "C\n"], at: 1000)
      try await history.sandbox.git("checkout", "-q", "-b", "rotate", in: history.path)
      let rotated = try await history.commit(["a.yaml": "A2\n"], at: 2000)
      try await history.sandbox.git("checkout", "-q", "main", in: history.path)
      let main = try await history.commit(["b.yaml": "B2\n"], at: 3000)
      let merge = try await history.merge("rotate", at: 4000)
      #expect(
        try await history.origins(of: ["A2", "B2", "C"], at: merge.description)
          == ["A2": first(rotated, 2000), "B2": first(main, 3000), "C": first(root, 1000)])
      // A merge that keeps what main had.
      try await history.sandbox.git("checkout", "-q", "-b", "ours", main.description, in: history.path)
      let ours = try await history.merge("rotate", at: 5000, "-s", "ours")
      #expect(try await history.origins(of: ["A"], at: ours.description) == ["A": first(root, 1000)])
    }
  }

  @Test func `What neither side of a merge had came with the merge`() async throws {
    try await withHistory { history in
      try await history.commit(["a.yaml": "A\n"], at: 1000)
      try await history.sandbox.git("checkout", "-q", "-b", "topic", in: history.path)
      try await history.commit(["b.yaml": "B\n"], at: 2000)
      try await history.sandbox.git("checkout", "-q", "main", in: history.path)
      try await history.commit(["c.yaml": "C\n"], at: 3000)
      _ = try await history.merge("topic", at: 4000, "--no-commit")
      let merge = try await history.commit(["a.yaml": "A2\n"], at: 4000)
      #expect(try await history.repository.commit(merge).parents.count == 2)
      #expect(try await history.origins(of: ["A2"]) == ["A2": first(merge, 4000)])
    }
  }

  @Test func `Nothing is followed further than it takes`() async throws {
    try await withHistory { history in
      try await history.commit(["a.yaml": "A\n"], at: 1000)
      let second = try await history.commit(["b.yaml": "B\n"], at: 2000)
      let third = try await history.commit(["c.yaml": "C\n"], at: 3000)
      #expect(
        try await history.origins(of: ["A", "C"], enough: 2500)
          == ["A": ValueOrigin(commit: second, time: 2000, isFirst: false), "C": first(third, 3000)])
    }
  }

  @Test func `A shallow clone says so where its history is too short, and only there`() async throws {
    try await withHistory { history in
      try await history.commit(["a.yaml": "A\n"], at: 1000)
      let second = try await history.commit(["b.yaml": "B\n"], at: 2000)
      let third = try await history.commit(["c.yaml": "C\n"], at: 3000)
      let clone = history.sandbox.path("shallow")
      try await history.sandbox.command("git", ["clone", "-q", "--depth", "2", "file://" + history.path, clone])
      let repository = try Repository(around: clone, environment: history.sandbox.environment)
      let shallow = History(sandbox: history.sandbox, path: clone, repository: repository)
      #expect(try await shallow.origins(of: ["C"]) == ["C": first(third, 3000)])
      // Its last commit may hold what came long before it.
      await #expect(throws: GitError.shallow(path: repository.gitFolder)) { try await shallow.origins(of: ["B"]) }
      #expect(
        try await shallow.origins(of: ["A"], enough: 2500)
          == ["A": ValueOrigin(commit: second, time: 2000, isFirst: false)])
    }
  }
}
