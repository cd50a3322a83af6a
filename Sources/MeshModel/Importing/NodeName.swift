/// A node's name made from what others call it: a file, a comment, a host.
package struct NodeName: Hashable, Sendable {
  package let text: String

  /// Small letters, digits, and `-` or `.` between them; fails where nothing is left.
  package init?(_ text: some StringProtocol) {
    var name = ""
    for character in text.lowercased() {
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      if isPlain {
        name.append(character)
      } else if let last = name.last, last != "-", last != "." {
        name.append(character == "." ? "." : "-")
      }
    }
    name = String(name.prefix(63))
    while let last = name.last, last == "-" || last == "." { name.removeLast() }
    guard Names.isNode(name) else { return nil }
    self.text = name
  }

  /// The name, with a number where it is taken.
  static func free(_ name: String, among taken: Set<String>) -> String {
    guard taken.contains(name) else { return name }
    let base = NodeName(name.prefix(58))?.text ?? name
    return (2...).lazy.map { "\(base)-\($0)" }.first { !taken.contains($0) } ?? name
  }
}
