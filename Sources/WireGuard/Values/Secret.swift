/// One line that nobody may see, such as a pre-shared key between its two hosts. It can be sent, and in no way be printed.
package struct Secret: Sendable {
  /// For whoever writes it to a host.
  package let bytes: [UInt8]

  /// Fails on what is not one line.
  package init?(_ text: some StringProtocol) {
    guard !text.isEmpty, !text.utf8.contains(UInt8(ascii: "\n")) else { return nil }
    bytes = Array(text.utf8)
  }
}

/// What a careless print, a log or a failed expectation shows of it.
extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "(secret)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension ShellText.Interpolation {
  /// A script is read by many: a secret goes beside it, as a line of its input.
  @available(*, unavailable, message: "A secret goes to a host as a line of a script's input.")
  package mutating func appendInterpolation(_ secret: Secret) {}
}
