import Testing

/// Keys that are rotated while packets flow.
extension EndToEnd.Story {
  /// A node behind NAT that is managed over the mesh, and the hub that it is managed through; then
  /// everyone at once.
  @Test func keysAreRotatedWithoutLosingAPacket() async throws {
    try await withScene { scene in
      try await scene.applied()
      for rotation in [["branch-3"], ["hub-a"], ["--all"]] {
        let old = try await Self.keys(scene)
        let rotate = try await scene.controller(["weft", "rotate"] + rotation)
        #expect(rotate.exitCode == 0, "\(rotate)")
        #expect(try await Self.keys(scene) == old, "nothing is switched before the apply")
        try await scene.push()

        // 100 packets a second leave room for a second and more of a busy machine's hiccups: what this counts are
        // packets that the order loses.
        let apply = try await scene.lab(
          "flow",
          ["fra-1", "branch-3", "--rate", "100", "--", LabScene.program, "lab", "run", "--lab", scene.lab, "--"]
            + ["weft", "apply", "--yes"], within: 300)
        #expect(apply.exitCode == 0, "\(apply)")
        let flows = apply.output.matches(of: #/(\d+) of (\d+) lost/#).map { (lost: Int($0.1), sent: Int($0.2) ?? 0) }
        print(rotation, apply.lines.filter { $0.contains(" lost, ") }.joined(separator: "\n"))
        #expect(flows.count == 2, "\(apply)")
        for flow in flows { #expect(flow.lost == 0 && flow.sent >= 100, "\(apply)") }

        let new = try await Self.keys(scene)
        for (node, key) in new {
          let isRotated = rotation == ["--all"] || rotation == [node]
          #expect((key != old[node]) == isRotated, "\(node) \(rotation)")
        }
        try await Self.expectNothingLeft(scene)
      }
      let ping = try await scene.lab("ping")
      #expect(ping.exitCode == 0, "\(ping)")
      let plan = try await scene.plan()
      #expect(plan.exitCode == 0 && plan.output.contains("No changes."), "\(plan)")
    }
  }

  /// The live public keys by node.
  private static func keys(_ scene: LabScene) async throws -> [String: String] {
    var keys: [String: String] = [:]
    for node in LabScene.nodes {
      keys[node] = try await scene.on(node, ["wg", "show", "wg0", "public-key"]).checked().lines.first
    }
    return keys
  }

  /// One private key on each host, the live one; no follower, no job, and no entry of a key that is no longer live.
  private static func expectNothingLeft(_ scene: LabScene) async throws {
    let live = Set(try await keys(scene).values)
    for node in LabScene.nodes {
      let files = try await scene.shell("for f in /etc/wireguard/weft/example/keys/*; do wg pubkey <$f; done", on: node)
      let own = try await scene.on(node, ["wg", "show", "wg0", "public-key"]).checked().lines
      #expect(files.lines == own, "\(node): \(files)")
      let rest = try await scene.shell("ls -d /etc/wireguard/weft/example/follow* 2>/dev/null; :", on: node)
      #expect(rest.lines == [], "\(node): \(rest)")
      let peers = try await scene.on(node, ["wg", "show", "wg0", "peers"]).checked().lines
      #expect(Set(peers).isSubset(of: live), "\(node)")
    }
  }
}
