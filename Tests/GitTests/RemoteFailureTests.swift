import Git
import TestSupport
import Testing

/// Every way not to reach a repository over ssh is an error of its own.
struct RemoteFailureTests {
  private func failure(
    at url: String,
    _ environment: GitEnvironment,
    in sandbox: GitSandbox
  ) async throws -> GitError? {
    let repository = try Repository(around: sandbox.path("work"), environment: environment)
    let remote = try await repository.remote(url)
    return await #expect(throws: GitError.self) { try await repository.list(remote) }
  }

  @Test func `Over ssh`() async throws {
    try await GitSandbox.run { sandbox in
      let origin = try await sandbox.makeBare("origin.git", from: try await sandbox.makeRepository("work"))
      try await GitSSHServer.run(in: sandbox) { server in
        let url = server.url(origin)
        let unknown = try await failure(at: url, server.environment(knownHosts: "no_hosts"), in: sandbox)
        guard case .hostKeyUnknown(_, let reason) = unknown else { throw Unexpected(unknown) }
        #expect(reason.contains("Host key verification failed"))

        let changed = try await failure(at: url, server.environment(knownHosts: "changed_hosts"), in: sandbox)
        guard case .hostKeyChanged = changed else { throw Unexpected(changed) }

        let refused = try await failure(at: url, server.environment(key: "stranger"), in: sandbox)
        guard case .authenticationRefused(_, let answer) = refused else { throw Unexpected(refused) }
        #expect(answer.contains("Permission denied (publickey)"))

        let missing = try await failure(at: url + "x", server.environment(), in: sandbox)
        guard case .remoteNotFound = missing else { throw Unexpected(missing) }

        // Only this server's port is known to be taken; the discard port is not listened on.
        let dead = try await failure(at: "ssh://127.0.0.1:9/mesh", server.environment(), in: sandbox)
        guard case .network(_, let said) = dead else { throw Unexpected(dead) }
        #expect(said.contains("Connection refused"))

        let repository = try Repository(around: sandbox.path("work"), environment: server.environment())
        let remote = try await repository.remote(url)
        await #expect(throws: GitError.missingRemoteReference("refs/weft/x/applied", url: remote.url)) {
          try await repository.fetch(["+refs/weft/x/applied:refs/weft/x/applied"], from: remote)
        }
      }
    }
  }

  @Test func `On this machine`() async throws {
    try await GitSandbox.run { sandbox in
      let origin = try await sandbox.makeBare("origin.git", from: try await sandbox.makeRepository("work"))
      let missing = try await failure(at: sandbox.path("nowhere"), sandbox.environment, in: sandbox)
      guard case .remoteNotFound = missing else { throw Unexpected(missing) }
      let repository = try Repository(around: sandbox.path("work"), environment: sandbox.environment)
      let remote = try await repository.remote("file://" + origin)
      let head = try await repository.resolve("HEAD")
      #expect(try await repository.list(remote).references == ["refs/heads/main": head])
    }
  }

  @Test func `ssh that is not there is named`() async throws {
    try await GitSandbox.run { sandbox in
      _ = try await sandbox.makeRepository("work")
      var environment = sandbox.environment
      environment.variables["GIT_SSH_COMMAND"] = sandbox.path("no-such-ssh")
      let error = try await failure(at: "git@127.0.0.1:mesh", environment, in: sandbox)
      guard case .network(_, let reason) = error else { throw Unexpected(error) }
      #expect(reason.contains("not found"))
    }
  }

  @Test func `A cancelled task does not wait for a server that says nothing`() async throws {
    try await GitSandbox.run { sandbox in
      let work = try await sandbox.makeRepository("work")
      var environment = sandbox.environment
      // A server that accepts and stays silent.
      environment.variables["GIT_SSH_COMMAND"] = "touch '\(sandbox.path("started"))'; exec sleep 100; :"
      let repository = try Repository(around: work, environment: environment)
      let remote = try await repository.remote("git@127.0.0.1:mesh")
      let task = Task { try await repository.list(remote) }
      while (try? sandbox.read(sandbox.path("started"))) == nil { try await Task.sleep(for: .milliseconds(10)) }
      task.cancel()
      await #expect(throws: GitError.cancelled) { try await task.value }
    }
  }

  struct Unexpected: Error {
    let error: GitError?

    init(_ error: GitError?) { self.error = error }
  }
}
