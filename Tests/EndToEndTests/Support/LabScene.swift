import Foundation
import Subprocess
import Synchronization

/// A mesh repository of the test's own, and a lab of real hosts made from it: `mesh-repo-example`, eight nodes.
struct LabScene: Sendable {
  /// The lab's name.
  let lab: String
  /// The folder of everything that the scene makes on this machine.
  let folder: String
  /// Every command so far, with what it printed.
  let transcript = Transcript()

  /// The user's repository, which the lab is made from. The controller's clone is another one.
  var repository: String { folder + "/mesh" }

  /// Everything that was run in a scene.
  final class Transcript: Sendable {
    private let entries = Mutex<[Outcome]>([])

    var outcomes: [Outcome] { entries.withLock { $0 } }

    func add(_ outcome: Outcome) { entries.withLock { $0.append(outcome) } }
  }

  /// The program that was built beside these tests.
  static var program: String {
    (Bundle.main.executableURL ?? URL(fileURLWithPath: "/nonexistent")).deletingLastPathComponent().path + "/weft"
  }

  /// Runs `weft ARGUMENTS` in the user's repository.
  func weft(_ arguments: [String], input: String = "", within seconds: Int = 240) async throws -> Outcome {
    try await run([Self.program] + arguments, input: input, within: seconds)
  }

  /// Runs `weft lab COMMAND --lab NAME ARGUMENTS`.
  func lab(
    _ command: String, _ arguments: [String] = [], input: String = "", within seconds: Int = 240
  ) async throws -> Outcome {
    try await weft(["lab", command, "--lab", lab] + arguments, input: input, within: seconds)
  }

  /// Runs a command on the controller, in its clone of the mesh repository: `["weft", "plan"]`.
  func controller(_ command: [String], within seconds: Int = 240) async throws -> Outcome {
    try await lab("run", ["--"] + command, within: seconds)
  }

  /// Runs a command on a machine of the lab.
  func on(_ machine: String, _ command: [String], within seconds: Int = 120) async throws -> Outcome {
    try await lab("exec", [machine, "--"] + command, within: seconds)
  }

  /// Runs a shell script on a machine of the lab.
  func shell(_ script: String, on machine: String, within seconds: Int = 120) async throws -> Outcome {
    try await on(machine, ["sh", "-c", script], within: seconds)
  }

  /// Runs a command of this machine, in the user's repository.
  ///
  /// timeout(1) bounds it, and passes the end of a cancelled test on: it ends what the command has started, too.
  func run(_ command: [String], input: String = "", within seconds: Int = 240) async throws -> Outcome {
    let arguments = ["--kill-after=5", "\(seconds)", "env", "--chdir=\(repository)"] + command
    var options = PlatformOptions()
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(10))]
    let result = try await Subprocess.run(
      .name("timeout"), arguments: Arguments(arguments),
      environment: .inherit.updating([
        "HOME": folder + "/home", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", "NO_COLOR": "1",
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.net",
        "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.net",
      ]), platformOptions: options, input: .string(input), output: .string(limit: 32 << 20),
      error: .string(limit: 4 << 20))
    let code: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    let outcome = Outcome(
      command: command, exitCode: code, output: result.standardOutput, errorOutput: result.standardError)
    transcript.add(outcome)
    if code == 124 { throw SceneError(description: "not within \(seconds) s: \(outcome)") }
    return outcome
  }
}
