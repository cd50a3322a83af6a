import Testing

/// A mesh that gains nodes.
extension EndToEnd.Story {
  private static let stockholm = """
    # Stockholm.
    addresses: [10.10.0.14, fd10:10::14]
    endpoint: 198.51.100.14:51820
    tags: [core]
    ssh:
      host: 198.51.100.14
      hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBIpPlUbJw3KSjc3c8CU/AsLZMqT8EMG7TYzn0OibQLo
    """
  static let branch = """
    # Behind NAT, with a network behind it; managed over the mesh.
    addresses: [10.10.0.25, fd10:10::25]
    networks: [10.20.25.0/24, fd10:20:25::/64]
    tags: [branch]
    ssh:
      host: 10.10.0.25
      jump: hub-a
      hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBIpPlUbJw3KSjc3c8CU/AsLZMqT8EMG7TYzn0OibQLo
    """
  /// What the rest of the mesh gains with Stockholm.
  private static let gained: Set = ["10.10.0.14/32", "fd10:10::14/128"]
  private static let core = ["ams-1", "fra-1", "hub-a", "nyc-1"]

  /// Declares Stockholm, enrols it, and pushes.
  static func enrolStockholm(_ scene: LabScene) async throws {
    try await scene.addNode("sto-1", stockholm)
    try await scene.controller(["weft", "enroll", "sto-1"]).checked()
    try await scene.push()
  }

  @Test func aNinthNodeChangesJustWhatItBrings() async throws {
    try await withScene { scene in
      try await scene.applied()
      try await Self.enrolStockholm(scene)

      let plan = try PlanReading(try await scene.controller(["weft", "plan", "--format", "json"]).checked())
      #expect(plan.waves.map(\.kind) == ["prepare"])
      #expect(plan.nodes { $0.action == "add-peer" && $0.peer == "sto-1" } == Self.core)
      #expect(plan.nodes { $0.action == "create-interface" } == ["sto-1"])
      for (node, step) in plan.steps where node != "sto-1" {
        #expect(Self.isOfStockholm(step), "\(node): \(step)")
      }

      let before = try await scene.states()
      // A tunnel of which neither end's entry changes: where it does, tools before 1.0.20250521 take the peer's prefixes
      // away for some microseconds, which packets may meet.
      try await scene.withoutLoss(from: "fra-1", to: "ams-1", "run", ["--", "weft", "apply", "--yes"])

      let after = try await scene.states()
      for node in LabScene.nodes {
        let (old, new) = (try #require(before[node]), try #require(after[node]))
        #expect(old.subtracting(new) == [], "\(node)")
        let key = try await scene.on("sto-1", ["wg", "show", "wg0", "public-key"]).checked().lines.first ?? "no key"
        for line in new.subtracting(old) {
          #expect(line.contains(key) || line.contains("10.10.0.14") || line.contains("fd10:10::14"), "\(node): \(line)")
        }
      }
      let ping = try await scene.lab("ping")
      #expect(ping.exitCode == 0, "\(ping)")
    }
  }

  /// Whether a step on another node is one that Stockholm brings.
  private static func isOfStockholm(_ step: PlanReading.Step) -> Bool {
    switch step.action {
    case "add-peer": step.peer == "sto-1" && Set(step.allowedIpsAfter ?? []) == gained
    case "add-route": step.prefix.map(gained.contains) ?? false
    case "change-peer":
      // A branch reaches it through the hub.
      step.peer == "hub-a" && step.endpoint == nil
        && Set(step.allowedIpsAfter ?? []) == Set(step.allowedIpsBefore ?? []).union(gained)
    default: false
    }
  }

  @Test func aNodeBehindNATJoinsFromItsEnrolmentScript() async throws {
    try await withScene { scene in
      try await scene.applied()
      try await scene.addNode("branch-5", Self.branch)
      try await Self.enrolFromItsConsole("branch-5", scene)

      let plan = try await scene.controller(["weft", "plan"])
      #expect(plan.exitCode == 3, "\(plan)")
      #expect(plan.output.contains("branch-5   not reached"), "\(plan)")
      let apply = try await scene.controller(["weft", "apply", "--yes"])
      #expect(apply.exitCode == 0, "\(apply)")
      #expect(apply.output.contains("9 nodes in step"), "\(apply)")
      let ping = try await scene.lab("ping")
      #expect(ping.exitCode == 0, "\(ping)")
      #expect(ping.output.contains("branch-5-lan"), "\(ping)")
      let again = try await scene.controller(["weft", "plan", "--detailed-exitcode"])
      #expect(again.exitCode == 0, "\(again)")
    }
  }

  /// Runs a node's enrolment script on its console, and takes the public key that it prints.
  static func enrolFromItsConsole(_ node: String, _ scene: LabScene) async throws {
    let script = try await scene.controller(["weft", "enroll", "--script", node]).checked().output
    let console = try await scene.lab("exec", [node, "--", "sh"], input: script).checked()
    let key = try #require(console.lines.last)
    try await scene.controller(["weft", "enroll", node, "--public-key", key]).checked()
    try await scene.push()
  }

  @Test func theDiffOfANinthNodeSaysWhatItBrings() async throws {
    try await withScene { scene in
      try await Self.enrolStockholm(scene)
      let text = try await scene.controller(["weft", "diff", "HEAD~2..HEAD"])
      #expect(text.exitCode == 0, "\(text)")
      #expect(text.lines.contains { $0.contains("+ sto-1") && $0.contains("a peer of 4 nodes") }, "\(text)")
      #expect(text.output.contains("1 node to add. 9 nodes, 14 tunnels after it"), "\(text)")
      let markdown = try await scene.controller(["weft", "diff", "--format", "markdown", "HEAD~2..HEAD"])
      #expect(markdown.exitCode == 0, "\(markdown)")
      #expect(markdown.output.hasPrefix("<!-- weft diff example -->\n### Mesh example\n"), "\(markdown)")
      #expect(markdown.lines.contains { $0.hasPrefix("+ sto-1  a peer of 4 nodes") }, "\(markdown)")
      let code = try await scene.controller(["weft", "diff", "--exit-code", "HEAD~2..HEAD"])
      #expect(code.exitCode == 2, "\(code)")
    }
  }
}
