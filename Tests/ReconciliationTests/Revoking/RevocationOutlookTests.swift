import Git
import MeshModel
import Planning
import TestSupport
import Testing
import WireGuard

@testable import Reconciliation

/// Which keys are stolen with a host, who knows them, and which key is nobody's but its own.
struct RevocationOutlookTests {
  private let declared = PublicKey.numbered(1)
  private let staged = PublicKey.numbered(101)
  private let made = PublicKey.numbered(201)

  /// node1, node2 and node3 in a full mesh, and a phone; node2 can be reached through node1 alone.
  private func look(
    at list: Revocations = Revocations(), key: PublicKey?, holding keys: [PublicKey]?, makesKeys: Bool = true,
    node: String = "node1"
  ) async throws -> RevocationOutlook.Node {
    var outlook: RevocationOutlook.Node?
    try await GitSandbox.run { sandbox in
      var files = MeshFixtures.fullMesh(3).mapValues { String(decoding: $0, as: UTF8.self) }
      files["nodes/node1.yaml"] = files["nodes/node1.yaml"]?.replacing(
        "publicKey: \(MeshFixtures.key(1))", with: key.map { "publicKey: \($0)" } ?? "")
      files["nodes/node2.yaml"] = files["nodes/node2.yaml"]?.replacing(
        "ssh: {host: 203.0.113.2}", with: "ssh: {host: 10.10.0.2, jump: node1}")
      files["nodes/phone.yaml"] =
        "publicKey: \(MeshFixtures.key(9))\naddresses: [10.10.0.9, fd10:10::9]\ntags: [core]\nmanaged: false\n"
      let path = try await sandbox.makeRepository("work", files)
      let repository = try Repository(around: path, environment: sandbox.environment)
      let id = try await sandbox.id("HEAD", in: path)
      let version = try await MeshVersion.load(id, from: repository, folder: "")
      var readings: [String: NodeInput.Reading] = ["node2": .unreached(reason: "connection refused")]
      readings["node1"] = keys.map { .observed(host(holding: $0)) } ?? .unreached(reason: "no route")
      readings["node3"] = .observed(host(holding: []))
      let observation = Reconciler.Observation(
        situation: Situation(desired: version, applied: nil, revocations: list), readings: readings)
      outlook = try RevocationOutlook([node], makesKeys: makesKeys, in: version, observation).nodes.first
    }
    return try #require(outlook)
  }

  private func host(holding keys: [PublicKey]) -> HostObservation {
    HostObservation(
      clock: HostClock(unixSeconds: 1, uptimeTicks: 1, bootID: "boot"), interfaces: [],
      forwarding: Forwarding(ipv4: false, ipv6: false), bootFiles: [], marker: nil, keys: keys, abilities: .none)
  }

  @Test func everyKeyOnTheHostIsStolen() async throws {
    let node = try await look(key: declared, holding: [declared, staged])
    #expect(node.keys == [declared, staged].sorted() && node.next == nil && node.getsKey && node.unreached == nil)
    #expect(node.knownBy == ["node2", "node3"] && node.unreachedPeers == ["node2"])
    #expect(node.unmanagedPeers == ["phone"] && node.onlyWayTo == ["node2"])
    let events = RevocationOutlook(nodes: [node]).events(owner: "ada")
    #expect(events.contains(.revoked(staged, node: "node1", owner: "ada")))
    #expect(events.contains(.accepted(declared, host: "node2")) && events.count == 2 + 4)
  }

  @Test func whereTheHostCannotBeReadItIsTheDeclaredOne() async throws {
    let node = try await look(key: declared, holding: nil)
    #expect(node.keys == [declared] && !node.getsKey && node.unreached == "no route")
  }

  @Test func inForeignHandsItGetsNone() async throws {
    let node = try await look(key: declared, holding: [declared], makesKeys: false)
    #expect(node.keys == [declared] && !node.getsKey && node.unreached == nil)
  }

  /// Cut short: what was made since the others went onto the list is the node's own, where it has it still.
  @Test func theKeyThatWasMadeIsNotStolen() async throws {
    let list = Revocations().adding([
      .revoked(declared, node: "node1", owner: "ada"), .revoked(staged, node: "node1", owner: "ada"),
      .made(made, node: "node1"),
    ])
    let node = try await look(at: list, key: declared, holding: [declared, made, staged])
    #expect(node.keys == [] && node.next == made && node.getsKey)
    let lost = try await look(at: list, key: declared, holding: [declared])
    #expect(lost.keys == [] && lost.next == nil && lost.getsKey)
    // One that nobody listed may have been there all the time.
    let other = try await look(at: list, key: declared, holding: [declared, made, .numbered(7)])
    #expect(other.keys == [.numbered(7)] && other.next == made)
    // Committed and stolen again, it is like any other.
    let again = try await look(at: list, key: made, holding: [made])
    #expect(again.keys == [made] && again.next == nil && again.getsKey)
    let foreign = try await look(at: list, key: declared, holding: [declared, made], makesKeys: false)
    #expect(foreign.keys == [made] && foreign.next == nil)
  }

  @Test func aNodeWithoutAKeyHasNoneToRevoke() async throws {
    await #expect(throws: RevocationError.notEnrolled("node1")) { _ = try await look(key: nil, holding: nil) }
    let list = Revocations().adding([.revoked(declared, node: "node1", owner: "ada")])
    await #expect(throws: RevocationError.revokedAlready("node1")) {
      _ = try await look(at: list, key: nil, holding: [declared])
    }
    // What is on the host all the same is stolen, and nothing makes it part of the mesh.
    let node = try await look(at: list, key: nil, holding: [declared, staged])
    #expect(node.keys == [staged] && !node.getsKey)
  }

  @Test func aNodeThatNobodyManagesIsDropped() async throws {
    let node = try await look(key: declared, holding: [declared], node: "phone")
    #expect(node.keys.map(\.description) == [MeshFixtures.key(9)] && !node.isManaged && !node.getsKey)
    #expect(node.knownBy == ["node1", "node2", "node3"] && node.unreached == nil)
  }
}
