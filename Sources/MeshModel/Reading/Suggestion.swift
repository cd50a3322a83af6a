/// Finds what somebody may have meant.
enum Suggestion {
  /// "Did you mean …?", or what there is to choose from.
  static func remedy(for word: String, among known: [String]) -> String {
    if let best = nearest(to: word, among: known) { return "Did you mean `\(best)`?" }
    guard !known.isEmpty, known.count <= 16 else { return "" }
    return "There is: " + known.map { "`\($0)`" }.joined(separator: ", ") + "."
  }

  /// The nearest word, if it is near: a third of the letters may differ.
  static func nearest(to word: String, among known: [String]) -> String? {
    let limit = max(1, word.count / 3)
    let folded = fold(word)
    // As far apart as their lengths at the least: a word of a megabyte is compared with nothing.
    let candidates = known.map { (fold($0), $0) }.filter { abs($0.0.count - folded.count) <= limit }
      .map { (distance(folded, $0.0), $0.1) }.filter { $0.0 <= limit }
    return candidates.min { ($0.0, $0.1) < ($1.0, $1.1) }?.1
  }

  /// Capitals, hyphens and underscores are how other tools spell the same words.
  private static func fold(_ word: String) -> [Character] {
    Array(word.lowercased().filter { $0 != "_" && $0 != "-" })
  }

  /// Levenshtein's distance with neighbours swapped as one edit (optimal string alignment).
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1...right.count {
        let cost = left[row - 1] == right[column - 1] ? 0 : 1
        var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          best = min(best, beforeLast[column - 2] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
