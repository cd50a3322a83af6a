import Planning
import Reporting
import TestSupport
import Testing
import WireGuard

/// A mesh's state as people read it.
struct StatusReportTests {
  private let applied = (commit: "c0ffee1", age: "5 min ago")

  private func text(_ status: MeshStatus, isVerbose: Bool = false) -> String {
    StatusText(style: TextStyle(hasColor: false), isVerbose: isVerbose).render(status, mesh: "test", applied: applied)
  }

  @Test func inStep() throws {
    let scene = try Scene(nodes: 3)
    let input = try scene.input(observed: scene.inStep(), applied: scene)
    let status = MeshStatus(input, drift: try Planner.plan(input), behindNAT: [])
    Golden.expect(text(status), "in-step.txt")
    Golden.expect(text(status, isVerbose: true), "in-step-verbose.txt")
  }

  /// A node that is gone, a peer that somebody removed by hand, and a tunnel that fell silent.
  @Test func whatIsWrongIsSaid() throws {
    let scene = try Scene(nodes: 4)
    var observed = try scene.inStep()
    observed["n4"] = nil
    observed["n1"]?.interfaces[0].configuration.peers.removeAll { $0.publicKey == .numbered(2) }
    observed["n1"]?.interfaces[0].status[.numbered(3)] = PeerStatus(latestHandshake: Scene.now - 540)
    observed["n3"]?.interfaces[0].status[.numbered(1)] = PeerStatus(latestHandshake: Scene.now - 541)
    for name in ["n1", "n2", "n3"] {
      observed[name]?.interfaces[0].status[.numbered(4)] = PeerStatus(latestHandshake: Scene.now - 7300)
    }
    let input = try scene.input(observed: observed, applied: scene)
    let status = MeshStatus(input, drift: try Planner.plan(input), behindNAT: ["n1", "n4"])
    Golden.expect(text(status), "wrong.txt")
  }

  /// Of nodes that were not reached nobody knows whether they are in step.
  @Test func howManyWereReachedIsSaid() throws {
    let scene = try Scene(nodes: 3)
    var observed = try scene.inStep()
    observed["n3"] = nil
    for (observed, file) in [(observed, "one-away.txt"), ([:], "all-away.txt")] {
      let input = try scene.input(observed: observed, applied: scene)
      Golden.expect(text(MeshStatus(input, drift: try Planner.plan(input), behindNAT: [])), file)
    }
  }

  /// Every cause in words.
  @Test func causes() throws {
    let causes: [TunnelStatus.Cause?] = [
      .missingPeer(on: "a", peer: "b"), .noKeepalive(from: "a", to: "b"), .unreached("b"),
      .noAnswer(from: "a", to: "b"), .noEndpoint(on: "a", peer: "b"), .unexplained, nil,
    ]
    let scene = try Scene(nodes: 2)
    let input = try scene.input(observed: scene.inStep(), applied: scene)
    var status = MeshStatus(input, drift: try Planner.plan(input), behindNAT: [])
    status.tunnels = causes.map { cause in
      var tunnel = status.tunnels[0]
      tunnel.ends = ["a", "b"]
      tunnel.health = cause == nil ? .idle : .down
      tunnel.age = cause == .unexplained ? nil : 3600
      tunnel.cause = cause
      return tunnel
    }
    Golden.expect(text(status, isVerbose: true), "causes.txt")
  }

  @Test(arguments: [
    (0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"), (172_799, "47 h"),
    (172_800, "2 days"),
  ]) func agesAreSaidAsPeopleSayThem(seconds: Int64, expected: String) { #expect(Age.text(seconds) == expected) }
}
