import TestSupport
import Testing
import WireGuard

@testable import Planning

struct TunnelStatusTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var a = Example()
    var b = Example()
    var health: TunnelStatus.Health
    var cause: TunnelStatus.Cause?
    var age: Int64?
  }

  /// One end as it is seen; by default an open one whose last handshake was 10 s ago.
  struct Example: Sendable {
    var isManaged = true
    var isReached = true
    var isBehindNAT = false
    var hasPeer = true
    var keepalive: UInt16 = 0
    var endpoint: String? = "203.0.113.9:51820"
    /// Seconds since the latest handshake.
    var age: Int64? = 10
    var received: UInt64 = 100
    var sent: UInt64 = 100

    func end(_ name: String) -> TunnelStatus.End {
      let isThere = isReached && hasPeer
      let peer = Peer(
        publicKey: .numbered(1), endpoint: endpoint.flatMap { Endpoint($0) }, allowedIPs: [], keepalive: keepalive)
      let status = PeerStatus(latestHandshake: age.map { Scene.now - $0 }, received: received, sent: sent)
      return TunnelStatus.End(
        name: name, isManaged: isManaged, isReached: isReached, isBehindNAT: isBehindNAT, live: isThere ? peer : nil,
        status: isThere ? status : nil, now: Scene.now)
    }
  }

  private static let lost = Example(isReached: false)
  private static let old = Example(age: 600)
  private static let never = Example(age: nil)
  private static let phone = Example(isManaged: false, isReached: false, isBehindNAT: true)
  private static let partner = Example(isManaged: false, isReached: false)

  private static let cases = [
    Case(testDescription: "both ends agree", health: .up, age: 10),
    Case(testDescription: "the younger of two handshakes counts", a: Example(age: 400), health: .up, age: 10),
    Case(testDescription: "just young enough", a: Example(age: 135), b: Example(age: 135), health: .up, age: 135),
    Case(testDescription: "nobody sends anything", a: Example(age: 136), b: Example(age: 136), health: .idle, age: 136),
    Case(testDescription: "one end is enough", b: lost, health: .up, age: 10),
    Case(testDescription: "no end is none", a: lost, b: lost, health: .unknown),
    Case(
      testDescription: "one end does not have the other", b: Example(hasPeer: false), health: .down,
      cause: .missingPeer(on: "b", peer: "a"), age: 10),
    Case(
      testDescription: "a mapping that nobody keeps open", a: Example(isBehindNAT: true, age: 600),
      b: Example(endpoint: nil, age: 600), health: .down, cause: .noKeepalive(from: "a", to: "b"), age: 600),
    Case(
      testDescription: "an end that we do not reach either", a: Example(keepalive: 25, age: 600), b: lost,
      health: .down, cause: .unreached("b"), age: 600),
    Case(
      testDescription: "the surest cause comes first", a: Example(hasPeer: false), b: lost, health: .down,
      cause: .missingPeer(on: "a", peer: "b")),
    Case(
      testDescription: "a handshake that is never answered", a: Example(keepalive: 25, age: nil, received: 0), b: never,
      health: .down, cause: .noAnswer(from: "a", to: "b")),
    Case(
      testDescription: "a name that does not resolve", a: Example(endpoint: nil, age: nil, received: 0, sent: 0),
      b: Example(age: nil, received: 0, sent: 0), health: .down, cause: .noEndpoint(on: "a", peer: "b")),
    Case(
      testDescription: "kept alive, and silent", a: Example(keepalive: 25, age: 600), b: old, health: .down,
      cause: .unexplained, age: 600),
    Case(testDescription: "a phone that is there", b: phone, health: .up, age: 10),
    Case(testDescription: "a phone that is off", a: old, b: phone, health: .idle, age: 600),
    Case(testDescription: "a phone that never came", a: Example(endpoint: nil, age: nil), b: phone, health: .idle),
    Case(
      testDescription: "a phone that was never told of", a: Example(hasPeer: false), b: phone, health: .down,
      cause: .missingPeer(on: "a", peer: "b")),
    Case(
      testDescription: "a partner's router that does not answer", a: Example(keepalive: 25, age: nil, received: 0),
      b: partner, health: .down, cause: .noAnswer(from: "a", to: "b")),
    Case(
      testDescription: "a partner's router that went silent is not called unreached",
      a: Example(keepalive: 25, age: 600), b: partner, health: .down, cause: .unexplained, age: 600),
    Case(testDescription: "a phone behind a node that we do not reach", a: lost, b: phone, health: .unknown),
  ]

  @Test(arguments: cases) func judgedFromBothEnds(example: Case) {
    let status = TunnelStatus(example.a.end("a"), example.b.end("b"))
    #expect(status.health == example.health)
    #expect(status.cause == example.cause)
    #expect(status.age == example.age)
    let turned = TunnelStatus(example.b.end("b"), example.a.end("a"))
    #expect((turned.health, turned.age) == (status.health, status.age), "the order of the ends does not matter")
  }

  @Test func aMeshIsItsTunnelsSortedAndWhoWasNotReached() throws {
    let scene = try Scene(nodes: 3)
    var observed = try scene.inStep()
    observed["n3"] = nil
    let input = try scene.input(observed: observed, applied: scene)
    let status = MeshStatus(input, drift: try Planner.plan(input), behindNAT: [])
    #expect(status.tunnels.map(\.ends) == [["n1", "n2"], ["n1", "n3"], ["n2", "n3"]])
    #expect(status.count(.up) == 3, "its peers still see it")
    #expect(status.nodes == 3)
    #expect(status.unreached.map(\.name) == ["n3"])
    #expect(status.drift.isEmpty)
  }

  /// A node without an input of its own is one that is not managed.
  @Test func aPeerThatIsNotManagedIsNeverCalledUnreached() throws {
    let scene = try Scene(nodes: 3)
    var input = try scene.input(observed: scene.inStep(), applied: scene)
    input.nodes.removeAll { $0.name == "n3" }
    for index in input.nodes.indices {
      guard case .observed(var host, _) = input.nodes[index].reading else { continue }
      host.interfaces[0].status[.numbered(3)] = PeerStatus(latestHandshake: Scene.now - 600)
      host.interfaces[0].configuration.peers = host.interfaces[0].configuration.peers.map { peer in
        Peer(publicKey: peer.publicKey, endpoint: peer.endpoint, allowedIPs: peer.allowedIPs, keepalive: 25)
      }
      input.nodes[index].reading = .observed(host)
    }
    let status = MeshStatus(input, drift: try Planner.plan(input), behindNAT: [])
    #expect(status.tunnels.filter { $0.ends.contains("n3") }.map(\.cause) == [.unexplained, .unexplained])
    #expect(status.unreached.isEmpty)
  }
}
