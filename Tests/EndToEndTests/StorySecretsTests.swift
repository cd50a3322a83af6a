import Testing

/// A private key never leaves its host, and a tunnel's pre-shared key never leaves its two.
extension EndToEnd.Story {
  @Test func keysAreOnTheirHostsAlone() async throws {
    try await withScene(example: LabScene.withPresharedKeys) { scene in
      try await Self.useEverything(scene)
      // What was printed so far; from here on, the test itself looks at keys.
      let printed = scene.transcript.outcomes
      let nodes = LabScene.nodes + ["sto-1", "branch-5"]
      // The first 43 characters of each secret: base64 without its padding.
      var secrets: [String: Set<String>] = [:]
      for node in nodes {
        let key = try await scene.shell("cat /etc/wireguard/weft/example/keys/*", on: node).checked()
        #expect(key.lines.count == 1, "\(node) has one key")
        let shared = try await scene.shell("cat /etc/wireguard/weft/example/psk/*", on: node).checked()
        secrets[node] = Set((key.lines + shared.lines).map { String($0.prefix(43)) })
      }
      let holders = secrets.values.flatMap(\.self).reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
      #expect(holders.values.count { $0 == 1 } == nodes.count, "private keys")
      #expect(holders.values.count { $0 == 2 } == Self.tunnels && holders.values.allSatisfy { $0 <= 2 })

      Self.expectNone(of: Set(holders.keys), in: printed)
      for machine in nodes + ["controller", "git"] {
        let own = secrets[machine] ?? []
        let others = Set(holders.keys).subtracting(own)
        #expect(try await Self.files(holding: others, on: machine, scene) == [], "on \(machine)")
        // Its own are where they have to be, and nowhere else.
        let files = try await Self.files(holding: own, on: machine, scene).map {
          $0.replacing(/^\/etc\/wireguard\/weft\/example\/(keys|psk)\/[^\/]+$/, with: "its file")
        }
        let expected = Array(repeating: "its file", count: own.count) + (own.isEmpty ? [] : ["/etc/wireguard/wg0.conf"])
        #expect(files.sorted() == expected.sorted(), "on \(machine)")
      }
      try await Self.expectNoSecretInGit(Set(holders.keys), scene)
    }
  }

  /// Of the example, with Stockholm in the full mesh and one more branch.
  private static let tunnels = 10 + 4 + 1

  /// Everything that there is to do, as talkative as it gets.
  private static func useEverything(_ scene: LabScene) async throws {
    try await scene.controller(["weft", "apply", "--yes", "--verbose"]).checked()
    try await scene.addNode("branch-5", branch)
    try await enrolStockholm(scene)
    try await enrolFromItsConsole("branch-5", scene)
    _ = try await scene.controller(["weft", "plan", "--verbose"])
    _ = try await scene.controller(["weft", "plan", "--format", "json"])
    try await scene.controller(["weft", "apply", "--yes", "--verbose"]).checked()
    for rotation in [["ams-1", "branch-5"], ["--preshared"]] {
      try await scene.controller(["weft", "rotate", "--verbose"] + rotation).checked()
      _ = try await scene.controller(["weft", "plan", "--verbose", "--format", "json"])
      try await scene.controller(["weft", "apply", "--yes", "--verbose"]).checked()
    }
    try await scene.controller(["weft", "revoke", "sto-1", "branch-5", "--yes", "--verbose"]).checked()
    try await scene.controller(["weft", "apply", "--yes", "--verbose"]).checked()
    for arguments in [["status", "--verbose"], ["plan", "--verbose"], ["validate", "--verbose"]] {
      try await scene.controller(["weft"] + arguments).checked()
    }
    for format in ["text", "markdown", "json"] {
      try await scene.controller(["weft", "diff", "--format", format, "HEAD~3..HEAD"]).checked()
    }
  }

  /// The files of a machine, the arguments and the environment of what runs there among them, that hold any of the
  /// needles. They go in by standard input, so that the search does not find itself.
  private static func files(
    holding needles: Set<String>, on machine: String, _ scene: LabScene
  ) async throws -> [String] {
    if needles.isEmpty { return [] }
    let script = """
      grep -rlsaF -f - /etc /var /root /home /run /tmp /proc/[0-9]*/cmdline /proc/[0-9]*/environ
      test $? -le 2
      """
    return try await scene.lab(
      "exec", [machine, "--", "sh", "-c", script], input: needles.joined(separator: "\n") + "\n"
    ).checked().lines
  }

  private static func expectNoSecretInGit(_ secrets: Set<String>, _ scene: LabScene) async throws {
    let objects = "git cat-file --batch-all-objects --batch"
    let all = [
      try await scene.controller(["sh", "-c", objects]).checked(),
      try await scene.shell("cd /var/git/mesh.git && " + objects, on: "git").checked(),
      try await scene.run(["sh", "-c", objects]).checked(),
    ]
    for outcome in all {
      #expect(outcome.output.contains("publicKey: "), "\(outcome.command) did not show the files")
    }
    expectNone(of: secrets, in: all)
  }

  /// A failure names the command; it does not show what it printed.
  private static func expectNone(of secrets: Set<String>, in outcomes: [Outcome]) {
    for outcome in outcomes {
      let text = outcome.description
      #expect(secrets.count(where: text.contains) == 0, "keys that show in \(outcome.command)")
    }
  }
}
