import Foundation
import Subprocess

/// A server on the loopback interface that runs as long as a body.
enum GitServerProcess {
  struct DidNotStart: Error, CustomStringConvertible {
    let description: String
  }

  /// - `port`: Where it listens; the body starts once it does.
  static func run(
    _ program: String,
    _ arguments: [String],
    port: UInt16,
    _ body: () async throws -> Void
  ) async throws {
    let server = Task {
      try await Subprocess.run(
        // env replaces itself by a program that is named by its path.
        .name("env"), arguments: Arguments([program] + arguments), output: .discarded, error: .string(limit: 1 << 20))
    }
    do {
      try await waitUntilListening(port, program)
      try await body()
      server.cancel()
      _ = try? await server.value
    } catch {
      server.cancel()
      let said = try? await server.value.standardError
      if error is DidNotStart { throw DidNotStart(description: "\(error): \(said ?? "")") }
      throw error
    }
  }

  private static func waitUntilListening(_ port: UInt16, _ program: String) async throws {
    do {
      try await until("\(program) listens on port \(port)") {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withAddress(port) { connect(descriptor, $0, $1) } == 0
      }
    } catch let error as HostTestError {
      throw DidNotStart(description: error.description)
    }
  }

  private static func withAddress(
    _ port: UInt16,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    return withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
