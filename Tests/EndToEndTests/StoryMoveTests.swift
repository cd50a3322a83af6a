import Testing

/// What had no order before moves beside, over second interfaces, while packets flow.
extension EndToEnd.Story {
  /// A hub listens on another port and at another address, and its peers, two behind NAT, learn it.
  @Test(arguments: [":52000\nlistenPort: 52000", "203.0.113.99:51820"])
  func aHubMovesWithoutLosingAPacket(endpoint: String) async throws {
    // Who moves to another address has both meanwhile.
    try await withScene(example: LabScene.withSecondAddress) { scene in
      try await scene.applied()
      let isPort = endpoint.hasPrefix(":")
      try await scene.edit(
        "nodes/hub-a.yaml", replacing: isPort ? ":51820" : "hub-a.example.net:51820", with: endpoint)
      try await scene.push()
      let plan = try await scene.plan()
      #expect(plan.output.contains(isPort ? "listen port 52000" : "endpoint \(endpoint)"), "\(plan)")
      #expect(plan.output.contains("stay up throughout") && !plan.output.contains("interrupted"), "\(plan)")
      try await scene.withoutLoss(from: "fra-1", to: "branch-3", rate: 100, "run", ["--", "weft", "apply", "--yes"])
      let port = try await scene.on("hub-a", ["wg", "show", "wg0", "listen-port"]).checked().lines
      #expect(port == [isPort ? "52000" : "51820"])
      try await Self.expectAllIsQuiet(scene)
    }
  }

  /// A network is at both sites until all have the new way: who sends to it, or gets something from it, loses nothing.
  @Test func aNetworkMovesToAnotherSiteWithoutLosingAPacket() async throws {
    try await withScene { scene in
      try await scene.applied()
      try await scene.shell("ip address add 10.20.21.1/24 dev lan0", on: "branch-3").checked()
      try await scene.shell("ip address add 10.20.21.2/24 dev eth0", on: "branch-3-lan").checked()
      try await scene.edit("nodes/branch-1.yaml", replacing: "[10.20.21.0/24, ", with: "[")
      try await scene.edit(
        "nodes/branch-3.yaml", replacing: "[10.20.23.0/24, ", with: "[10.20.21.0/24, 10.20.23.0/24, ")
      try await scene.push()
      let plan = try await scene.plan()
      #expect(plan.output.contains("second interface wg0-next") && !plan.output.contains("may be lost"), "\(plan)")
      try await scene.withoutLoss(
        from: "fra-1", to: "branch-1-lan,branch-3-lan", at: "10.20.21.2", rate: 100, "run",
        ["--", "weft", "apply", "--yes"])
      try await Self.expectAllIsQuiet(scene)
    }
  }

  /// A node behind NAT gets another address in the mesh, and that is where it is managed: its network stays in reach.
  @Test func aNodeMovesToAnotherMeshAddressWithoutLosingAPacket() async throws {
    try await withScene { scene in
      try await scene.applied()
      let file = try await scene.controller(["cat", "nodes/branch-3.yaml"]).checked().output
      try await scene.commit(
        ["nodes/branch-3.yaml": file.replacing("10.10.0.23", with: "10.10.0.33")], "branch-3 gets another address")
      let plan = try await scene.plan()
      #expect(plan.exitCode == 0 && plan.output.contains("8 of 8 nodes observed"), "\(plan)")
      try await scene.withoutLoss(
        from: "fra-1", to: "branch-3-lan", rate: 100, "run", ["--", "weft", "apply", "--yes"])
      let addresses = try await scene.shell("ip -4 -o address show dev wg0", on: "branch-3").checked()
      #expect(addresses.output.contains("10.10.0.33/") && !addresses.output.contains("10.10.0.23/"), "\(addresses)")
      let ping = try await scene.shell("ping -c 1 -W 2 10.10.0.33", on: "fra-1")
      #expect(ping.exitCode == 0, "\(ping)")
      let left = try await scene.plan()
      #expect(left.exitCode == 0 && left.output.contains("No changes."), "\(left)")
    }
  }

  /// No second interface is left, everybody answers, and nothing is to do.
  private static func expectAllIsQuiet(_ scene: LabScene) async throws {
    for node in LabScene.nodes {
      let rest = try await scene.shell(
        "ls -d /etc/wireguard/*-next.conf 2>/dev/null; wg show interfaces | grep next; :", on: node)
      #expect(rest.lines == [], "\(node): \(rest)")
    }
    let ping = try await scene.lab("ping")
    #expect(ping.exitCode == 0, "\(ping)")
    let left = try await scene.plan()
    #expect(left.exitCode == 0 && left.output.contains("No changes."), "\(left)")
  }
}
