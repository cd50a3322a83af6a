import Testing

/// A private key never leaves its host.
extension EndToEnd.Story {
  @Test func privateKeysAreOnTheirHostsAlone() async throws {
    try await withScene { scene in
      try await Self.useEverything(scene)
      // What was printed so far; from here on, the test itself looks at keys.
      let printed = scene.transcript.outcomes
      let nodes = LabScene.nodes + ["sto-1", "branch-5"]
      var keys: [String: String] = [:]
      for node in nodes {
        let found = try await scene.shell("cat /etc/wireguard/weft/example/keys/*", on: node).checked()
        #expect(found.lines.count == 1, "\(node) has one key")
        keys[node] = found.lines.first.map { String($0.prefix(43)) }
      }
      #expect(Set(keys.values).count == nodes.count)

      Self.expectNone(of: keys, in: printed)
      for machine in nodes + ["controller", "git"] {
        let others = keys.filter { $0.key != machine }.values
        #expect(try await Self.files(holding: Array(others), on: machine, scene) == [], "on \(machine)")
        // Its own is where it has to be, and nowhere else.
        let own = keys[machine].map { [$0] } ?? []
        let files = try await Self.files(holding: own, on: machine, scene).map {
          $0.hasPrefix("/etc/wireguard/weft/example/keys/") ? "its file" : $0
        }
        #expect(files.sorted() == (own.isEmpty ? [] : ["/etc/wireguard/wg0.conf", "its file"]), "on \(machine)")
      }
      try await Self.expectNoSecretInGit(keys, scene)
    }
  }

  /// Everything that there is to do, as talkative as it gets.
  private static func useEverything(_ scene: LabScene) async throws {
    try await scene.controller(["weft", "apply", "--yes", "--verbose"]).checked()
    try await scene.addNode("branch-5", branch)
    try await enrolStockholm(scene)
    try await enrolFromItsConsole("branch-5", scene)
    _ = try await scene.controller(["weft", "plan", "--verbose"])
    _ = try await scene.controller(["weft", "plan", "--format", "json"])
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
  private static func files(holding needles: [String], on machine: String, _ scene: LabScene) async throws -> [String] {
    if needles.isEmpty { return [] }
    let script = """
      grep -rlsaF -f - /etc /var /root /home /run /tmp /proc/[0-9]*/cmdline /proc/[0-9]*/environ
      test $? -le 2
      """
    return try await scene.lab(
      "exec", [machine, "--", "sh", "-c", script], input: needles.joined(separator: "\n") + "\n"
    ).checked().lines
  }

  private static func expectNoSecretInGit(_ keys: [String: String], _ scene: LabScene) async throws {
    let objects = "git cat-file --batch-all-objects --batch"
    let all = [
      try await scene.controller(["sh", "-c", objects]).checked(),
      try await scene.shell("cd /var/git/mesh.git && " + objects, on: "git").checked(),
      try await scene.run(["sh", "-c", objects]).checked(),
    ]
    for outcome in all {
      #expect(outcome.output.contains("publicKey: "), "\(outcome.command) did not show the files")
    }
    expectNone(of: keys, in: all)
  }

  /// A failure names the command; it does not show what it printed.
  private static func expectNone(of keys: [String: String], in outcomes: [Outcome]) {
    for outcome in outcomes {
      let text = outcome.description
      let shown = keys.filter { text.contains($0.value) }.keys.sorted()
      #expect(shown == [], "keys that show in \(outcome.command)")
    }
  }
}
