/// How a command of a scene ended.
struct Outcome: Sendable, CustomStringConvertible {
  /// The command as it was asked for.
  var command: [String]
  var exitCode: Int32
  var output: String
  var errorOutput: String

  /// What a failed expectation shows.
  var description: String {
    "\(command.joined(separator: " ")) ended with \(exitCode)\n\(output)\(errorOutput)"
  }

  /// Lines of the standard output.
  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// The outcome, where the command succeeded.
  @discardableResult
  func checked() throws -> Outcome {
    guard exitCode == 0 else { throw SceneError(description: description) }
    return self
  }
}

struct SceneError: Error, CustomStringConvertible {
  let description: String
}
