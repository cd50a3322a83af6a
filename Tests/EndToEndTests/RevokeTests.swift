import Testing

extension EndToEnd {
  /// `weft revoke`: stolen keys, and hosts that still let them in.
  @Suite(.serialized) struct Revoke {
    /// Five of the example's hosts, with pre-shared keys.
    private static func example(_ scene: LabScene) throws {
      try LabScene.onlyFew(scene)
      try LabScene.withPresharedKeys(scene)
    }

    /// A node behind NAT, managed over the mesh; then one of the sites, while another is away.
    @Test func aStolenKeyGoesAtOnceAndWhoWasAwayLosesItFirst() async throws {
      try await withScene(example: Self.example) { scene in
        try await scene.applied()
        let applied = try await scene.appliedCommit()
        var stolen = [try await scene.key(of: "branch-3")]
        let secrets = try await scene.presharedKeys(of: "branch-3")
        let first = try await scene.controller(["weft", "revoke", "branch-3", "--yes"])
        #expect(first.exitCode == 0, "\(first)")
        #expect(first.output.contains("\(stolen[0]) is revoked, for good"), "\(first)")
        #expect(first.output.contains("hub-a   accepts it no longer"), "\(first)")
        try await scene.expectNowhere(stolen)
        #expect(try await scene.privateKeys(of: "branch-3") == [try await scene.key(of: "branch-3")])
        #expect(try await scene.appliedCommit() == applied, "it is an apply that records")
        let up = try await scene.lab("ping")
        #expect(up.exitCode == 0, "\(up)")
        try await scene.push()

        stolen.append(try await scene.key(of: "ams-1"))
        let thief = try await Thief(of: "ams-1", scene)
        try await thief.tries("test \"$1\" -gt 0")
        try await scene.shell(LabScene.cutSSH, on: "fra-1").checked()
        let second = try await scene.controller(["weft", "revoke", "ams-1", "--yes"])
        #expect(second.exitCode == 3, "\(second)")
        #expect(second.output.contains("fra-1   may still accept the revoked key"), "\(second)")
        try await scene.expectNowhere(stolen, except: ["fra-1"])
        // Two handshakes are asked for, and nobody answers.
        try await thief.tries("test \"$3\" -ge 296")
        #expect(try await thief.received() == "0")
        #expect(try await scene.peers(of: "fra-1").contains(stolen[1]))
        try await scene.push()
        let without = try await scene.apply()
        #expect(without.exitCode == 3, "\(without)")
        let status = try await scene.controller(["weft", "status"])
        #expect(status.output.contains("fra-1   may still accept the revoked key"), "\(status)")

        try await scene.shell("nft delete table inet cut", on: "fra-1").checked()
        try await scene.edit("nodes/fra-1.yaml", replacing: "tags:", with: "networks: [10.20.12.0/24]\ntags:")
        try await scene.push()
        let plan = try await scene.plan()
        #expect(plan.output.contains("fra-1   still accepts the revoked key"), "\(plan)")
        let waves = try PlanReading(try await scene.plan("--format", "json")).waves
        #expect(waves.first?.kind == "revoke" && waves.first?.nodes.map(\.node) == ["fra-1"], "\(plan)")
        let apply = try await scene.apply()
        #expect(apply.exitCode == 0, "\(apply)")
        try await scene.expectNowhere(stolen)
        try await scene.expectInStep()
        // Whatever was on the stolen host is new, and no other pre-shared key of its tunnels is.
        #expect(try await scene.presharedKeys(of: "branch-3").isDisjoint(with: secrets))

        try await revertIsRefused(scene)
      }
    }

    /// A host that answers, and that is somebody else's by now.
    private func foreignHands(_ scene: LabScene) async throws {
      let stolen = try await scene.key(of: "fra-1")
      let revoke = try await scene.controller(["weft", "revoke", "fra-1", "--no-new-key", "--yes"])
      #expect(revoke.exitCode == 0, "\(revoke)")
      try await scene.expectNowhere([stolen])
      #expect(try await scene.privateKeys(of: "fra-1") == [stolen], "nothing was made there")
      try await scene.push()
      let apply = try await scene.apply()
      #expect(apply.exitCode == 0, "\(apply)")
      let left = try await scene.shell("ls /etc/wireguard/weft/example/keys; ip link show dev wg0", on: "fra-1")
      #expect(left.output.isEmpty, "\(left)")
    }

