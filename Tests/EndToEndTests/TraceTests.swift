import Testing

extension EndToEnd {
  /// What `trace --compare` says of hosts where somebody put a route by hand.
  @Suite(.serialized) struct Traces {
    @Test func aRouteByHandIsNamed() async throws {
      try await withScene { scene in
        try await scene.applied()
        let question = ["weft", "trace", "branch-3", "10.20.21.2", "--compare"]
        let nodes = ["branch-3", "hub-a", "branch-1"]
        var before: [String: (files: [String], commands: Int)] = [:]
        for node in nodes { before[node] = (try await scene.files(of: node), try await scene.record(of: node).count) }
        let sound = try await scene.controller(question)
        #expect(sound.exitCode == 0, "\(sound)")
        #expect(sound.output.contains("3 of 3 nodes observed"), "\(sound)")
        #expect(sound.lines.last == "The hosts agree, there and back.", "\(sound)")
        for node in nodes {
          let old = try #require(before[node])
          let commands = try await scene.record(of: node).dropFirst(old.commands)
          #expect(commands.contains { $0.starts(with: ["ip", "-o", "-4", "route", "get"]) }, "\(node) was not asked")
          #expect(commands.filter { !LabScene.isRead($0) } == [], "\(node)")
          #expect(try await scene.files(of: node) == old.files, "\(node)")
        }

        try await scene.on("hub-a", ["ip", "route", "add", "blackhole", "10.20.21.2"]).checked()
        let hole = try await scene.controller(question)
        #expect(hole.exitCode == 1, "\(hole)")
        #expect(
          hole.lines.contains { $0.hasPrefix("  ✗ hub-a ") && $0.contains("blackhole; computed: → branch-1") },
          "\(hole)")
        #expect(hole.output.contains("`ip route del blackhole 10.20.21.2/32`"), "\(hole)")
        #expect(hole.output.contains("Back, the hosts agree."), "\(hole)")
        // It is what packets meet.
        let ping = ["ping", "-q", "-c", "1", "-W", "2", "10.20.21.2"]
        #expect(try await scene.on("branch-3", ping).exitCode != 0)
        try await scene.on("hub-a", ["ip", "route", "del", "blackhole", "10.20.21.2"]).checked()
        #expect(try await scene.on("branch-3", ping).exitCode == 0)

        // The answer's way, in the other family: by a route that leads to nobody.
        try await scene.on("hub-a", ["ip", "-6", "route", "add", "fd10:10::23", "dev", "lo", "metric", "1"]).checked()
        let back = try await scene.controller(["weft", "trace", "branch-1", "fd10:10::11", "--compare"])
        #expect(back.exitCode == 0, "\(back)")
        let lost = try await scene.controller(["weft", "trace", "branch-1", "fd10:10::23", "--compare"])
        #expect(lost.exitCode == 1, "\(lost)")
        #expect(lost.output.contains("it goes into lo, where it ends; computed: → branch-3"), "\(lost)")
        #expect(lost.output.contains("metric 1: not Weft's, but of a person or a script (protocol boot)"), "\(lost)")

        try await scene.lab("link", ["ams-1", "down"]).checked()
        let away = try await scene.controller(["weft", "trace", "nyc-1", "10.10.0.11", "--compare"])
        #expect(away.exitCode == 3, "\(away)")
        #expect(away.output.contains("1 of 2 nodes observed"), "\(away)")
      }
    }
  }
}
