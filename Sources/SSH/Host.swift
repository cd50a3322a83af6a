package import WireGuard

/// A host that runs scripts for us: one session, one script at a time.
package protocol Host: Sendable {
  /// The node's name.
  var name: String { get }

  /// Runs a script in a POSIX shell on the host, as root, in a subshell of its own.
  ///
  /// A script that exits with another code than 0 is a result, not an error.
  /// - Throws: ``HostError`` where the host cannot be reached or the session ended.
  /// - Parameter secrets: Lines that the script may read from its standard input, one after another; without any the
  ///   input is empty. They are in nothing that shows: not in the script's text, not in an argument.
  func run(_ script: ShellText, secrets: [Secret]) async throws -> ScriptResult

  /// Ends the session; a second call does nothing.
  func close() async
}

extension Host {
  /// Runs a script without any input.
  package func run(_ script: ShellText) async throws -> ScriptResult { try await run(script, secrets: []) }
}

/// How a script ended.
package struct ScriptResult: Hashable, Sendable {
  package var exitCode: Int32
  package var output: String
  package var errorOutput: String

  package init(exitCode: Int32, output: String, errorOutput: String) {
    self.exitCode = exitCode
    self.output = output
    self.errorOutput = errorOutput
  }
}

/// Opens sessions: OpenSSH's in earnest, in-memory ones for exploration and scale.
package protocol HostConnector: Sendable {
  /// A new session, never a shared one: its success proves that the node can be reached now.
  /// - Throws: ``HostError``.
  func connect(to address: HostAddress) async throws -> any Host
}

/// Everything that it takes to reach one node.
package struct HostAddress: Hashable, Sendable {
  /// The node's name.
  package var node: String
  /// An address or a name for ssh; checked to be one of the two.
  package var host: String
  package var port: UInt16?
  package var user: String?
  /// Accepted host keys as in known_hosts (`ssh-ed25519 AAAA…`); empty leaves it to the user's known_hosts.
  package var hostKeys: [String]
  /// Ways in, tried in order; empty is the direct way.
  package var jumps: [HostAddress]
  /// Where the host was before, one at most: it answers there until it has moved.
  package var former: [HostAddress] = []

  package init(
    node: String,
    host: String,
    port: UInt16? = nil,
    user: String? = nil,
    hostKeys: [String] = [],
    jumps: [HostAddress] = []
  ) {
    self.node = node
    self.host = host
    self.port = port
    self.user = user
    self.hostKeys = hostKeys
    self.jumps = jumps
  }

  /// What is connected to, as OpenSSH says it.
  var target: String { port.map { "\(host) port \($0)" } ?? host }
}
