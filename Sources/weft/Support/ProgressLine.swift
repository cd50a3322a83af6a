import Foundation

/// One line on a terminal that is written over and over; nothing where nobody watches.
struct ProgressLine: Sendable {
  private let console = Console.standardError

  func show(_ text: String) {
    guard console.isTerminal else { return }
    // Back to the first column, and the rest of the line erased (ECMA-48: CR, EL).
    console.write("\r\(text)\u{1B}[K")
  }

  func clear() { show("") }
}
