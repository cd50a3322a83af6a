import Testing

extension EndToEnd {
  /// The story that `make demo` tells, each part of it a test that begins with hosts that hold their keys and no more.
  @Suite(.serialized) struct Story {
    @Test func theFirstApplyBringsAllInStepAndRecordsIt() async throws {
      try await withScene { scene in
        let apply = try await scene.controller(["weft", "apply", "--yes"])
        #expect(apply.exitCode == 0, "\(apply)")
        #expect(apply.output.contains("8 nodes in step, 10 new tunnels up."), "\(apply)")
        // The two nodes that are managed over the mesh come within reach by the first round.
        #expect(apply.errorOutput.contains("Round 2: branch-3, branch-4"), "\(apply)")

        let ping = try await scene.lab("ping")
        #expect(ping.exitCode == 0, "\(ping)")

        let head = try await scene.controller(["git", "rev-parse", "HEAD"]).checked().output
        // Another clone sees what was applied, and how it went.
        let look = """
          git clone -q --mirror ssh://root@git.lab/var/git/mesh.git /tmp/other && cd /tmp/other &&
          git rev-parse refs/weft/example/applied && git notes --ref=refs/notes/weft/example show HEAD
          """
        let record = try await scene.controller(["sh", "-c", look]).checked()
        #expect(record.output.hasPrefix(head), "\(record)")
        for node in LabScene.nodes {
          #expect(record.lines.contains { $0.hasPrefix(node) && $0.hasSuffix(" changed") }, "\(node): \(record)")
        }
      }
    }

    @Test func aPlanOfAMeshInStepIsEmptyAndWritesNothing() async throws {
      try await withScene { scene in
        try await scene.applied()
        var before: [String: (files: [String], commands: Int)] = [:]
        for node in LabScene.nodes {
          before[node] = (try await scene.files(of: node), try await scene.record(of: node).count)
        }

        let plan = try await scene.controller(["weft", "plan", "--detailed-exitcode"])
        #expect(plan.exitCode == 0, "\(plan)")
        #expect(plan.output.contains("No changes."), "\(plan)")

        for node in LabScene.nodes {
          let old = try #require(before[node])
          let commands = try await scene.record(of: node).dropFirst(old.commands)
          #expect(!commands.isEmpty, "\(node) was not looked at")
          #expect(commands.filter { !LabScene.isRead($0) } == [], "\(node)")
          let files = try await scene.files(of: node)
          #expect(files.difference(from: old.files).isEmpty, "\(node): \(files.difference(from: old.files))")
        }
      }
    }

    @Test func everyTunnelIsUpInTheStatus() async throws {
      try await withScene { scene in
        try await scene.applied()
        let ping = try await scene.lab("ping")
        #expect(ping.exitCode == 0, "\(ping)")
        let status = try await scene.controller(["weft", "status"])
        #expect(status.exitCode == 0, "\(status)")
        #expect(status.output.contains("in step"), "\(status)")
        #expect(status.lines.contains { $0.hasSuffix("10 tunnels: 10 up") }, "\(status)")

        let only = try await scene.controller(["weft", "apply", "--yes", "--only", "ams-1"])
        #expect(only.exitCode == 0, "\(only)")
        #expect(only.output.contains(" on ams-1 alone: 1 node in step."), "\(only)")
        #expect(only.output.contains("Nothing was recorded"), "\(only)")
        try await scene.lab("link", ["ams-1", "down"]).checked()
        let away = try await scene.controller(["weft", "status"])
        #expect(away.exitCode == 3, "\(away)")
        #expect(away.lines.first?.hasSuffix("7 of 8 nodes reached, in step") == true, "\(away)")
      }
    }
  }
}
