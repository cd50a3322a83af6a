package struct HostTestError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// Waits for a condition, looking every 20 ms; the bound is only there so that a broken test ends.
package func until(
  _ what: String, within limit: Duration = .seconds(120), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    guard ContinuousClock.now < deadline else { throw HostTestError("not within \(limit): \(what)") }
    try await Task.sleep(for: .milliseconds(20))
  }
}
