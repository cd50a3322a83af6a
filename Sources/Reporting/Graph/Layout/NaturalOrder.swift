/// Names as people count: `node2` before `node10`.
enum NaturalOrder {
  static func precedes(_ one: String, _ other: String) -> Bool {
    let left = parts(one)
    let right = parts(other)
    for (a, b) in zip(left, right) where a != b { return a < b }
    return left.count != right.count ? left.count < right.count : one < other
  }

  private struct Part: Hashable, Comparable {
    /// Without leading zeros, in a number.
    var text: String
    var isNumber: Bool

    static func < (lhs: Part, rhs: Part) -> Bool {
      guard lhs.isNumber && rhs.isNumber else { return lhs.text < rhs.text }
      return (lhs.text.count, lhs.text) < (rhs.text.count, rhs.text)
    }
  }

  private static func parts(_ name: String) -> [Part] {
    var parts: [Part] = []
    for character in name {
      let isNumber = character.isASCII && character.isNumber
      if let last = parts.last, last.isNumber == isNumber {
        parts[parts.count - 1].text = last.text == "0" && isNumber ? String(character) : last.text + String(character)
      } else {
        parts.append(Part(text: String(character), isNumber: isNumber))
      }
    }
    return parts
  }
}
