import Subprocess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ShellSession {
  /// Writing to a process that is gone is an error of that write, not the end of ours.
  static let brokenPipesAreErrors: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

  /// Lives as long as the process does.
  @concurrent nonisolated func follow(_ program: String, _ arguments: [String]) async {
    var platform = PlatformOptions()
    // Away from our terminal: an interrupt there is for us alone, and nothing may ask questions on it.
    platform.createSession = true
    do {
      let result = try await Subprocess.run(
        .name(program), arguments: Arguments(arguments), platformOptions: platform,
        input: .inputWriter, output: .sequence, error: .sequence
      ) { execution in
        await began(execution.standardInputWriter)
        async let errors: Void = drain(execution.standardError, .errors)
        await drain(execution.standardOutput, .output)
        await errors
      }
      if case .exited(let code) = result.terminationStatus {
        await end(Ended(exitCode: code, errorOutput: tail))
      } else {
        await end(Ended(cause: "\(program) was killed", errorOutput: tail))
      }
    } catch {
      await end(Ended(cause: "\(program): \(error)", errorOutput: tail))
    }
  }

  @concurrent private nonisolated func drain(_ sequence: SubprocessOutputSequence, _ stream: Stream) async {
    do {
      for try await buffer in sequence {
        await received(buffer.withUnsafeBytes { Array($0) }, from: stream)
      }
    } catch {
      await terminate(cause: "cannot read from it: \(error)")
    }
  }
}
