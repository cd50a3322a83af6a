import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The routed mesh of the example: from static to a routing protocol and back, and what may go wrong between.
  @Suite(.serialized, .needsFRR) struct RoutingProtocols {
    private static let fast = "helloInterval: 1, deadInterval: 4, bfd: {interval: 300, multiplier: 5}"

    /// The second mesh in the place of the first, without a protocol.
    private static func routed(_ scene: LabScene) throws {
      let files = FileManager.default
      for path in ["mesh.yaml", "nodes"] {
        try files.removeItem(atPath: "\(scene.repository)/\(path)")
        try files.moveItem(atPath: "\(scene.repository)/routed/\(path)", toPath: "\(scene.repository)/\(path)")
      }
      let path = scene.repository + "/mesh.yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let start = try #require(text.range(of: "\nrouting:"))
      let end = try #require(text.range(of: "\npolicy:"))
      let changed = text[..<start.lowerBound] + "\nrouting: static\n" + text[end.lowerBound...]
      try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test(arguments: ["ospf", "bgp"]) func aMeshGoesToAProtocolAndBack(routing: String) async throws {
      try await withScene(frr: true, example: Self.routed) { scene in
        try await scene.applied()
        try await scene.edit(
          "mesh.yaml", replacing: "routing: static", with: "routing: {protocol: \(routing), \(Self.fast)}")
        try await applied(scene)
        let status = try await scene.controller(["weft", "status"])
        #expect(status.exitCode == 0 && status.output.contains("adjacencies: "), "\(status)")
        #expect(!status.output.contains("down"), "\(status)")

        try await whatIsWrongIsNamedAndMended(scene, routing)
        try await aHubMayFail(scene)
        try await adjacenciesOutliveARotation(scene)

        try await scene.shell("/usr/lib/frr/frrinit.sh restart >/dev/null 2>&1", on: "hub-a", within: 60).checked()
        try await until("everybody has neighbours again") {
          try await scene.controller(["weft", "status"]).exitCode == 0
        }

        try await scene.edit(
          "mesh.yaml", replacing: "routing: {protocol: \(routing), \(Self.fast)}", with: "routing: static")
        try await applied(scene)
        for node in ["hub-a", "oslo", "porto"] {
          let running = try await scene.shell("vtysh -c 'show running-config'", on: node).checked()
          #expect(!running.output.contains("weft") && !running.output.contains("wg0"), "\(running)")
          let interfaces = try await scene.shell("wg show interfaces", on: node).checked()
          #expect(interfaces.lines == ["wg0"], "\(interfaces)")
        }
      }
    }

    /// Applies what is committed; then the hosts are in step, and everybody reaches everybody.
    private func applied(_ scene: LabScene) async throws {
      let apply = try await scene.controller(["weft", "apply", "--yes"])
      #expect(apply.exitCode == 0, "\(apply)")
      let plan = try await scene.controller(["weft", "plan", "--detailed-exitcode"])
      #expect(plan.exitCode == 0, "\(plan)")
      try await everybodyIsReached(scene)
    }

    private func everybodyIsReached(_ scene: LabScene) async throws {
      try await until("everybody reaches everybody") { try await scene.lab("ping").exitCode == 0 }
    }

    private func whatIsWrongIsNamedAndMended(_ scene: LabScene, _ routing: String) async throws {
      let timer =
        routing == "ospf"
        ? "vtysh -c 'configure terminal' -c 'interface wg0-hub-a' -c 'ip ospf hello-interval 7'"
        : "vtysh -c 'configure terminal' -c \"$(vtysh -c 'show running-config' | grep '^router bgp')\" "
          + "-c 'neighbor wg0-hub-a timers 7 21'"
      try await scene.shell(timer, on: "oslo").checked()
      try await scene.shell("ip link set wg0-hub-a multicast off", on: "lyon").checked()
      try await scene.shell("ip link set wg0-hub-a mtu 1300", on: "graz").checked()
      let status = try await scene.controller(["weft", "status"])
      #expect(status.exitCode == 2, "\(status)")
      for text in [routing == "ospf" ? "hello-interval" : "timers", "wg0-hub-a: multicast on", "wg0-hub-a: MTU"] {
        #expect(status.output.contains(text), "\(text): \(status)")
      }
      try await applied(scene)
      try await until("neighbours are there again") { try await scene.controller(["weft", "status"]).exitCode == 0 }
    }

    private func aHubMayFail(_ scene: LabScene) async throws {
      func way() async throws -> String {
        try await scene.shell("ip -o route get 10.31.12.9 | sed 's/.* dev \\([^ ]*\\).*/\\1/'", on: "oslo").output
      }
      // What is computed, and what the hosts do.
      let compared = try await scene.controller(["weft", "trace", "--compare", "oslo", "10.31.12.9"])
      #expect(compared.exitCode == 0, "\(compared)")
      try await scene.lab("link", ["hub-a", "down"]).checked()
      try await until("oslo goes through hub-b") { try await way().hasPrefix("wg0-hub-b") }
      try await scene.lab("link", ["hub-a", "up"]).checked()
      try await until("oslo goes through hub-a") { try await way().hasPrefix("wg0-hub-a") }
      try await everybodyIsReached(scene)
    }

    /// A key that a tunnel gets is nothing that its router sees.
    private func adjacenciesOutliveARotation(_ scene: LabScene) async throws {
      // How often neighbours came and went.
      func changes() async throws -> [String] {
        let script = """
          vtysh -c 'show ip ospf neighbor detail json' -c 'show bgp neighbors json' 2>/dev/null \\
            | grep -E '"(stateChangeCounter|connectionsDropped)"'
          """
        return try await scene.shell(script, on: "hub-b").checked().lines
      }
      let before = try await changes()
      #expect(before.count > 5)
      try await scene.controller(["weft", "rotate", "hub-b"]).checked()
      try await scene.withoutLoss(
        from: "oslo-lan", to: "porto-lan", rate: 100, "run", ["--", "weft", "apply", "--yes"])
      #expect(try await changes() == before)
    }
  }
}
