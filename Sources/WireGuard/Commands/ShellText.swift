/// Text for a POSIX shell. The only door through which a value reaches one: every value comes in quoted.
package struct ShellText: Hashable, Sendable {
  package let text: String

  /// A word that the shell passes on as it is, whatever it holds.
  package static func quote(_ value: String) -> String {
    let plain = !value.isEmpty && value.utf8.allSatisfy { isPlain($0) }
    return plain
      ? value : "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...122).contains(byte | 32) || "@%_+:,./-=".utf8.contains(byte)
  }
}

extension ShellText: ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) { text = value }

  package init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Interpolated strings are quoted; ``ShellText`` is taken as it is.
  package struct Interpolation: StringInterpolationProtocol {
    var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      text += ShellText.quote(value.description)
    }

    package mutating func appendInterpolation(_ script: ShellText) { text += script.text }
  }
}

extension ShellText {
  /// Commands one after another, each on its own line.
  package init(lines: some Sequence<ShellText>) { text = lines.map(\.text).joined(separator: "\n") }

  /// The words of one command.
  package init(words: some Sequence<ShellText>) { text = words.map(\.text).joined(separator: " ") }
}
