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
          "preshared:", "sha256:", "password ", "hub-b.", "\n", " ", "  ", "{", "}", "[", "]", "\"", ":", "exit", "!",
          "no ", "é", "\u{0}", "99999999999999999999", "w",
        ])
    let routers = [RoutingParameters.ospf(.init()), .bgp(.init(asNumber: 4_200_000_001))].map { routing in
      var router = TextTests.router(routing)
      router.interfaces[0].key = PresharedKeyName(peer: "hub-b", generation: 2)
      return router
    }
    var (read, refused) = (0, 0)
    for seed in 0..<Mutation.cases(0.1, quick: 1_000) {
      var random = SeededGenerator(seed: seed)
      let text = String(decoding: mutation.apply(Array(ObservationTests.report.utf8), using: &random), as: UTF8.self)
      do throws(ObservationError) {
        let observation = try RoutingObservation(text, node: "a")
        let difference = RoutingDifference(
          desired: routers[seed % 2], mesh: "example", running: observation.running, recorded: observation.recorded,
          unreached: seed.isMultiple(of: 3) ? Set(routers[0].interfaces.map(\.name)) : [])
        #expect(!difference.commands.isEmpty)
        // What nobody knows is never told to FRR.
        #expect(
          !(difference.settings + difference.inverse.settings).contains {
            $0.line.text.split(separator: " ").last?.hasPrefix("sha256:") == true
          })
        read += 1
      } catch {
        #expect(!error.diagnostics.isEmpty)
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0)
  }
}
