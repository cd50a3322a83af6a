import FRR
import TestSupport
import Testing
import WireGuard

struct FuzzTests {
  /// Damaged reports are read or refused; `make fuzz` tries more of the same.
  @Test(.timeLimit(.minutes(120)))
  func damagedReportsAreReadOrRefused() throws {
    let mutation = Mutation(
      pieces: ObservationTests.report.split(separator: "\n").map { "\n\($0)\n" }
        + [
          "\n", " ", "  ", "{", "}", "[", "]", "\"", ":", "exit", "!", "no ", "é", "\u{0}", "99999999999999999999", "w",
        ])
    let router = TextTests.router(.bgp(.init(asNumber: 4_200_000_001)))
    var (read, refused) = (0, 0)
    for seed in 0..<Mutation.cases(0.1, quick: 1_000) {
      var random = SeededGenerator(seed: seed)
      let text = String(decoding: mutation.apply(Array(ObservationTests.report.utf8), using: &random), as: UTF8.self)
      do throws(ObservationError) {
        let observation = try RoutingObservation(text, node: "a")
        let difference = RoutingDifference(
          desired: router, mesh: "example", running: observation.running, recorded: observation.recorded)
        #expect(!difference.commands.isEmpty)
        read += 1
      } catch {
        #expect(!error.diagnostics.isEmpty)
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0)
  }
}
