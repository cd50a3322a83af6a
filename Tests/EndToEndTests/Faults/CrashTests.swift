import Testing

extension EndToEnd.Faults {
  /// Any crash is a starting point.
  @Suite struct Crashes {
    @Test func anApplyThatIsKilledIsFinishedByTheNext() async throws {
      try await withScene(example: LabScene.onlyFew) { scene in
        try await whileItReads(scene)
        try await whileAJobRuns(scene)
      }
    }

    /// Killed before anything was sent: the lease stays behind, and nothing else.
    private func whileItReads(_ scene: LabScene) async throws {
      let before = try await scene.traces()
      let gate = Gate(host: "ams-1")
      try await scene.hold(gate)
      async let killed = scene.controller(Self.apply)
      try await scene.reached(gate)
      try await second(scene)
      try await scene.kill()
      #expect(try await killed.exitCode != 0)
      try await scene.release(gate)
      #expect(try await scene.traces() == before)
    }

    /// Killed while one host's job runs, the others' being done: the job is over, and nobody confirms it.
    private func whileAJobRuns(_ scene: LabScene) async throws {
      try await scene.unlock(after: scene.apply())
      let gate = Gate(host: "ams-1", command: "wg-quick")
      try await scene.hold(gate)
      async let killed = scene.controller(Self.apply)
      try await scene.reached(gate)
      for node in ["branch-1", "fra-1", "hub-a"] {
        try await scene.eventually("grep -q '\"digest\":\"[0-9a-f]' /etc/wireguard/weft/example/marker.json", on: node)
      }
      try await scene.kill()
      #expect(try await killed.exitCode != 0)
      try await scene.unlock(after: scene.apply())
      try await scene.release(gate)
      try await scene.eventually("grep -q fired /etc/wireguard/weft/example/jobs/*/state", on: "ams-1")

      let next = try await scene.apply(within: 400)
      #expect(next.exitCode == 0, "\(next)")
      #expect(next.errorOutput.contains("ams-1: an earlier apply's job is under way"), "\(next)")
      let ping = try await scene.lab("ping")
      #expect(ping.exitCode == 0, "\(ping)")
      let plan = try await scene.plan()
      #expect(plan.exitCode == 0 && plan.output.contains("No changes."), "\(plan)")
    }

    /// An apply beside another one is told whose turn it is.
    private func second(_ scene: LabScene) async throws {
      let outcome = try await scene.apply()
      #expect(outcome.exitCode == 6, "\(outcome)")
      #expect(outcome.errorOutput.contains("@controller is at work: apply "), "\(outcome)")
      #expect(outcome.errorOutput.contains("`weft unlock "), "\(outcome)")
    }

    private static let apply = LabScene.killable("weft apply --yes")
  }
}
