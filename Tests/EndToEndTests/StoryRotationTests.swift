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

        try await Self.applyWithoutLoss(scene)

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

  /// Both generations at all tunnels, and a node's own key on tunnels that have them.
  @Test func presharedKeysAreRotatedWithoutLosingAPacket() async throws {
    try await withScene(example: LabScene.withPresharedKeys) { scene in
      try await scene.applied()
      try await Self.expectGeneration(1, scene)
      for rotation in ["--preshared", "hub-a"] {
        try await scene.controller(["weft", "rotate", rotation]).checked()
        try await scene.push()
        try await Self.applyWithoutLoss(scene)
        try await Self.expectGeneration(2, scene)
      }
      try await Self.expectNothingLeft(scene)
      let ping = try await scene.lab("ping")
      #expect(ping.exitCode == 0, "\(ping)")
      let plan = try await scene.plan()
      #expect(plan.exitCode == 0 && plan.output.contains("No changes."), "\(plan)")
    }
  }

  /// Over second interfaces: while those are closed nothing moves, and the next apply begins where that one stopped.
  @Test func keysAreRotatedBeside() async throws {
    try await withScene(example: LabScene.withPresharedKeys) { scene in
      try await scene.applied()
      // What a node says, or a tag, goes before what the mesh does.
      try await scene.edit("mesh.yaml", replacing: "{maxAge: 90d}", with: "{maxAge: 90d, method: timed}")
      try await scene.edit(
        "mesh.yaml", replacing: "\npresharedKeys: true",
        with: "\npresharedKeys: true\ndefaults: {core: {rotation: {method: parallel}}}")
      try await scene.edit(
        "nodes/branch-3.yaml", replacing: "tags: [branch]", with: "tags: [branch]\nrotation: {method: parallel}")
      for node in ["branch-3", "hub-a"] {
        let old = try await Self.keys(scene)
        try await scene.controller(["weft", "rotate", node]).checked()
        try await scene.push()
        let plan = try await scene.plan()
        #expect(plan.output.contains("second interface wg0-next, port 51821"), "\(plan)")
        if node == "hub-a" {
          try await Self.applyWhileClosed(scene, node)
          #expect(try await Self.keys(scene) == old)
        }
        try await Self.applyWithoutLoss(scene)
        let new = try await Self.keys(scene)
        #expect(new.filter { old[$0.key] != $0.value }.map(\.key) == [node])
        try await Self.expectNothingLeft(scene)
      }
      let plan = try await scene.plan()
      #expect(plan.exitCode == 0 && plan.output.contains("No changes."), "\(plan)")
      // A firewall that names the interface would not know the second one.
      try await scene.shell("nft 'table inet named { chain in { iifname wg0 accept; }; }'", on: "hub-a").checked()
      try await scene.controller(["weft", "rotate", "hub-a"]).checked()
      try await scene.push()
      let timed = try await scene.plan()
      #expect(timed.output.contains("move to the new key") && !timed.output.contains("wg0-next"), "\(timed)")
    }
  }

  /// Nothing comes to the second port of a node, and nothing goes from it.
  private static func applyWhileClosed(_ scene: LabScene, _ node: String) async throws {
    let closed = "type filter hook input priority raw; udp dport 51821 drop;"
    let mute = "type filter hook output priority raw; udp sport 51821 drop;"
    let table = "table inet closed { chain in { \(closed) }; chain out { \(mute) }; }"
    try await scene.shell("nft '\(table)'", on: node).checked()
    let outcome = try await scene.controller(["weft", "apply", "--yes"])
    #expect(outcome.exitCode == 1 && outcome.description.contains("wg0-next"), "\(outcome)")
    let moved = try await scene.shell(
      "ip route show proto 171 dev wg0-next; ip -6 route show proto 171 dev wg0-next", on: node)
    #expect(moved.lines == [], "\(moved)")
    try await scene.shell("nft delete table inet closed", on: node).checked()
  }

  /// Applies under a flow from a site to a branch behind NAT, through the hub.
  private static func applyWithoutLoss(_ scene: LabScene) async throws {
    try await scene.withoutLoss(from: "fra-1", to: "branch-3", rate: 100, "run", ["--", "weft", "apply", "--yes"])
  }

  /// Every entry has a pre-shared key, the other end's too, and it is of this generation alone.
  private static func expectGeneration(_ generation: Int, _ scene: LabScene) async throws {
    for node in LabScene.nodes {
      let keys = try await scene.shell("wg show wg0 preshared-keys | grep -c '(none)'", on: node)
      #expect(keys.lines == ["0"], "\(node): \(keys)")
      let files = try await scene.shell("ls /etc/wireguard/weft/example/psk", on: node).checked().lines
      #expect(!files.isEmpty && files.allSatisfy { $0.hasSuffix(".\(generation)") }, "\(node): \(files)")
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
      let rest = try await scene.shell(
        "ls -d /etc/wireguard/weft/example/follow* /etc/wireguard/*-next.conf 2>/dev/null; wg show interfaces | grep next; :",
        on: node)
      #expect(rest.lines == [], "\(node): \(rest)")
      let peers = try await scene.on(node, ["wg", "show", "wg0", "peers"]).checked().lines
      #expect(Set(peers).isSubset(of: live), "\(node)")
    }
  }
}
