extension SSHTarget {
  /// A target as somebody types it; fails on what is no host's or no user's name.
  package init?(typedHost host: String, port: UInt16?, user: String?) {
    guard Names.isSSHHost(host), user.map({ Names.isUser($0) }) ?? true else { return nil }
    self.init(host: host, port: port, user: user)
  }
}
