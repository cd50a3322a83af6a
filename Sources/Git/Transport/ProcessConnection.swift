/// A conversation with git's service in another process: ssh's, or git's own on this machine.
///
/// Its functions run inside libgit2's callbacks, which cannot throw: what went wrong is kept in ``failure``.
final class ProcessConnection {
  private let url: RemoteURL
  private let environment: GitEnvironment
  private let sshCommand: String?
  private var child: ChildProcess?
  private(set) var failure: GitError?

  /// Longest silence of a service that is asked something; git's services say something every five seconds.
  private static let patience = 120

  /// - `sshCommand`: See ``ServiceCommand``.
  init(url: RemoteURL, environment: GitEnvironment, sshCommand: String?) {
    self.url = url
    self.environment = environment
    self.sshCommand = sshCommand
  }

  /// Starts the service. What an earlier one said is forgotten.
  func start(_ service: ServiceCommand.Service) -> Bool {
    close()
    do throws(GitError) {
      let command: ServiceCommand
      switch url.location {
      case .ssh(let user, let host, let port, let path):
        command = ServiceCommand(service, user: user, host: host, port: port, path: path, sshCommand: sshCommand)
      case .file(let path): command = ServiceCommand(service, path: path)
      case .https: return false
      }
      child = try ChildProcess(command.arguments, environment: environment)
      return true
    } catch {
      failure = error
      return false
    }
  }

  /// - Returns: The count of bytes; 0 at the end; `nil` after a failure.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    guard let child else { return nil }
    switch child.waitForOutput(seconds: Self.patience) {
    case .cancelled:
      failure = .cancelled
      child.terminate()
      return nil
    case .silent:
      failure = .network(url: url, reason: "it said nothing for \(Self.patience) seconds")
      child.terminate()
      return nil
    case .ready:
      let count = child.read(into: buffer)
      return count < 0 ? nil : count
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) -> Bool { child?.write(bytes) ?? false }

  func close() { child?.finish() }

  /// Why the conversation failed, from what the program said on standard error.
  func diagnosis(else reason: String) -> GitError {
    guard let child else { return .network(url: url, reason: reason) }
    let code = child.finish()
    return ServiceFailure(text: child.errorText(), exitCode: code).error(for: url, else: reason)
  }
}
