import Foundation
package import Git
import Subprocess

/// A temporary folder for repositories, and a git that knows nothing of this machine's configuration.
package struct GitSandbox: Sendable {
  package struct CommandFailed: Error, CustomStringConvertible {
    package let description: String
  }

  package let folder: String
  /// For git and for `Repository`: a home of its own, an author, no questions.
  package var environment: GitEnvironment

  /// Once per process: libgit2 keeps the folders of its configuration for all of it.
  private static let isolated = Result { try Library.useConfiguration(folder: "/nonexistent") }

  /// Runs a body with a sandbox that is gone afterwards.
  package static func run(_ body: (GitSandbox) async throws -> Void) async throws {
    try isolated.get()
    let folder = NSTemporaryDirectory() + "weft-git-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder + "/home", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let variables = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder + "/home",
      "XDG_CACHE_HOME": folder + "/cache", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
      "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.net",
      "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.net",
    ]
    try await Turns.take { try await body(GitSandbox(folder: folder, environment: GitEnvironment(variables))) }
  }

  package func path(_ name: String) -> String { folder + "/" + name }

  /// Runs git and gives what it prints, without the last line's end.
  @discardableResult
  package func git(_ arguments: String..., in repository: String) async throws -> String {
    try await command("git", ["-C", repository] + arguments)
  }

  /// Runs any program in the sandbox's environment.
  @discardableResult
  package func command(_ program: String, _ arguments: [String]) async throws -> String {
    let values = environment.variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let result = try await Subprocess.run(
      .name(program), arguments: Arguments(arguments),
      environment: .custom(Dictionary(values, uniquingKeysWith: { $1 })),
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    guard result.terminationStatus.isSuccess else {
      throw CommandFailed(description: "\(program) \(arguments): \(result.standardError)")
    }
    return result.standardOutput.trimmingCharacters(in: .newlines)
  }

  /// Makes a repository on branch `main` with one commit of the given files.
  package func makeRepository(_ name: String, _ files: [String: String] = ["mesh.yaml": "version: 1\n"]) async throws
    -> String
  {
    let path = path(name)
    try await command("git", ["init", "-q", "-b", "main", path])
    try await commit(files, in: path, "first")
    return path
  }

  /// Makes a bare repository with the same history, as a server has it.
  package func makeBare(_ name: String, from repository: String) async throws -> String {
    try await command("git", ["clone", "-q", "--bare", repository, path(name)])
    return path(name)
  }

  /// Writes files, commits them with git itself, and gives the commit.
  @discardableResult
  package func commit(_ files: [String: String], in repository: String, _ message: String) async throws -> ObjectID {
    for (name, text) in files { try write(text, to: repository + "/" + name) }
    try await git("add", "-A", in: repository)
    try await git("commit", "-q", "-m", message, in: repository)
    return try await id("HEAD", in: repository)
  }

  package func id(_ revision: String, in repository: String) async throws -> ObjectID {
    let text = try await git("rev-parse", "--verify", revision, in: repository)
    guard let id = ObjectID(text) else { throw CommandFailed(description: "not an id: \(text)") }
    return id
  }

  package func write(_ text: String, to path: String, mode: Int = 0o644) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  /// Gives a repository a hook.
  ///
  /// Another process writes it: a program that this one has open for writing cannot be started while any child of ours
  /// is between fork and exec, for it has the file open too ("Text file busy").
  package func writeHook(_ name: String, _ script: String, in repository: String) async throws {
    let draft = path("hook-\(UUID().uuidString)")
    try write("#!/bin/sh\n" + script + "\n", to: draft)
    try await command("install", ["-m", "0755", draft, repository + "/hooks/" + name])
  }

  package func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
