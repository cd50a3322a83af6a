import Testing

extension EndToEnd.Faults {
  /// What is refused touches nothing, and says what to do.
  @Suite struct Refusals {
    @Test func whatIsRefusedTouchesNothing() async throws {
      try await withScene(example: LabScene.onlyFew) { scene in
        try await strangersInterface(scene)
        let first = try await scene.apply()
        #expect(first.exitCode == 0, "\(first)")
        try await strangersPeer(scene)
        try await tenMistakes(scene)
        try await olderCommit(scene)
      }
    }

    /// A wg0 that Weft did not make.
    private func strangersInterface(_ scene: LabScene) async throws {
      try await scene.shell("ip link add wg0 type wireguard 2>/dev/null || wireguard-go wg0", on: "ams-1").checked()
      try await expectRefusal(
        scene, saying: ["ams-1: error: wg0 is there", "Weft did not make it", "wg-quick down wg0"])
      try await scene.shell("ip link delete wg0", on: "ams-1").checked()
    }

    private func strangersPeer(_ scene: LabScene) async throws {
      let key = "4ns5Jvi8sLbZPdYvPlSBx9bMO6B2OHGPTIhYOw3NZmI="
      try await scene.shell("timeout 30 wg set wg0 peer \(key) allowed-ips 10.99.0.0/24", on: "ams-1").checked()
      try await expectRefusal(
        scene, saying: ["ams-1: error: wg0 has a peer that nobody declared: \(key)", "managed: false"])
      try await scene.shell("timeout 30 wg set wg0 peer \(key) remove", on: "ams-1").checked()
      let after = try await scene.plan()
      #expect(after.exitCode == 0 && after.output.contains("No changes."), "\(after)")
    }

    private func expectRefusal(_ scene: LabScene, saying parts: [String]) async throws {
      let before = try await scene.traces()
      for outcome in [try await scene.plan(), try await scene.apply()] {
        #expect(outcome.exitCode == 8, "\(outcome)")
        for part in parts { #expect(outcome.errorOutput.contains(part), "\(outcome)") }
      }
      #expect(try await scene.traces() == before)
    }

    private func tenMistakes(_ scene: LabScene) async throws {
      let head = try await scene.controller(["git", "rev-parse", "HEAD"]).checked().lines[0]
      try await scene.commit(
        [
          "mesh.yaml": """
          version: 1
          name: example
          listenport: 51820
          addresses: [10.10.0.0/24, fd10:10::/64]
          topology:
            - fullMesh: [core, hub-c]
            - hubs: [hub-a]
              spokes: [branch]
          routing: rip

          """,
          "nodes/ams-1.yaml": """
          publicKey: HypQp1sx/d6gk7Dd7GDCGEf9HIl7R7ewYLO7+QF9QD
          addresses: [10.10.0.11, 10.11.0.2]
          endpoint: 198.51.100.11
          networks: [10.20.1.1/24]
          tags: [core]
          tags: [branch]
          ssh: {host: 198.51.100.11, jump: nobody, hostKey: nonsense}

          """,
        ], "Ten mistakes")
      let before = try await connections(scene)
      for command in [["weft", "plan"], ["weft", "validate"], ["weft", "apply", "--yes"]] {
        let outcome = try await scene.controller(command)
        #expect(outcome.exitCode == 1, "\(outcome)")
        let places = outcome.errorOutput.split(separator: "\n").filter {
          $0.wholeMatch(of: /(mesh|nodes\/[a-z0-9-]+)\.yaml:\d+:\d+: error: .+/) != nil
        }
        #expect(Set(places).count == 10, "\(outcome)")
      }
      #expect(try await connections(scene) == before)
      try await scene.controller(["git", "reset", "-q", "--hard", head]).checked()
    }

    /// What each host's sshd has said so far.
    private func connections(_ scene: LabScene) async throws -> [String] {
      var logs: [String] = []
      for node in LabScene.few { logs.append(try await scene.shell("cat /var/log/sshd", on: node).checked().output) }
      return logs
    }

    private func olderCommit(_ scene: LabScene) async throws {
      let old = try await scene.appliedCommit()
      try await scene.edit("mesh.yaml", replacing: "persistentKeepalive: auto ", with: "persistentKeepalive: 20 ")
      let apply = try await scene.apply()
      #expect(apply.exitCode == 0, "\(apply)")
      let new = try await scene.appliedCommit()
      #expect(new != old)

      let before = try await scene.traces()
      for outcome in [try await scene.plan("--ref", "HEAD~1"), try await scene.apply("--ref", "HEAD~1")] {
        #expect(outcome.exitCode == 7, "\(outcome)")
        #expect(outcome.errorOutput.contains("--rewind"), "\(outcome)")
      }
      #expect(try await scene.traces() == before)
      #expect(try await scene.appliedCommit() == new)

      let rewound = try await scene.apply("--ref", "HEAD~1", "--rewind")
      #expect(rewound.exitCode == 0, "\(rewound)")
      #expect(try await scene.appliedCommit() == old)
    }
  }
}
