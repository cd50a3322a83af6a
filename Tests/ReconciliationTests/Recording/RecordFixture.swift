import Git
import TestSupport

@testable import Reconciliation

/// A mesh repository on a real git server over ssh, and clones of it whose records are there.
struct RecordFixture {
  let sandbox: GitSandbox
  let server: GitSSHServer
  /// The server's bare repository.
  let origin: String

  static func run(_ body: (RecordFixture) async throws -> Void) async throws {
    try await GitSandbox.run { sandbox in
      let work = try await sandbox.makeRepository("work")
      try await sandbox.commit(["mesh.yaml": "version: 1\n# later\n"], in: work, "second")
      let origin = try await sandbox.makeBare("origin.git", from: work)
      try await GitSSHServer.run(in: sandbox) { server in
        try await body(RecordFixture(sandbox: sandbox, server: server, origin: origin))
      }
    }
  }

  /// The record as seen from a clone of its own.
  func clone(_ name: String) async throws -> Record {
    try await sandbox.command("git", ["clone", "-q", origin, sandbox.path(name)])
    let repository = try Repository(around: sandbox.path(name), environment: server.environment())
    return Record(repository: repository, remote: try await repository.remote(server.url(origin)), mesh: "example")
  }

  /// What the server has.
  func id(_ revision: String) async throws -> ObjectID { try await sandbox.id(revision, in: origin) }

  func has(_ reference: String) async throws -> Bool {
    try await !sandbox.git("for-each-ref", reference, in: origin).isEmpty
  }
}
