import SSH
import TestSupport
import Testing
import WireGuard

import class Foundation.FileManager
import struct Foundation.UUID

/// Against real sshd processes on the loopback interface.
@Suite struct OpenSSHTests {
  private func withServer(
    settings: [String] = [], _ body: (SSHDServer, OpenSSHConnector) async throws -> Void
  ) async throws {
    try await Turns.take {
      let server = try await SSHDServer(settings: settings)
      let connector = OpenSSHConnector(options(server))
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body(server, connector)) } catch { outcome = .failure(error) }
      await connector.shutdown()
      server.stop()
      try outcome.get()
    }
  }

  /// Fifty key exchanges at once may take a busy machine longer than a person would wait for one.
  private func options(_ server: SSHDServer) -> OpenSSHOptions {
    OpenSSHOptions(configFile: server.clientConfig, connectTimeout: 120)
  }

  @Test func aSessionRunsScriptsOneAfterAnother() async throws {
    try await withServer { server, connector in
      let host = try await connector.connect(to: server.address(node: "a"))
      for number in 0..<50 {
        let result = try await host.run("echo \(number); echo no >&2; exit \(number)")
        #expect(result == ScriptResult(exitCode: Int32(number), output: "\(number)\n", errorOutput: "no\n"))
      }
      #expect(try await host.run("id -u").output == "0\n")
      #expect(server.logins == 1)
      await host.close()
    }
  }

  @Test func anotherHostKeyIsRefused() async throws {
    try await withServer { server, connector in
      let other = try await SSHDServer()
      defer { other.stop() }
      let error = try await #require(throws: HostError.self) {
        _ = try await connector.connect(to: server.address(node: "a", hostKeys: [other.hostKey]))
      }
      guard case .hostKeyMismatch("a", _) = error else {
        Issue.record("\(error)")
        return
      }
      let either = server.address(node: "a", hostKeys: [other.hostKey, server.hostKey])
      await (try connector.connect(to: either)).close()
      // Nothing declared, and the user does not know it either.
      let unknown = try await #require(throws: HostError.self) {
        _ = try await connector.connect(to: server.address(node: "a", hostKeys: []))
      }
      guard case .hostKeyMismatch("a", _) = unknown else {
        Issue.record("\(unknown)")
        return
      }
    }
  }

  @Test func nobodyThere() async throws {
    try await withServer { server, connector in
      let port = try LoopbackPort.unused()
      let error = try await #require(throws: HostError.self) {
        _ = try await connector.connect(to: server.address(node: "a", port: port))
      }
      #expect(error == .unreachable(node: "a", reason: "connect to host 127.0.0.1 port \(port): Connection refused"))
    }
  }

  @Test func notLetIn() async throws {
    try await withServer { server, _ in
      let stranger = try await SSHDServer()
      defer { stranger.stop() }
      let connector = OpenSSHConnector(options(stranger))
      let error = try await #require(throws: HostError.self) {
        _ = try await connector.connect(to: server.address(node: "a"))
      }
      await connector.shutdown()
      guard case .authenticationFailed("a", let reason) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(reason.contains("Permission denied"))
    }
  }

  @Test func oneConnectionToAJumpHostForAllBehindIt() async throws {
    try await withServer { target, connector in
      let hub = try await SSHDServer(trusting: target)
      defer { hub.stop() }
      let way = hub.address(node: "hub")
      let dead = hub.address(node: "dead", port: try LoopbackPort.unused())
      let hosts = try await withThrowingTaskGroup(of: (any Host).self) { group in
        for number in 0..<10 {
          group.addTask { try await connector.connect(to: target.address(node: "n\(number)", jumps: [dead, way])) }
        }
        return try await group.reduce(into: [any Host]()) { $0.append($1) }
      }
      for host in hosts { #expect(try await host.run("echo \(host.name)").output == host.name + "\n") }
      #expect(hub.logins == 1 && target.logins == 10)
      for host in hosts { await host.close() }
      let error = try await #require(throws: HostError.self) {
        _ = try await connector.connect(to: target.address(node: "x", port: dead.port, jumps: [way]))
      }
      let target = "127.0.0.1 port \(dead.port ?? 0)"
      #expect(error == .unreachable(node: "x", reason: "through hub: no connection from there to \(target)"))
    }
  }

  @Test func aSessionThatDiesEndsItsScript() async throws {
    try await withServer { server, connector in
      let host = try await connector.connect(to: server.address(node: "a"))
      let error = try await #require(throws: HostError.self) {
        // The parent of the subshell's parent is sshd's process for this connection.
        _ = try await host.run("kill -9 $(ps -o ppid= -p $$); sleep 60")
      }
      guard case .sessionEnded("a", _) = error else {
        Issue.record("\(error)")
        return
      }
      await #expect(throws: HostError.self) { _ = try await host.run("true") }
    }
  }

  @Test func cancellationAndLimitsEndTheSession() async throws {
    try await withServer { server, connector in
      let host = try await connector.connect(to: server.address(node: "a"))
      let begun = FileManager.default.temporaryDirectory.path + "/weft-begun-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: begun) }
      let task = Task { try await host.run("touch \(begun); sleep 60") }
      try await until("the script runs") { FileManager.default.fileExists(atPath: begun) }
      task.cancel()
      await #expect(throws: HostError.sessionEnded(node: "a", reason: "cancelled")) { _ = try await task.value }
      let other = try await connector.connect(to: server.address(node: "a"))
      await #expect(throws: HostError.sessionEnded(node: "a", reason: "no answer within 1 s")) {
        _ = try await other.run("sleep 60", within: .seconds(1))
      }
    }
  }

  @Test func fiftySessionsAtOnce() async throws {
    try await withServer { server, connector in
      let names = try await withThrowingTaskGroup(of: String.self) { group in
        for number in 0..<50 {
          group.addTask {
            let host = try await connector.connect(to: server.address(node: "n\(number)"))
            let output = try await host.run("echo \(host.name)").output
            await host.close()
            return output
          }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(names.count == 50)
    }
  }
}