    /// A merge that brings the key back is told where it does.
    private func revertIsRefused(_ scene: LabScene) async throws {
      let key = try await scene.controller(["git", "log", "-1", "--format=%H", "--", "nodes/ams-1.yaml"]).checked()
      try await scene.controller(["git", "revert", "--no-edit", key.lines[0]]).checked()
      let before = try await scene.traces()
      for command in [["plan"], ["apply", "--yes"], ["apply", "--yes", "--rewind"]] {
        let refused = try await scene.controller(["weft"] + command)
        #expect(refused.exitCode == 8, "\(refused)")
        #expect(refused.errorOutput.contains("nodes/ams-1.yaml:3:12: error: "), "\(refused)")
        #expect(refused.errorOutput.contains("was revoked"), "\(refused)")
        #expect(!refused.errorOutput.contains("weft rotate"), "\(refused)")
      }
      #expect(try await scene.traces() == before)
      try await scene.controller(["git", "reset", "-q", "--hard", "HEAD~1"]).checked()
    }

    /// A site comes back over SSH, a branch behind NAT by the script on its console.
    @Test func aNodeThatIsNotReachedIsCutOffAndComesBackWithAnotherKey() async throws {
      try await withScene(example: Self.example) { scene in
        try await scene.applied()
        let stolen = ["fra-1": try await scene.key(of: "fra-1"), "branch-3": try await scene.key(of: "branch-3")]
        for node in ["fra-1", "branch-3"] { try await scene.lab("link", [node, "down"]).checked() }
        let revoke = try await scene.controller(["weft", "revoke", "branch-3", "fra-1", "--yes"])
        #expect(revoke.exitCode == 0, "\(revoke)")
        for node in stolen.keys {
          #expect(revoke.output.contains("\(node)   cut off: enroll it again"), "\(revoke)")
          let file = try await scene.controller(["cat", "nodes/\(node).yaml"]).checked()
          #expect(!file.output.contains("publicKey"), "\(file)")
        }
        try await scene.expectNowhere(Array(stolen.values), except: ["branch-3", "fra-1"])
        try await scene.push()
        let without = try await scene.apply()
        #expect(without.exitCode == 3, "\(without)")

        for node in ["fra-1", "branch-3"] { try await scene.lab("link", [node, "up"]).checked() }
        // The thief's key is not taken for a new one, whoever offers it.
        let offered = try await scene.controller([
          "weft", "enroll", "branch-3", "--public-key", stolen["branch-3"] ?? "",
        ])
        #expect(offered.exitCode == 8, "\(offered)")
        try await scene.controller(["weft", "enroll", "fra-1"]).checked()
        let script = try await scene.controller(["weft", "enroll", "--script", "branch-3"]).checked()
        let console = try await scene.lab("exec", ["branch-3", "--", "sh"], input: script.output).checked()
        let key = try #require(console.lines.first)
        #expect(key != stolen["branch-3"])
        try await scene.controller(["weft", "enroll", "branch-3", "--public-key", key]).checked()
        try await scene.push()
        let apply = try await scene.apply()
        #expect(apply.exitCode == 0, "\(apply)")
        for (node, old) in stolen {
          #expect(try await scene.privateKeys(of: node) == [try await scene.key(of: node)], "\(node)")
          #expect(try await scene.key(of: node) != old)
        }
        try await scene.expectNowhere(Array(stolen.values))
        try await scene.expectInStep()
      }
    }

    /// Killed when the list was written, and nothing else was done.
    @Test func whatIsCutShortIsFinishedByTheNext() async throws {
      try await withScene(example: Self.example) { scene in
        try await scene.applied()
        let stolen = try await scene.key(of: "ams-1")
        let hook = """
          #!/bin/sh
          while read -r old new name; do
          case $name in */revoked) : >/run/listed; while test ! -e /run/open; do sleep 0.05; done ;; esac
          done
          """
        try await scene.lab(
          "exec", ["git", "--", "sh", "-c", "f=/var/git/mesh.git/hooks/post-receive; cat >$f; chmod 755 $f"],
          input: hook + "\n"
        ).checked()
        async let killed = scene.controller([
          "sh", "-c", "echo $$ >/run/revoke.pid; exec weft revoke ams-1 --yes",
        ])
        try await scene.eventually("test -e /run/listed", on: "git")
        try await scene.shell("kill -9 $(cat /run/revoke.pid)", on: "controller").checked()
        #expect(try await killed.exitCode != 0)
        try await scene.shell(": >/run/open; rm /var/git/mesh.git/hooks/post-receive", on: "git").checked()
        #expect(try await scene.key(of: "ams-1") == stolen, "nothing was done yet")

        let locked = try await scene.controller(["weft", "revoke", "ams-1", "--yes"])
        #expect(locked.exitCode == 6, "\(locked)")
        let id = try #require(locked.errorOutput.firstMatch(of: /weft unlock ([a-z0-9]+)/)?.1, "\(locked)")
        try await scene.controller(["weft", "unlock", String(id)]).checked()
        // The commit declares what the list has: it says who finishes that.
        let apply = try await scene.apply()
        #expect(apply.exitCode == 8 && apply.errorOutput.contains("`weft revoke ams-1`"), "\(apply)")
        let rotate = try await scene.controller(["weft", "rotate", "ams-1"])
        #expect(rotate.exitCode == 1 && rotate.errorOutput.contains("`weft revoke ams-1`"), "\(rotate)")
        let next = try await scene.controller(["weft", "revoke", "ams-1", "--yes"])
        #expect(next.exitCode == 0, "\(next)")
        #expect(next.output.contains("what was begun is finished"), "\(next)")
        try await scene.expectNowhere([stolen])
        try await scene.push()
        let finished = try await scene.apply()
        #expect(finished.exitCode == 0, "\(finished)")
        try await scene.expectInStep()
        try await foreignHands(scene)
      }
    }
  }
}

