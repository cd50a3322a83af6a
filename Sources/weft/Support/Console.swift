import Diagnostics
import Foundation
import Reporting

/// Where a command writes: answers on standard output, everything about them on standard error.
struct Console: Sendable {
  static let standardOutput = Console(handle: .standardOutput)
  static let standardError = Console(handle: .standardError)

  private let handle: FileHandle

  private init(handle: FileHandle) { self.handle = handle }

  /// Whether a person sees it at once.
  var isTerminal: Bool { isatty(handle.fileDescriptor) == 1 }

  /// A reader that is gone is no reason to stop work on hosts.
  func write(_ text: String) { try? handle.write(contentsOf: Data(text.utf8)) }

  /// Colours for people only, and not where they are not wanted (https://no-color.org).
  func style(noColor: Bool) -> TextStyle {
    let isWanted = !noColor && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
    return TextStyle(hasColor: isTerminal && isWanted)
  }
}
