import Diagnostics
import Foundation

/// Asks a person on a terminal.
enum Confirmation {
  /// - Parameter command: What shows the same without doing it; `nil` where the question says it all.
  /// - Throws: where there is no terminal: a usage error.
  static func ask(_ question: String, lookWith command: String? = nil) throws -> Bool {
    guard isatty(STDIN_FILENO) == 1 else {
      throw Failure(
        Diagnostic(
          code: "no-terminal", "there is no terminal to ask on", consequence: "Nothing was changed.",
          remedy: (command.map { "Look at `\($0)`, then say" } ?? "Say") + " `--yes`."),
        exit: .usage)
    }
    Console.standardError.write("\n\(question) Only `yes` is taken as one: ")
    return readLine() == "yes"
  }
}