/// Somebody on another host with the private key and the pre-shared key of a node, who tries to get in at the hub.
private struct Thief {
  private static let host = "branch-1"
  private let scene: LabScene

  init(of node: String, _ scene: LabScene) async throws {
    self.scene = scene
    let folder = "/etc/wireguard/weft/example"
    let loot = try await scene.shell("cat \(folder)/keys/* \(folder)/psk/hub-a.1", on: node).checked().output
    try await scene.lab(
      "exec", [Self.host, "--", "sh", "-c", "umask 077; { read -r key; echo $key >/root/key; cat >/root/psk; }"],
      input: loot
    ).checked()
    try await scene.shell(
      "ip link add thief0 type wireguard 2>/dev/null || wireguard-go thief0", on: Self.host
    ).checked()
  }

  /// Begins anew with the hub, and waits until something is true of the handshake, and the bytes received and sent.
  func tries(_ condition: String) async throws {
    let hub = try await scene.key(of: "hub-a")
    try await scene.shell(
      """
      wg set thief0 private-key /root/key listen-port 51999 peer \(hub) remove
      wg set thief0 peer \(hub) preshared-key /root/psk endpoint 203.0.113.10:51820 persistent-keepalive 1 \\
        allowed-ips 192.0.2.1/32
      ip link set thief0 up
      """, on: Self.host
    ).checked()
    try await scene.eventually("set -- \(Self.counters); \(condition)", on: Self.host)
  }

  func received() async throws -> String {
    try await scene.shell("set -- \(Self.counters); echo $2", on: Self.host).checked().lines.first ?? ""
  }

  /// The time of the handshake, bytes received and sent.
  private static let counters = """
    $(timeout 30 wg show thief0 latest-handshakes | cut -f 2) $(timeout 30 wg show thief0 transfer | cut -f 2,3)
    """
}

extension LabScene {
  /// Answers no SSH any more, and is a peer all the same.
  static let cutSSH = """
    nft add table inet cut; nft 'add chain inet cut in { type filter hook input priority 0; }'
    nft add rule inet cut in tcp dport 22 reject with tcp reset
    """

  /// The live public key of a node.
  func key(of node: String) async throws -> String {
    try await shell("timeout 30 wg show wg0 public-key", on: node).checked().lines.first ?? ""
  }

  func peers(of node: String) async throws -> [String] {
    try await shell("timeout 30 wg show wg0 peers", on: node).checked().lines
  }

  /// The private keys on a node, as their public halves.
  func privateKeys(of node: String) async throws -> [String] {
    try await shell("for f in /etc/wireguard/weft/example/keys/*; do wg pubkey <\"$f\"; done", on: node).checked().lines
  }

  /// The live pre-shared keys of a node's tunnels.
  func presharedKeys(of node: String) async throws -> Set<String> {
    let lines = try await shell("timeout 30 wg show wg0 preshared-keys", on: node).checked().lines
    return Set(lines.compactMap { $0.split(separator: "\t").last.map(String.init) }).subtracting(["(none)"])
  }

  /// Whether keys get in nowhere: no host has an entry of them, live, followed or for the next boot.
  func expectNowhere(_ keys: [String], except: [String] = [], _ location: SourceLocation = #_sourceLocation)
    async throws
  {
    for node in Self.few where !except.contains(node) {
      let all = try await shell(
        "timeout 30 wg show wg0 peers; cat /etc/wireguard/*.conf /etc/wireguard/weft/example/follower/table 2>/dev/null; :",
        on: node
      ).checked()
      for key in keys { #expect(!all.output.contains(key), "\(node) has \(key)", sourceLocation: location) }
    }
  }

  /// Everyone reaches everyone, and there is nothing to do.
  func expectInStep(_ location: SourceLocation = #_sourceLocation) async throws {
    let ping = try await lab("ping")
    #expect(ping.exitCode == 0, "\(ping)", sourceLocation: location)
    let plan = try await plan()
    #expect(plan.exitCode == 0 && plan.output.contains("No changes."), "\(plan)", sourceLocation: location)
  }
}
