import Git
import Subprocess
import TestSupport

extension GitSandbox {
  /// Runs the built `weft` in a folder; `onTerminal` gives it a terminal (script(1)).
  func weft(
    in folder: String, _ arguments: [String], input: String = "", onTerminal: Bool = false
  ) async throws -> Outcome {
    let command = (["timeout", "60", LabScene.program] + arguments).joined(separator: " ")
    let words =
      ["env", "--chdir=\(folder)"]
      + (onTerminal ? ["script", "-qec", command, "/dev/null"] : ["sh", "-c", command])
    let values = environment.variables.merging(["NO_COLOR": "1"]) { $1 }
      .map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let result = try await Subprocess.run(
      .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
      environment: .custom(Dictionary(values, uniquingKeysWith: { $1 })),
      input: .string(input), output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    let code: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return Outcome(
      command: arguments, exitCode: code, output: result.standardOutput, errorOutput: result.standardError)
  }
}
