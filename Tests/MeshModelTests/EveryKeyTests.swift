import Diagnostics
import MeshModel
import TestSupport
import Testing
import WireGuard

/// A repository that uses every key there is: all are read, and mean what they say.
struct EveryKeyTests {
  static let mesh = """
    version: 1
    name: example
    interface: wg1
    listenPort: 51821
    mtu: 1380
    addresses: [10.10.0.0/24, fd10:10::/64]
    persistentKeepalive: 20
    presharedKeys: {generation: 3}
    ssh: {user: admin, port: 2222}
    topology:
      - fullMesh: [hub-a, hub-b]
      - hubs: [hub-a, hub-b]
        spokes: [branch]
        spokeToSpoke: false
      - link: [branch-1, hub-a]
        persistentKeepalive: 15
        mtu: 1300
        cost: 3
        endpoints: {hub-a: "192.0.2.1:51821"}
      - chain: [hub-a, site-1]
      - ring: [hub-a, hub-b, site-1]
      - gateways: [[hub-a], [site-2]]
    nodes:
      site-1:
        publicKey: \(MeshFixtures.key(31))
        addresses: [10.10.0.31]
        endpoint: site-1.example.net:51821
        tags: [site]
        interface: wg7
        listenPort: 51877
        mtu: 1370
        persistentKeepalive: off
        rotation: {method: auto}
        ssh: {host: 192.0.2.31}
      site-2: {publicKey: \(MeshFixtures.key(32)), addresses: [10.10.0.32], tags: [site], managed: false}
    defaults:
      site: {interface: wg2, mtu: 1390, persistentKeepalive: 30, forward: true, rotation: {method: timed}, ssh: {port: 2022, user: ops, jump: hub-a}}
    routing:
      protocol: static
      helloInterval: 5
      deadInterval: 20
      bfd: {interval: 100, multiplier: 4, behindNAT: true}
      authentication: {generation: 2}
      basePort: 52000
      autonomousSystem: 4200001000
      passiveInterfaces: [lan0, eth1]
    policy:
      rotation: {method: parallel, maxAge: 90d, maxParallel: 2, unreachable: {wait: 7d, then: without}}
      removals: {max: 10%, minimumNodes: 7}
      undeclaredPeers: keep
      signedCommits: {required: true}
    """

  static func hub(_ name: String, _ number: UInt16) -> String {
    """
    publicKey: \(MeshFixtures.key(number))
    addresses: [10.10.0.\(number), "fd10:10::\(number)"]
    endpoint: \(name).example.net:51821
    ssh: {host: \(name).example.net}
    """
  }

  static let branch = """
    publicKey: \(MeshFixtures.key(21))
    addresses: [10.10.0.21, "fd10:10::21"]
    networks: [10.20.21.0/24]
    tags: [branch]
    managed: true
    forward: true
    ssh:
      host: 10.10.0.21
      port: 22
      user: root
      hostKey: [\(MeshFixtures.hostKey) branch-1]
      jump: [hub-a, hub-b]
    """

  static let files = [
    "mesh.yaml": mesh, "nodes/hub-a.yaml": hub("hub-a", 1), "nodes/hub-b.yaml": hub("hub-b", 2),
    "nodes/branch-1.yaml": branch,
  ].mapValues { Array($0.utf8) }

  @Test func allAreWrittenHere() {
    let text = Self.files.values.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    for (place, section) in MeshLanguage.sections {
      for key in section.keys { #expect(text.contains("\(key.name):"), "\(place): \(key.name)") }
    }
  }

  @Test func allAreRead() throws {
    let (loaded, diagnostics) = MeshLoader.load(files: Self.files, folder: "")
    #expect(diagnostics.map(\.code) == ["hubs-static"])
    let mesh = try #require(loaded)
    #expect(mesh.interface == InterfaceName("wg1"))
    #expect(mesh.listenPort == 51_821)
    #expect(mesh.mtu == 1_380)
    #expect(
      mesh.routing
        == RoutingSettings(
          .static, helloInterval: 5, deadInterval: 20,
          bfd: BFDSettings(interval: 100, multiplier: 4, behindNAT: true), authentication: 2, basePort: 52_000,
          autonomousSystem: 4_200_001_000, passiveInterfaces: ["lan0", "eth1"].compactMap { InterfaceName($0) }))
    #expect(mesh.keepalive == .seconds(20))
    #expect(mesh.presharedKeys)
    #expect(mesh.presharedKeyGeneration == 3)
    #expect(mesh.ssh == SSHDefaults(user: "admin", port: 2_222))
    #expect(mesh.topology.map(\.joinsSpokes) == [true, false, true, true, true, true])
    let tunnel = mesh.topology[2].tunnels
    #expect(tunnel.keepalive?.value == .seconds(15) && tunnel.mtu?.value == 1_300 && tunnel.cost?.value == 3)
    #expect(tunnel.endpoints["hub-a"]?.value == Endpoint("192.0.2.1:51821"))
    let sites = mesh.nodes.filter { $0.tags == ["site"] }
    #expect(sites.map(\.interface) == [InterfaceName("wg7"), InterfaceName("wg2")])
    #expect(sites.map(\.listenPort) == [51_877, nil] && sites.map(\.mtu) == [1_370, 1_390])
    #expect(sites.map(\.keepalive) == [.seconds(0), .seconds(30)] && sites.map(\.forwards) == [true, true])
    #expect(sites.map(\.rotationMethod) == [.auto, .timed])
    #expect(sites[0].ssh == SSHTarget(host: "192.0.2.31", port: 2_022, user: "ops", jump: ["hub-a"]))
    #expect(
      mesh.policy.rotation
        == RotationPolicy(method: .parallel, maxAge: 90 * 86_400, maxParallel: 2, unreachableWait: 7 * 86_400))
    #expect(mesh.policy.removals == RemovalLimit(percent: 10, minimumNodes: 7))
    #expect(mesh.policy.undeclaredPeers == .keep)
    #expect(mesh.policy.requiresSignedCommits)
    let branch = try #require(mesh.nodes.first)
    #expect(branch.name == "branch-1")
    #expect(branch.forwards)
    #expect(branch.endpoint == nil)
    #expect(
      branch.ssh
        == SSHTarget(
          host: "10.10.0.21", port: 22, user: "root", hostKeys: [MeshFixtures.hostKey], jump: ["hub-a", "hub-b"]))
  }
}
