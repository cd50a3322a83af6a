import Foundation

/// Lets only so many tests at a time start servers, shells, networks and git.
///
/// Swift Testing starts all tests at once. A few hundred servers and shells on two processors are each so slow that
/// what is real in them (a lease, a job's time to be confirmed, ssh's patience) is over before the test comes to it.
package actor Turns {
  private static let ofThisMachine = Turns(max(4, 2 * ProcessInfo.processInfo.activeProcessorCount))
  @TaskLocal private static var isTaken = false

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  private init(_ count: Int) { free = count }

  /// Runs a body when it is its turn; within another one at once.
  package static func take(_ body: () async throws -> Void) async throws {
    if isTaken { return try await body() }
    await ofThisMachine.begin()
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await $isTaken.withValue(true) { try await body() }) } catch {
      outcome = .failure(error)
    }
    await ofThisMachine.end()
    try outcome.get()
  }

  private func begin() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func end() {
    // Who comes last goes first: that is the next test of a serialized suite, behind which others wait.
    if waiting.isEmpty { free += 1 } else { waiting.removeLast().resume() }
  }
}
