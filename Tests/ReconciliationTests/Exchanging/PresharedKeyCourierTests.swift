import MeshModel
import Planning
import SSH
import TestSupport
import Testing
import WireGuard

@testable import Reconciliation

/// Keys between real hosts: each a shell in namespaces of its own.
@Suite struct PresharedKeyCourierTests {
  /// Hosts with an empty `/etc/wireguard`, one of them busybox's.
  private struct Connector: HostConnector {
    func connect(to address: HostAddress) async throws -> any Host {
      let shell = address.node == "b" ? ["busybox", "ash"] : ["dash"]
      let host = await LocalHost(
        name: address.node, program: "unshare", arguments: ["--mount", "--pid", "--fork", "--kill-child"] + shell)
      _ = try await host.run("mkdir -p /etc/wireguard && mount -t tmpfs none /etc/wireguard")
      return host
    }
  }

  private let fleet = Fleet(connector: Connector(), mesh: "example", limit: 8)

  @Test func bothEndsHoldTheSameAndNobodyElse() async throws {
    try await open(["a", "b", "c"])
    let exchanges = [exchange("a", "b", from: "a"), exchange("a", "c", from: "c"), exchange("b", "c", from: "b")]
    #expect(await courier.carry(exchanges) == [:])
    let first = try await held()
    for one in exchanges {
      let (near, far) = (first[one.source]?[one.name(on: one.source)], first[one.target]?[one.name(on: one.target)])
      #expect(near != nil && near == far)
    }
    #expect(Set(first.values.flatMap(\.values)).count == 3 && first.values.allSatisfy { $0.count == 2 })
    #expect(try await run("a", "find /etc/wireguard/weft -type f ! -perm 600 -o -type d ! -perm 700") == "")

    // A lost file is filled again from the other end, and nothing is made anew.
    _ = try await run("b", "rm \(HostFolder.presharedKeys(mesh: "example"))/a.1")
    #expect(await courier.carry([exchange("a", "b", from: "a", isNew: false)]) == [:])
    #expect(try await held() == first)
    await fleet.close()
  }

  @Test func aHostThatCannotWriteIsNamedAndTheOthersAreServed() async throws {
    try await open(["a", "b", "c"])
    _ = try await run("b", "mkdir -p /etc/wireguard/weft/example; echo >/etc/wireguard/weft/example/psk")
    let failures = await courier.carry([exchange("a", "b", from: "a"), exchange("a", "c", from: "a")])
    #expect(failures.keys.sorted() == ["b"])
    #expect(try await held()["c"]?.count == 1)
    let making = await courier.carry([exchange("b", "c", from: "b")])
    #expect(making.keys.sorted() == ["b"])
    await fleet.close()
  }

  /// A full mesh of 40.
  @Test func aKeyPerTunnelOfAFullMesh() async throws {
    let names = (10..<50).map { "n\($0)" }
    try await open(names)
    let exchanges = names.flatMap { one in names.filter { $0 > one }.map { exchange(one, $0, from: one) } }
    let start = ContinuousClock.now
    #expect(await courier.carry(exchanges) == [:])
    print("\(exchanges.count) keys between \(names.count) hosts: \(ContinuousClock.now - start)")
    #expect(try await held(names).values.allSatisfy { $0.count == 39 })
    await fleet.close()
  }

  private var courier: PresharedKeyCourier { PresharedKeyCourier(fleet: fleet, mesh: "example") }

  private func exchange(_ one: String, _ other: String, from source: String, isNew: Bool = true) -> PresharedKeyExchange
  {
    PresharedKeyExchange(tunnel: Tunnel(one, other), generation: 1, source: source, isNew: isNew)
  }

  private func open(_ names: [String]) async throws {
    let readings = await fleet.observe(names.map { HostAddress(node: $0, host: "192.0.2.1") })
    #expect(readings.values.allSatisfy { $0.observation != nil })
  }

  private func held(_ names: [String] = ["a", "b", "c"]) async throws -> [String: [PresharedKeyName: String]] {
    await fleet.observe(names.map { HostAddress(node: $0, host: "192.0.2.1") }).compactMapValues {
      $0.observation?.presharedKeys
    }
  }

  private func run(_ node: String, _ script: ShellText) async throws -> String {
    let host = try #require(await fleet.session(node))
    return try await host.run(script).output
  }
}
