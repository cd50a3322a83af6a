import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

/// What no order can keep, and how it is named.
@Suite struct ContinuityCauseTests {
  /// Hosts in step with a scene of three, and the plan once the scene is changed a little.
  private func continuity(
    _ change: (inout DesiredNode) -> Void, at name: String = "n2", beside: Set<String> = [],
    hosts: (inout [String: HostObservation]) -> Void = { _ in }
  ) throws -> Continuity {
    let scene = try Scene(nodes: 3)
    var observed = try scene.inStep()
    hosts(&observed)
    var input = try scene.input(observed: observed, applied: scene)
    input.rotation.parallel = beside
    for index in input.nodes.indices where input.nodes[index].name == name {
      if var desired = input.nodes[index].desired {
        change(&desired)
        input.nodes[index].desired = desired
      }
    }
    return try Planner.plan(input).continuity
  }

  @Test func anotherListenPortInterruptsEveryTunnelOfTheNode() throws {
    let continuity = try continuity { $0.interfaces[0].configuration.listenPort = 51821 }
    #expect(continuity.interruptions.map(\.tunnel.description) == ["n1 ↔ n2", "n2 ↔ n3"])
    #expect(Set(continuity.interruptions.map(\.cause)) == [.listenPort(of: "n2")])
    #expect((continuity.tunnels, continuity.kept) == (3, 1))
    #expect(continuity.violations.isEmpty)
  }

  @Test func anotherInterfaceInterruptsEveryTunnelOfTheNode() throws {
    let name = try #require(InterfaceName("wg1"))
    let continuity = try continuity { $0.interfaces[0].configuration.name = name }
    #expect(continuity.interruptions.map(\.tunnel.description) == ["n1 ↔ n2", "n2 ↔ n3"])
    #expect(Set(continuity.interruptions.map(\.cause)) == [.interface(of: "n2")])
    #expect((continuity.tunnels, continuity.kept) == (3, 1))
  }

  private func moveEndpoint(_ node: inout DesiredNode) {
    node.interfaces[0].configuration.peers = node.interfaces[0].configuration.peers.map { peer in
      var peer = peer
      if peer.publicKey == .numbered(1) { peer.endpoint = Endpoint("203.0.113.99:51820") }
      return peer
    }
  }

  @Test func anotherEndpointOfALiveTunnelInterruptsIt() throws {
    let continuity = try continuity { moveEndpoint(&$0) }
    #expect(continuity.interruptions.map(\.tunnel.description) == ["n1 ↔ n2"])
    #expect(continuity.interruptions.map(\.cause) == [.endpoint(of: "n1", at: "n2")])
  }

  /// Beside, over second interfaces, neither interrupts anything.
  @Test func aMoveBesideInterruptsNothing() throws {
    let port = try continuity({ $0.interfaces[0].configuration.listenPort = 51821 }, beside: ["n2"])
    #expect(port.interruptions.isEmpty && (port.tunnels, port.kept) == (3, 3))
    let endpoint = try continuity({ moveEndpoint(&$0) }, beside: ["n1"])
    #expect(endpoint.interruptions.isEmpty && (endpoint.tunnels, endpoint.kept) == (3, 3))
    // That of another node is none.
    #expect(try continuity({ moveEndpoint(&$0) }, beside: ["n2", "n3"]).interruptions.count == 1)
  }

  @Test func aDeadTunnelIsNotJudged() throws {
    let continuity = try continuity {
      moveEndpoint(&$0)
    } hosts: { hosts in
      for (name, other) in [("n1", 2), ("n2", 1)] {
        hosts[name]?.interfaces[0].status[.numbered(other)]?.latestHandshake = nil
      }
    }
    #expect(continuity.interruptions.isEmpty)
    #expect((continuity.tunnels, continuity.down) == (2, 1))
  }

  @Test func aTunnelThatIsNoLongerDeclaredIsNotJudged() throws {
    let (before, after) = (try Scene(nodes: 3), try Scene(nodes: 3) { first, second in (first, second) != (1, 2) })
    let continuity = try Planner.plan(after.input(observed: before.inStep(), applied: before)).continuity
    #expect((continuity.tunnels, continuity.kept, continuity.down) == (2, 2, 0))
  }

  @Test func toolsThatReplaceAllPrefixesLoseSinglePackets() throws {
    let (before, after) = (try Scene(nodes: 3), try Scene(nodes: 3, networks: [2: ["10.20.2.0/24"]]))
    var observed = try before.inStep()
    observed["n1"]?.abilities.hasIncrementalAllowedIPs = false
    let continuity = try Planner.plan(after.input(observed: observed, applied: before)).continuity
    #expect(continuity.interruptions.map(\.tunnel.description) == ["n1 ↔ n2"])
    #expect(continuity.interruptions.map(\.cause) == [.replacedAllowedIPs(at: "n1")])
    #expect(continuity.kept == 3)
  }

  @Test func aPeerThatDoesNotLearnTheNewKeyIsNamed() throws {
    var fleet = try ModelFleet(from: Scene(nodes: 4), to: Scene(nodes: 4, keys: [2: 102]))
    fleet.unreached = ["n3"]
    fleet.rotation.without = ["n3"]
    let continuity = try Planner.plan(fleet.input()).continuity
    #expect(continuity.interruptions.map(\.tunnel.description) == ["n2 ↔ n3"])
    #expect(continuity.interruptions.map(\.cause) == [.without(peer: "n3", of: "n2")])
    #expect((continuity.tunnels, continuity.switching, continuity.waysBack) == (6, 2, 2))
  }

  @Test func aPrefixThatMovesIsNamedWithItsPlaces() throws {
    let before = try Scene(nodes: 4, networks: [2: ["10.20.2.0/24"]])
    let after = try Scene(nodes: 4, networks: [3: ["10.20.2.0/24"]])
    let continuity = try Planner.plan(after.input(observed: before.inStep(), applied: before)).continuity
    #expect(continuity.moves.map { [$0.prefix.description, $0.from, $0.to] } == [["10.20.2.0/24", "n2", "n3"]])
    #expect(continuity.moves.map(\.nodes) == [["n1", "n4"]])
    #expect(continuity.kept == continuity.tunnels)
  }
}
