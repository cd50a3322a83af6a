/// Names in a sentence.
enum Listing {
  /// `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`.
  static func text(_ names: [String]) -> String {
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    if names.count <= 4 { return names.dropLast().joined(separator: ", ") + " and " + last }
    return names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
  }
}
