/// Opens sessions with the OpenSSH of this machine.
///
/// Jump hosts get one connection each, shared by all the hosts behind them until ``shutdown()``; the host itself always
/// a fresh one.
package struct OpenSSHConnector: HostConnector {
  private let connections: OpenSSHConnections

  package init(_ options: OpenSSHOptions = OpenSSHOptions()) {
    connections = OpenSSHConnections(options)
  }

  package func connect(to address: HostAddress) async throws -> any Host {
    try await connections.open(address, for: .session)
  }

  /// Ends the shared connections. Sessions through them end too, so close those before.
  package func shutdown() async { await connections.shutdown() }
}
