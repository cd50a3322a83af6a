import Testing

extension EndToEnd.Faults {
  /// Hosts that are gone for a while, for good, or start again; and what moves between them.
  @Suite struct LostHosts {
    @Test func hostsGoAndComeBack() async throws {
      try await withScene(example: LabScene.onlyFew) { scene in
        let first = try await scene.apply()
        #expect(first.exitCode == 0, "\(first)")
        try await down(scene)
        try await reboot(scene)
        try await prefixMoves(scene)
        try await deleted(scene)
      }
    }

    /// A change of every host, while one is down.
    private func down(_ scene: LabScene) async throws {
      let others = LabScene.few.filter { $0 != "ams-1" }
      try await scene.lab("link", ["ams-1", "down"]).checked()
      try await scene.edit("mesh.yaml", replacing: "persistentKeepalive: auto ", with: "persistentKeepalive: 20 ")
      let plan = try await scene.plan()
      #expect(plan.exitCode == 3, "\(plan)")
      #expect(plan.output.contains("4 of 5 nodes observed"), "\(plan)")
      #expect(plan.output.contains("ams-1   not reached: "), "\(plan)")
      let apply = try await scene.apply()
      #expect(apply.exitCode == 3, "\(apply)")
      #expect(apply.output.contains("ams-1   late: "), "\(apply)")
      let note = try await scene.note()
      #expect(note["ams-1"]?.hasPrefix("late: ") == true && note["fra-1"] == "changed", "\(note)")

      try await scene.lab("link", ["ams-1", "up"]).checked()
      let before = try await scene.traces(on: others)
      let again = try await scene.apply()
      #expect(again.exitCode == 0, "\(again)")
      #expect(try await scene.traces(on: others) == before, "it alone is finished")
      #expect(
        try await scene.note()
          == Dictionary(
            uniqueKeysWithValues: LabScene.few.map { name in
              (name, name == "ams-1" ? "changed" : "unchanged")
            }))
      let keepalives = try await scene.shell("timeout 30 wg show wg0 persistent-keepalive", on: "ams-1").checked()
      #expect(keepalives.lines.allSatisfy { $0.hasSuffix("\t20") }, "\(keepalives)")
    }

    /// A start without a resolver, and then what `systemctl reload wg-quick@wg0` does.
    private func reboot(_ scene: LabScene) async throws {
      try await scene.shell("cp /etc/hosts /etc/hosts.real; : >/etc/hosts", on: "ams-1").checked()
      let before = try await interface(scene, on: "ams-1")
      try await scene.lab("reboot", ["ams-1"]).checked()
      let names = try await scene.shell("getent hosts hub-a.example.net", on: "ams-1")
      #expect(names.exitCode != 0, "\(names)")
      for address in ["10.10.0.1", "10.10.0.12", "fd10:10::1", "10.10.0.23"] {
        try await scene.eventually("ping -c 1 -W 1 \(address)", on: "ams-1")
      }
      #expect(try await interface(scene, on: "ams-1") == before)

      let reload = "wg-quick strip wg0 >/run/stripped && wg syncconf wg0 /run/stripped"
      try await scene.shell(reload + "; code=$?; rm /run/stripped; exit $code", on: "ams-1").checked()
      #expect(try await interface(scene, on: "ams-1") == before)

      try await scene.shell("cat /etc/hosts.real >/etc/hosts", on: "ams-1").checked()
      let plan = try await scene.plan()
      #expect(plan.exitCode == 0 && plan.output.contains("No changes."), "\(plan)")
    }

    /// Everything of an interface that does not move by itself.
    private func interface(_ scene: LabScene, on node: String) async throws -> [String] {
      try await scene.shell(
        """
        for field in public-key listen-port fwmark peers endpoints allowed-ips persistent-keepalive; do
        timeout 30 wg show wg0 $field | sort; done
        ip -o address show dev wg0 scope global | sed 's/^[0-9]*: //'
        ip -o link show dev wg0 | sed 's/.* mtu \\([0-9]*\\).*/\\1/'
        ip -4 route show dev wg0 | sort; ip -6 route show dev wg0 proto 171 | sort
        """, on: node
      ).checked().lines
    }

    /// The branch's network is the site's now: a flow between two others does not notice.
    private func prefixMoves(_ scene: LabScene) async throws {
      try await scene.shell("ip address add 10.20.21.77/32 dev lo", on: "fra-1").checked()
      let before = try await scene.shell("ping -c 1 -W 1 10.20.21.77", on: "ams-1")
      #expect(before.exitCode != 0, "\(before)")
      let branch = try await scene.controller(["cat", "nodes/branch-1.yaml"]).checked().output
      let site = try await scene.controller(["cat", "nodes/fra-1.yaml"]).checked().output
      try await scene.commit(
        [
          "nodes/branch-1.yaml": branch.replacing("[10.20.21.0/24, fd10:20:21::/64]", with: "[fd10:20:21::/64]"),
          "nodes/fra-1.yaml": site.replacing("tags:", with: "networks: [10.20.21.0/24]\ntags:"),
        ], "fra-1 takes the network of branch-1")
      let plan = try await scene.plan()
      #expect(plan.exitCode == 0 && plan.output.contains(" cutover "), "\(plan)")

      try await scene.withoutLoss(from: "ams-1", to: "hub-a", "run", ["--", "weft", "apply", "--yes"])
      for node in ["ams-1", "branch-1", "branch-3"] {
        let ping = try await scene.shell("ping -c 1 -W 2 10.20.21.77", on: node)
        #expect(ping.exitCode == 0, "\(ping)")
      }
    }

    /// One that is reached directly, and one that is reached through the tunnels that go.
    private func deleted(_ scene: LabScene) async throws {
      let gone = ["branch-3", "fra-1"]
      var keys: [String] = []
      for node in gone { keys += try await scene.shell("timeout 30 wg show wg0 public-key", on: node).checked().lines }
      try await scene.commit([:], removing: gone.map { "nodes/\($0).yaml" }, "Two nodes leave")
      let apply = try await scene.apply()
      #expect(apply.exitCode == 0, "\(apply)")
      for node in gone {
        try await scene.eventually("! ip link show dev wg0 2>/dev/null", on: node)
        let left = try await scene.shell(
          """
          ls /etc/wireguard/*.conf /etc/wireguard/weft/example/marker.json \\
            /etc/systemd/system/multi-user.target.wants/wg-quick@wg0.service
          """, on: node)
        #expect(left.output.isEmpty, "\(left)")
      }
      for node in ["ams-1", "branch-1", "hub-a"] {
        let peers = try await scene.shell("timeout 30 wg show wg0 peers; cat /etc/wireguard/wg0.conf", on: node)
          .checked()
        for key in keys { #expect(!peers.output.contains(key), "\(node)") }
      }
      let plan = try await scene.plan()
      #expect(plan.exitCode == 0 && plan.output.contains("No changes."), "\(plan)")
      try await scene.lab("reboot", ["fra-1"]).checked()
      let after = try await scene.shell("ip link show dev wg0", on: "fra-1")
      #expect(after.exitCode != 0, "nothing brings it back")
    }
  }
}
