/// The command that starts git's service at the other end.
struct ServiceCommand {
  enum Service: String {
    case uploadPack = "upload-pack"
    case receivePack = "receive-pack"
  }

  var arguments: [String]

  /// For a repository on this machine: git itself, so that its hooks and its locks hold there as on any server.
  init(_ service: Service, path: String) {
    arguments = ["git", service.rawValue, path]
  }

  /// For one behind ssh, as git(1) calls it.
  /// - `sshCommand`: `GIT_SSH_COMMAND` or `core.sshCommand`: a shell command, the user's own; `nil` is `ssh`.
  init(
    _ service: Service,
    user: String?,
    host: String,
    port: UInt16?,
    path: String,
    sshCommand: String?
  ) {
    var arguments = port.map { ["-p", String($0)] } ?? []
    arguments.append((user.map { $0 + "@" } ?? "") + host)
    arguments.append("git-\(service.rawValue) " + Self.quoted(path))
    if let sshCommand {
      self.arguments = ["/bin/sh", "-c", sshCommand + " \"$@\"", sshCommand] + arguments
    } else {
      self.arguments = ["ssh"] + arguments
    }
  }

  /// For the server's shell. git's services expand a leading `~user` themselves.
  private static func quoted(_ path: String) -> String {
    "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
