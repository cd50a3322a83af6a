import WireGuard

/// The arguments of one `ssh`.
struct OpenSSHCommand: Hashable, Sendable {
  /// What the process is for.
  enum Purpose: Hashable, Sendable {
    /// Scripts, as root, over a connection of its own.
    case session
    /// The one connection to a jump host, shared through this socket.
    case jump(controlPath: String)
  }

  var options: OpenSSHOptions
  var address: HostAddress
  var purpose: Purpose
  /// The known_hosts file that holds the declared keys; `nil` leaves it to the user's.
  var knownHosts: String?
  /// The socket of the jump host's shared connection.
  var jumpSocket: String?

  var arguments: [String] {
    var words = options.configFile.map { ["-F", $0] } ?? []
    words += ["-T"]
    words += (options.settings + settings).flatMap { ["-o", $0] }
    words += address.port.map { ["-p", String($0)] } ?? []
    words += address.user.map { ["-l", $0] } ?? []
    return words + ["--", address.host, remoteCommand]
  }

  private var settings: [String] {
    var all = [
      "BatchMode=yes",
      "ConnectTimeout=\(options.connectTimeout)",
      "ServerAliveInterval=\(options.aliveInterval)",
      "ServerAliveCountMax=\(options.aliveCount)",
      // What a user may have set for their own work and would get in the way of ours.
      "ForwardAgent=no", "ForwardX11=no", "ClearAllForwardings=yes", "RemoteCommand=none", "RequestTTY=no",
      "PermitLocalCommand=no", "EscapeChar=none",
    ]
    switch purpose {
    case .session: all += ["ControlMaster=no", "ControlPath=none"]
    case .jump(let path): all += ["ControlMaster=yes", "ControlPath=\(escaped(path))", "ControlPersist=no"]
    }
    if let knownHosts {
      all += [
        "UserKnownHostsFile=\(escaped(knownHosts))", "GlobalKnownHostsFile=/dev/null", "StrictHostKeyChecking=yes",
        "HostKeyAlias=\(address.node)", "CheckHostIP=no", "UpdateHostKeys=no", "VerifyHostKeyDNS=no",
      ]
    }
    if let jumpSocket { all.append("ProxyCommand=\(channel(jumpSocket))") }
    return all
  }

  /// A channel on the shared connection. If that is gone the command fails, and never opens another one.
  private func channel(_ socket: String) -> String {
    let command: ShellText = """
      \(options.program) -F none -o ProxyCommand=false -S \(escaped(socket)) -W '[%h]:%p' -- weft-jump
      """
    return command.text
  }

  /// `%` begins a token in ssh_config(5).
  private func escaped(_ path: String) -> String {
    path.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
  }

  /// `sh -c`, because the login shell may be another one. Programs of root's are not on everybody's path.
  private var remoteCommand: String {
    let environment = "PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin LC_ALL=C; export PATH LC_ALL"
    switch purpose {
    case .session:
      return "exec sh -c '\(environment); if [ \"$(id -u)\" = 0 ]; then exec sh; else exec sudo -n sh; fi'"
    case .jump:
      return "exec sh -c 'exec sh'"
    }
  }
}
