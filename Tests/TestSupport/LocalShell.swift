import Subprocess
package import WireGuard

/// A POSIX shell of this machine that scripts for hosts are tried under.
///
/// Foundation's `Process` will not do: it knows a child's end by a socket that the child's children inherit, so it waits
/// for whatever a script leaves running.
package enum LocalShell: String, CaseIterable, Sendable {
  case dash
  case busybox

  private var command: (String, Arguments) { self == .dash ? ("dash", []) : ("busybox", ["ash"]) }

  /// Runs a script as a session does: from standard input, which its commands must not read. Errors are in the output.
  package func run(_ script: ShellText) async throws -> (exitCode: Int32, output: String) {
    let result = try await Subprocess.run(
      .name(command.0), arguments: command.1, input: .string("exec 2>&1\n( \(script.text)\n) </dev/null\n"),
      output: .string(limit: 1 << 20))
    guard case .exited(let code) = result.terminationStatus else { throw HostTestError("\(result.terminationStatus)") }
    return (code, result.standardOutput)
  }
}
