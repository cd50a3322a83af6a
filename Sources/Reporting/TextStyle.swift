/// How text is decorated: with colour on a terminal, plain elsewhere (https://no-color.org).
package struct TextStyle: Hashable, Sendable {
  package var hasColor: Bool

  package init(hasColor: Bool) { self.hasColor = hasColor }

  package static let plain = TextStyle(hasColor: false)

  package func symbol(_ symbol: PlanLine.Symbol) -> String {
    switch symbol {
    case .add: colored(symbol.rawValue, .green)
    case .change: colored(symbol.rawValue, .yellow)
    case .remove: colored(symbol.rawValue, .red)
    }
  }

  /// SGR colours (ECMA-48, section 8.3.117).
  package enum Color: Int, Hashable, Sendable {
    case red = 31
    case green = 32
    case yellow = 33
  }

  package func colored(_ text: String, _ color: Color) -> String {
    hasColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension String {
  /// The text with spaces behind it up to a width in characters.
  package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
