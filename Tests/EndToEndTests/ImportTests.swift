import Foundation
import Testing

extension EndToEnd {
  /// A mesh that is there already: read from its hosts, and managed from then on.
  @Suite(.serialized) struct Importing {
    /// The nodes of the example that the controller reaches without the mesh, and their hosts.
    private static let hosts = [
      "ams-1": "198.51.100.11", "branch-1": "203.0.113.51", "branch-2": "203.0.113.52", "fra-1": "203.0.113.20",
      "hub-a": "203.0.113.10", "nyc-1": "203.0.113.30",
    ]

    /// The example with those alone.
    private static func reachable(_ scene: LabScene) throws {
      for node in LabScene.nodes where hosts[node] == nil {
        try FileManager.default.removeItem(atPath: scene.repository + "/nodes/\(node).yaml")
      }
    }

    /// Those with addresses in the place of names: what is live could be reached by either family.
    private static func addressed(_ scene: LabScene) throws {
      try reachable(scene)
      for (node, host) in hosts {
        let path = scene.repository + "/nodes/\(node).yaml"
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
          line.hasPrefix("endpoint:") ? "endpoint: \(host):51820" : line
        }
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      }
    }

    /// Those with another core, and pre-shared keys of the third generation.
    private static func rotated(_ scene: LabScene, _ core: String) throws {
      try reachable(scene)
      let path = scene.repository + "/mesh.yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let changed = text.replacing("fullMesh: [core]", with: core) + "\npresharedKeys: {generation: 3}\n"
      try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static func read(_ scene: LabScene, as name: String, to folder: String) async throws -> Outcome {
      try await scene.controller(
        ["weft", "import", "hosts", "--name", name, "--out", folder] + hosts.values.sorted())
    }

    /// In a ring of three every node forwards, and two of them carry nothing.
    @Test(arguments: [
      ("fullMesh: [core]", 16), ("ring: [ams-1, fra-1, nyc-1]\n  - link: [hub-a, ams-1]", 12),
    ])
    func whatIsReadFromHostsOfWeftsHasAnEmptyPlan(core: String, peers: Int) async throws {
      func example(_ scene: LabScene) throws { try Self.rotated(scene, core) }
      try await withScene(example: example) { scene in
        try await scene.applied()
        let files = try await scene.files(of: "hub-a")
        let imported = try await Self.read(scene, as: "example", to: "/root/found")
        #expect(imported.exitCode == 0, "\(imported)")
        #expect(imported.output.contains("all 6 nodes and their \(peers) peers are as they were read"), "\(imported)")
        // It was read, and nothing more.
        #expect(try await scene.files(of: "hub-a") == files)

        try await scene.controller(
          ["sh", "-ec", "rm -r mesh.yaml nodes && cp -r /root/found/* . && git add -A && git commit -qm 'As found'"]
        ).checked()
        let plan = try await scene.controller(["weft", "plan", "--detailed-exitcode"])
        #expect(plan.exitCode == 0, "\(plan)")
        #expect(plan.output.contains("No changes. 6 nodes are in step"), "\(plan)")

        let again = try await Self.read(scene, as: "example", to: "/root/found")
        #expect(again.exitCode == 1 && again.errorOutput.contains("/root/found is not empty"), "\(again)")
      }
    }

    /// Replaces everything of Weft's on a host by a plain wg-quick file, with what is live in it.
    private static func asOthersDoIt(_ addresses: String) -> String {
      """
      set -e
      {
        echo '[Interface]'
        ip -o address show dev wg0 scope global | awk '{ print "Address = " $4 }' | sed '\(addresses)'
        wg showconf wg0 | sed 1d
      } >/root/wg0.conf
      wg-quick down wg0
      rm -r /etc/wireguard/weft
      mv /root/wg0.conf /etc/wireguard/wg0.conf
      wg-quick up wg0
      """
    }

    /// Most files that people write give an address the length of the whole network.
    @Test(arguments: ["", "s|/32$|/24|; s|/128$|/64|"])
    func aMeshThatWgQuickMadeIsAdopted(addresses: String) async throws {
      try await withScene(example: Self.addressed) { scene in
        try await scene.applied()
        for node in Self.hosts.keys { try await scene.shell(Self.asOthersDoIt(addresses), on: node).checked() }
        let nodes = Self.hosts.keys.sorted()
        let imported = try await Self.read(scene, as: "office", to: "/root/office")
        #expect(imported.exitCode == 0, "\(imported)")
        try await scene.controller(
          ["sh", "-ec", "cd /root/office && git init -q && git add -A && git commit -qm 'As found'"]
        ).checked()

        func weft(_ words: String...) async throws -> Outcome {
          try await scene.controller(["weft", words[0], "--repository", "/root/office"] + words.dropFirst())
        }
        let refused = try await weft("plan")
        #expect(refused.exitCode == 8, "\(refused)")
        #expect(refused.errorOutput.contains("weft enroll --adopt hub-a"), "\(refused)")

        let before = try await scene.states(of: nodes)
        let adopted = try await scene.controller(
          ["weft", "enroll", "--repository", "/root/office", "--adopt"] + nodes)
        #expect(adopted.exitCode == 0, "\(adopted)")
        #expect(try await scene.states(of: nodes) == before)

        // What it must: every destination gets a route of Weft's, and the boot files are written anew.
        let plan = try PlanReading(try await weft("plan", "--format", "json").checked())
        #expect(plan.waves.map(\.kind) == ["prepare"])
        #expect(Set(plan.steps.map(\.step.action)) == ["add-route"])
        let applied = try await weft("apply", "--yes")
        #expect(applied.exitCode == 0, "\(applied)")
        #expect(try await weft("plan", "--detailed-exitcode").exitCode == 0)

        // The addresses stay as they are until the interface is started anew, from Weft's file.
        let shown = "ip -o address show dev wg0 scope global | awk '{ print $4 }'"
        let kept = try await scene.shell(shown, on: "hub-a").checked().lines
        #expect(kept == (addresses.isEmpty ? ["10.10.0.1/32", "fd10:10::1/128"] : ["10.10.0.1/24", "fd10:10::1/64"]))
        try await scene.shell("wg-quick down wg0 && wg-quick up wg0", on: "hub-a").checked()
        let anew = try await scene.shell(shown, on: "hub-a").checked().lines
        #expect(anew == ["10.10.0.1/32", "fd10:10::1/128"])
        let last = try await weft("plan", "--detailed-exitcode")
        #expect(last.exitCode == 0, "\(last)")
      }
    }
  }
}
