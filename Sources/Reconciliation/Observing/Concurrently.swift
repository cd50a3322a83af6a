/// Runs a body for every element, some at a time, and gives the results in the elements' order.
func concurrently<Element: Sendable, Result: Sendable>(
  _ elements: [Element], limit: Int, _ body: @escaping @Sendable (Element) async -> Result
) async -> [Result] {
  await withTaskGroup(of: (Int, Result).self) { group in
    var results: [Int: Result] = [:]
    var waiting = elements.enumerated().makeIterator()
    func startNext() {
      guard let (index, element) = waiting.next() else { return }
      group.addTask { (index, await body(element)) }
    }
    for _ in 0..<max(1, limit) { startNext() }
    for await (index, result) in group {
      results[index] = result
      startNext()
    }
    return elements.indices.compactMap { results[$0] }
  }
}

extension StringProtocol {
  /// The first line, for a message that has room for one.
  var firstLine: String { String(prefix { !$0.isNewline }) }
}
