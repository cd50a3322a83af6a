import Foundation
import Glibc

extension Lab {
  /// How a command on a machine ended.
  package struct Outcome: Sendable {
    package var exitCode: Int32
    package var output: String
    package var errorOutput: String
  }

  /// Runs a command on a machine to its end.
  package func run(_ command: [String], on machine: String, input: String = "") async throws -> Outcome {
    let pid = try process(of: machine)
    let folder = machine == Underlay.controller ? Origin.clone : "/"
    let programs = machine == Underlay.controller ? try LabState.load(self.folder).programs : []
    let path = ["env", "PATH=" + (Command.environment(programs: programs)["PATH"] ?? "")]
    let result = try await Command.run(
      Entering.command(path + command, in: pid, folder: folder), input: input)
    return Outcome(exitCode: result.exitCode, output: result.output, errorOutput: result.errorOutput)
  }

  /// Becomes a command on a machine: terminal, standard streams, signals and exit code are its own.
  ///
  /// The controller's commands run in its clone of the mesh repository, with this program in PATH.
  /// - Returns: only where it could not be started.
  package func become(_ command: [String], on machine: String) throws -> Never {
    let state = try LabState.load(folder)
    let isController = machine == Underlay.controller
    let arguments = Entering.command(
      command, in: try process(of: machine), folder: isController ? Origin.clone : "/")
    let environment = Command.environment(programs: isController ? state.programs : [])
    // The threads of Swift's pool block every signal, and a program inherits that.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    // nsenter is found with this process's PATH, and runs with the machine's.
    var argv = arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    for folder in ["/usr/bin", "/bin"] { execve(folder + "/nsenter", &argv, &variables) }
    throw LabError.missingPrograms(["nsenter"])
  }

  /// What ran on a host that could change it: uptime in seconds, command and arguments, between tabs.
  package func record(of machine: String) throws -> String {
    let path = "/proc/\(try process(of: machine))/root/var/log/weft-record"
    return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

extension Lab {
  /// Runs a command of this machine with this process's streams; its exit code.
  package static func runHere(_ command: [String]) async throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { process in
        let status = process.terminationStatus
        continuation.resume(returning: process.terminationReason == .exit ? status : 128 + status)
      }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }
}
