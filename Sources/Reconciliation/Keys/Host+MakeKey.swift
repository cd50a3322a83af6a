import Diagnostics
import SSH
import WireGuard

extension Host {
  /// Runs one of ``KeyScript``'s scripts: the private key stays on the host.
  /// - Returns: the public half.
  /// - Throws: ``KeyNotMade``, ``HostError``.
  func makeKey(_ script: ShellText) async throws -> PublicKey {
    let made = try await run(script)
    guard made.exitCode == 0, let key = KeyScript.parse(made.output) else {
      throw KeyNotMade(node: name, reason: made.errorOutput.firstLine)
    }
    return key
  }
}

extension Fleet {
  /// Makes a new key on every host that there is a session to, beside those that are there.
  func makeKeys(on names: [String]) async -> [String: Result<PublicKey, any Error>] {
    let script = KeyScript.make(mesh: mesh)
    return await forEach(names) { name, host in
      guard let host else { return .failure(HostError.sessionEnded(node: name, reason: "it ended")) }
      do { return .success(try await host.makeKey(script)) } catch { return .failure(error) }
    }
  }
}

/// A host could not make a key: `reason` is its own word, such as a disk that is full.
struct KeyNotMade: DiagnosedError, Hashable {
  var node: String
  var reason: String

  var diagnostics: [Diagnostic] {
    [Diagnostic(code: "key-not-made", "could not make its key: \(reason)", at: .node(node))]
  }
}
