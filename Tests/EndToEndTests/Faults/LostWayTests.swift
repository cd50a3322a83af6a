import Testing

extension EndToEnd.Faults {
  /// The node that another one is managed through is lost while the other's change is confirmed.
  @Suite struct LostWays {
    @Test func aNodeBehindALostOneIsLateAndTheOthersGoOn() async throws {
      try await withScene(example: LabScene.onlyFew) { scene in
        try await scene.applied()
        let site = try await scene.controller(["cat", "nodes/ams-1.yaml"]).checked().output
        // Every node learns of the network, and only then the deleted one is dropped.
        try await scene.commit(
          ["nodes/ams-1.yaml": site.replacing("tags:", with: "networks: [10.20.11.0/24]\ntags:")],
          removing: ["nodes/fra-1.yaml"], "ams-1 gains a network, fra-1 leaves")
        let gate = Gate(host: "branch-3", command: "mv", condition: "test \"$*\" = 'confirm.not confirm'")
        try await scene.hold(gate)
        async let apply = scene.apply(within: 400)
        try await scene.reached(gate)
        try await Fault.nodeAway.inject(scene, node: "hub-a", peer: "")
        try await scene.release(gate)
        let outcome = try await apply
        #expect(outcome.exitCode == 3, "\(outcome)")
        #expect(outcome.output.contains("  branch-3   late: hub-a cannot be reached: "), "\(outcome)")
        let interface = try await scene.shell("ip link show dev wg0", on: "fra-1")
        #expect(interface.exitCode != 0, "the next round has retired it: \(outcome)")

        try await Fault.nodeAway.heal(scene, node: "hub-a", peer: "")
        let next = try await scene.apply()
        #expect(next.exitCode == 0, "\(next)")
        let plan = try await scene.plan()
        #expect(plan.exitCode == 0 && plan.output.contains("No changes."), "\(plan)")
      }
    }
  }
}
