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
      try await gate("wg", on: "ams-1", scene)
      async let killed = scene.controller(Self.apply)
      try await scene.eventually("test -e /run/gate/reached", on: "ams-1")
      try await second(scene)
      try await kill(scene)
      #expect(try await killed.exitCode != 0)
      try await open("ams-1", scene)
      #expect(try await scene.traces() == before)
    }

    /// Killed while one host's job runs, the others' being done: the job is over, and nobody confirms it.
    private func whileAJobRuns(_ scene: LabScene) async throws {
      try await unlock(scene)
      try await gate("wg-quick", on: "ams-1", scene)
      async let killed = scene.controller(Self.apply)
      try await scene.eventually("test -e /run/gate/reached", on: "ams-1")
      for node in ["branch-1", "fra-1", "hub-a"] {
        try await scene.eventually("grep -q '\"digest\":\"[0-9a-f]' /etc/wireguard/weft/example/marker.json", on: node)
      }
      try await kill(scene)
      #expect(try await killed.exitCode != 0)
      try await unlock(scene)
      try await open("ams-1", scene)
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

    /// Takes the lease of a dead apply away, with the id that the refusal tells.
    private func unlock(_ scene: LabScene) async throws {
      let refusal = try await scene.apply()
      #expect(refusal.exitCode == 6, "\(refusal)")
      let id = try #require(refusal.errorOutput.firstMatch(of: /weft unlock ([a-z0-9]+)/)?.1, "\(refusal)")
      try await scene.controller(["weft", "unlock", String(id)]).checked()
    }

    private static let apply = ["sh", "-c", "echo $$ >/run/apply.pid; exec weft apply --yes"]

    private func kill(_ scene: LabScene) async throws {
      try await scene.shell("kill -9 $(cat /run/apply.pid)", on: "controller").checked()
    }

    /// Makes a command of a host wait, so that whoever calls it stands where we want it.
    private func gate(_ command: String, on node: String, _ scene: LabScene) async throws {
      try await scene.shell(
        """
        mkdir /run/gate && touch /run/gate/closed && real=$(command -v \(command)) && real=$(readlink -f "$real")
        cat "$real" >/run/gate/command
        { echo '#!/bin/sh'; echo ': >/run/gate/reached; while test -e /run/gate/closed; do sleep 0.05; done'
        tail -n +2 /run/gate/command; } >/run/gate/gated
        chmod 755 /run/gate/gated && mount --bind /run/gate/gated "$real"
        echo "$real" >/run/gate/real
        """, on: node
      ).checked()
    }

    private func open(_ node: String, _ scene: LabScene) async throws {
      try await scene.shell(
        "rm /run/gate/closed; umount -l \"$(cat /run/gate/real)\"; mv /run/gate /run/gate.$$", on: node
      ).checked()
    }
  }
}
