import Foundation
import Git
import TestSupport
import Testing

/// libgit2 keeps the authorities that it trusts for the whole process, so these tests share one server each at a time.
@Suite(.serialized)
struct HTTPSRemoteTests {
  private func withServer(
    trusted: Bool = true,
    _ body: (GitSandbox, GitHTTPSServer, _ origin: String, _ work: String) async throws -> Void
  ) async throws {
    try await GitSandbox.run { sandbox in
      let work = try await sandbox.makeRepository("work")
      let origin = try await sandbox.makeBare("origin.git", from: work)
      try await GitHTTPSServer.run(in: sandbox) { server in
        if trusted { try Library.trust(certificateFile: server.certificate) }
        try await body(sandbox, server, origin, work)
      }
    }
  }

  /// What a listing of a URL ends with.
  private func failure(
    _ url: String, _ environment: GitEnvironment, at work: String
  ) async throws -> GitError? {
    let repository = try Repository(around: work, environment: environment)
    let remote = try await repository.remote(url)
    return await #expect(throws: GitError.self) { try await repository.list(remote) }
  }

  @Test func `A certificate that nobody vouches for is refused`() async throws {
    try await withServer(trusted: false) { sandbox, server, _, work in
      let error = try await failure(server.url("origin.git"), sandbox.environment, at: work)
      guard case .certificateRefused = error else { throw RemoteFailureTests.Unexpected(error) }
      #expect(try server.logins == [])
    }
  }

  @Test func `Clone, push and race with a login in the URL, which no text shows`() async throws {
    try await withServer { sandbox, server, origin, work in
      let url = server.url("origin.git", userInfo: "ada:correct%20horse@")
      let (clone, remote) = try await RepositoryCache(environment: sandbox.environment).open(url, relativeTo: "/")
      let head = try await clone.resolve("HEAD")
      #expect(head == (try await sandbox.id("HEAD", in: work)))
      #expect("\(remote)" == server.url("origin.git"))
      let config = try sandbox.read(clone.gitFolder + "/config")
      #expect(!config.contains("horse") && !clone.gitFolder.contains("horse"))

      let name = "refs/weft/example/applied"
      try await clone.checkPush(to: remote)
      try await clone.push([ReferenceUpdate(name, to: head, expecting: .exactly(nil))], to: remote)
      #expect(try await sandbox.id(name, in: origin) == head)
      await #expect(throws: GitError.lostRace(reference: name, expected: nil, actual: head)) {
        try await clone.push([ReferenceUpdate(name, to: head, expecting: .exactly(nil))], to: remote)
      }
      let edit = try await clone.commitEdits(
        ["big": (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }], message: "m",
        author: clone.identity())
      try await clone.push([ReferenceUpdate("refs/heads/main", to: edit, expecting: .fastForward)], to: remote)
      #expect(try await sandbox.id("main", in: origin) == edit)
    }
  }

  @Test func `A hook refuses over https as well`() async throws {
    try await withServer { sandbox, server, origin, work in
      try await sandbox.writeHook("pre-receive", "echo 'the mesh is frozen' >&2; exit 1", in: origin)
      let repository = try Repository(around: work, environment: sandbox.environment)
      let remote = try await repository.remote(server.url("origin.git", userInfo: "ada:correct%20horse@"))
      let head = try await repository.resolve("HEAD")
      let error = await #expect(throws: GitError.self) {
        try await repository.push([ReferenceUpdate("refs/weft/x/y", to: head, expecting: .exactly(nil))], to: remote)
      }
      guard case .pushRejected(_, _, let output) = error else { throw RemoteFailureTests.Unexpected(error) }
      #expect(output.contains("the mesh is frozen"))
    }
  }

  @Test func `Tokens and helpers are asked in turn, each once`() async throws {
    try await withServer { sandbox, server, _, work in
      let url = server.url("origin.git")
      var environment = sandbox.environment
      let none = try await failure(url, environment, at: work)
      guard case .authenticationRefused(_, "it wants credentials, and there are none") = none else {
        throw RemoteFailureTests.Unexpected(none)
      }

      environment.variables["WEFT_GIT_TOKEN"] = "stale"
      environment.variables["WEFT_GIT_HOST"] = "localhost:\(server.port)"
      let refused = try await failure(url, environment, at: work)
      guard case .authenticationRefused(_, "it accepts none of our credentials") = refused else {
        throw RemoteFailureTests.Unexpected(refused)
      }
      #expect(try server.logins == ["weft:stale"])

      let store = sandbox.path("home/.git-credentials")
      try await sandbox.git("config", "credential.helper", "store", in: work)
      try sandbox.write("https://ada:correct%20horse@localhost:\(server.port)\n", to: store)
      let repository = try Repository(around: work, environment: environment)
      let remote = try await repository.remote(url)
      #expect(try await repository.list(remote).head == "refs/heads/main")
      #expect(try server.logins.suffix(2) == ["weft:stale", "ada:correct horse"])

      // A refused login is taken out of the helper's store, as git does.
      try sandbox.write("https://ada:wrong@localhost:\(server.port)\n", to: store)
      _ = try await failure(url, environment, at: work)
      #expect(try sandbox.read(store) == "")
    }
  }

  @Test func `A checkout's header in the configuration is sent`() async throws {
    try await withServer { sandbox, server, _, work in
      let login = Data("ada:correct horse".utf8).base64EncodedString()
      let scope = "http.https://localhost:\(server.port)/.extraheader"
      try await sandbox.git("config", scope, "AUTHORIZATION: basic \(login)", in: work)
      let repository = try Repository(around: work, environment: sandbox.environment)
      let remote = try await repository.remote(server.url("origin.git"))
      #expect(try await repository.list(remote).head == "refs/heads/main")
    }
  }

  @Test func `No right, no repository, and a move are told apart`() async throws {
    try await withServer { sandbox, server, _, work in
      let refused = try await failure(server.url("refuse/origin.git"), sandbox.environment, at: work)
      guard case .authenticationRefused = refused else { throw RemoteFailureTests.Unexpected(refused) }
      let missing = try await failure(
        server.url("nowhere.git", userInfo: "ada:correct%20horse@"), sandbox.environment, at: work)
      guard case .remoteNotFound = missing else { throw RemoteFailureTests.Unexpected(missing) }
      let moved = try await failure(
        server.url("moved/origin.git", userInfo: "ada:correct%20horse@"), sandbox.environment, at: work)
      guard case .redirected = moved else { throw RemoteFailureTests.Unexpected(moved) }
      let repository = try Repository(around: work, environment: sandbox.environment)
      let renamed = try await repository.remote(
        server.url("renamed/origin.git", userInfo: "ada:correct%20horse@"))
      #expect(try await repository.list(renamed).head == "refs/heads/main")
      let dead = try await failure("https://localhost:9/origin.git", sandbox.environment, at: work)
      guard case .network = dead else { throw RemoteFailureTests.Unexpected(dead) }
    }
  }
}
