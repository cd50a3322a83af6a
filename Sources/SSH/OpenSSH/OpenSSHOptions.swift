/// How OpenSSH is called. The user's own configuration and agent hold for all that is not said here.
package struct OpenSSHOptions: Hashable, Sendable {
  package var program: String
  /// Instead of the user's configuration (`ssh -F`).
  package var configFile: String?
  /// More options, each as after `-o`; the first that sets a keyword wins, and these come first.
  package var settings: [String]
  /// Seconds for a connection and its key exchange.
  package var connectTimeout: Int
  /// Seconds of silence after which the host is asked for a sign of life, and how often before it is given up.
  /// Together they must outlast what a change of the tunnel that carries the session may take.
  package var aliveInterval: Int
  package var aliveCount: Int

  package init(
    program: String = "ssh",
    configFile: String? = nil,
    settings: [String] = [],
    connectTimeout: Int = 10,
    aliveInterval: Int = 5,
    aliveCount: Int = 8
  ) {
    self.program = program
    self.configFile = configFile
    self.settings = settings
    self.connectTimeout = connectTimeout
    self.aliveInterval = aliveInterval
    self.aliveCount = aliveCount
  }
}
