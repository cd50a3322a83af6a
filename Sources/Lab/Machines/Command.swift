import Foundation
import Subprocess

/// Runs programs of this machine, to their end.
enum Command {
  /// How a program ended.
  struct Result: Sendable {
    var isSuccess: Bool
    var exitCode: Int32
    var output: String
    var errorOutput: String
  }

  /// What it printed, where it succeeded.
  /// - Parameters:
  ///   - machine: whom a failure is told of.
  ///   - input: its standard input, whole.
  static func output(
    of arguments: [String], for machine: String, doing action: String, input: String = ""
  ) async throws -> String {
    let result = try await run(arguments, input: input)
    guard result.isSuccess else {
      throw LabError.failed(
        machine: machine, action: action,
        output: (result.errorOutput + result.output).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return result.output
  }

  static func run(_ arguments: [String], input: String = "") async throws -> Result {
    let variables = environment().map { (Environment.Key(rawValue: $0) ?? "PATH", $1) }
    let result = try await Subprocess.run(
      .name(arguments.first ?? "true"), arguments: Arguments(Array(arguments.dropFirst())),
      environment: .custom(Dictionary(uniqueKeysWithValues: variables)), input: .string(input),
      output: .string(limit: 16 << 20), error: .string(limit: 1 << 20))
    let code: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return Result(
      isSuccess: code == 0, exitCode: code, output: result.standardOutput, errorOutput: result.standardError)
  }

  /// Nothing of the user's own reaches a machine: no agent, no git configuration.
  static func environment(programs: [String] = []) -> [String: String] {
    let standard = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    var variables = ProcessInfo.processInfo.environment.filter { passes($0.key) }
    variables["PATH"] = (programs + [standard]).joined(separator: ":")
    variables.merge(["HOME": "/root", "USER": "root", "LOGNAME": "root"]) { $1 }
    return variables
  }

  private static func passes(_ name: String) -> Bool {
    ["TERM", "COLORTERM", "COLUMNS", "LINES", "LANG", "NO_COLOR", "CI"].contains(name) || name.hasPrefix("LC_")
  }
}
