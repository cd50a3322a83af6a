import MeshModel
import Testing
import WireGuard

@testable import Lab

@Suite struct LayoutTests {
  private func declared(_ nodes: [String: String], rules: String = "") -> Mesh? {
    var files = Dictionary(uniqueKeysWithValues: nodes.map { ("nodes/\($0).yaml", Array($1.utf8)) })
    let text = "version: 1\nname: m\naddresses: [10.9.0.0/24]\ntopology:\n  - {hubs: [z], spokes: [all]}\n" + rules
    files["nodes/z.yaml"] = Array(
      "addresses: [10.9.0.99]\nendpoint: z.example.net:1\nssh: {host: z.example.net}\n".utf8)
    files["mesh.yaml"] = Array(text.utf8)
    return MeshLoader.load(files: files, folder: "").mesh
  }

  @Test func declaredAddressesAreKeptAndTheRestIsTheLabsOwn() throws {
    let mesh = try #require(
      declared([
        "a": "addresses: [10.9.0.1]\ntags: [all]\nendpoint: 198.18.0.18:51820\nssh: {host: a.example.net}\n",
        "b": "addresses: [10.9.0.2]\ntags: [all]\nendpoint: b.example.net:51820\nssh: {host: b.example.net}\n",
      ]))
    let layout = try LabLayout(mesh)
    let a = try #require(layout.machines.first { $0.name == "a" }?.uplink)
    #expect(a.addresses.map(\.description).first == "198.18.0.18/32")
    #expect(a.addresses.count == 2, "and an IPv6 address of the lab's")
    let all = layout.machines.compactMap(\.uplink).flatMap(\.addresses)
    #expect(Set(all).count == all.count, "no address is given twice, nor one that is declared")
    #expect(layout.names["b.example.net"]?.count == 2)
    #expect(layout.names["a.example.net"] == a.addresses.prefix(1).map(\.address))
    let again = try LabLayout(mesh, keeping: layout.machines)
    #expect(again.machines == layout.machines)
  }

  @Test func nodesWithOneSSHHostShareItsNAT() throws {
    let mesh = try #require(
      declared([
        "a": "addresses: [10.9.0.1]\ntags: [all]\nssh: {host: office.example.net, port: 2201}\n",
        "b": "addresses: [10.9.0.2]\ntags: [all]\nssh: {host: office.example.net, port: 2202}\n",
        "c": "addresses: [10.9.0.3]\ntags: [all]\nssh: {host: 10.9.0.3, jump: a}\n",
      ]))
    let layout = try LabLayout(mesh)
    let nats = layout.machines.filter { $0.role == .nat }
    #expect(nats.map(\.name) == ["a-nat", "c-nat"])
    #expect(Set(nats[0].forwards.map(\.port)) == [2201, 2202])
    #expect(nats[1].forwards.isEmpty)
    #expect(layout.machines.first { $0.name == "b" }?.uplink?.machine == "a-nat")
  }

  /// A node that some peers reach somewhere else has those addresses too, beside its own.
  @Test func endpointsOfRulesArePlacesOfTheMachine() throws {
    let mesh = try #require(
      declared(
        [
          "a": "addresses: [10.9.0.1]\ntags: [all]\nendpoint: 203.0.113.9:51820\nssh: {host: a.example.net}\n",
          "b": "addresses: [10.9.0.2]\ntags: [all]\nendpoint: b.example.net:51820\nssh: {host: b.example.net}\n",
        ],
        rules: "  - {link: [a, b], endpoints: {a: \"192.0.2.7:51820\", b: b.lan:51820}}\n"
          + "  - {link: [a, z], endpoints: {a: \"[2001:db8::7]:51820\", z: \"192.0.2.8:1\"}}\n"))
    let layout = try LabLayout(mesh)
    let addresses = { (name: String) in
      layout.machines.first { $0.name == name }?.uplink?.addresses.map(\.description) ?? []
    }
    #expect(addresses("a").first == "203.0.113.9/32", "what it sends comes from its own address")
    #expect(addresses("a").suffix(2) == ["192.0.2.7/32", "2001:db8::7/128"] && addresses("a").count == 4)
    #expect(addresses("z").count == 3 && addresses("z").last == "192.0.2.8/32")
    #expect(layout.names["z.example.net"]?.count == 2, "the lab's own, one of each family")
    #expect(layout.names["b.lan"]?.count == 2 && layout.names["b.lan"] == layout.names["b.example.net"])
    let again = try LabLayout(mesh, keeping: layout.machines)
    #expect(again.machines == layout.machines)
  }

  /// A node behind NAT that a rule gives an endpoint stays behind it: a port of the NAT leads there.
  @Test func aNATForwardsWhatRulesReachBehindIt() throws {
    let rule = { (c: String, d: String) in
      "  - {link: [z, c], endpoints: {c: \"192.0.2.7:\(c)\"}}\n  - {link: [z, d], endpoints: {d: \"192.0.2.7:\(d)\"}}\n"
    }
    let nodes = [
      "c": "addresses: [10.9.0.3]\ntags: [all]\nssh: {host: 10.9.0.3, jump: z}\n",
      "d": "addresses: [10.9.0.4]\ntags: [all]\nlistenPort: 51999\nssh: {host: 10.9.0.4, jump: z}\n",
    ]
    let layout = try LabLayout(try #require(declared(nodes, rules: rule("4500", "4501"))))
    let nats = layout.machines.filter { $0.role == .nat }
    #expect(nats.map(\.name) == ["c-nat"], "both are reached at its address")
    #expect(nats[0].uplink?.addresses.map(\.description).contains("192.0.2.7/32") == true)
    #expect(layout.machines.filter { $0.uplink?.machine == "c-nat" }.map(\.name) == ["c", "d"])
    let forwards = nats[0].forwards.filter { $0.target.family == .ipv4 }
    #expect(forwards.map { "\($0.transport) \($0.port) \($0.targetPort)" } == ["udp 4500 51820", "udp 4501 51999"])
    let script = BootScript(folder: try LabFolder("m"), machine: nats[0], hosts: "", controllerKey: "").text
    let target = forwards.map(\.target.address.description)
    #expect(script.contains("udp dport 4501 dnat ip to \(target[1]):51999"))
    let clash = try #require(declared(nodes, rules: rule("4500", "4500")))
    #expect(throws: LabError.self) { _ = try LabLayout(clash) }
  }

  @Test(arguments: [
    (["git": "endpoint: 203.0.113.1:1"], "git"),
    (["a": "endpoint: 203.0.113.1:1", "b": "endpoint: 203.0.113.1:2"], "b"),
    (["a": "endpoint: 203.0.113.1:1", "a-lan": "endpoint: 203.0.113.2:2"], "a-lan"),
    (["a": "endpoint: 198.18.0.1:1"], "a"),
  ])
  func whatCannotBeBuiltIsRefused(nodes: [String: String], at node: String) throws {
    let whole = nodes.sorted { $0.key < $1.key }.enumerated().map { index, entry in
      (
        entry.key,
        "addresses: [10.9.0.\(index + 1)]\ntags: [all]\n" + entry.value + "\nssh: {host: s\(index).example.net}\n"
      )
    }
    let mesh = try #require(declared(Dictionary(uniqueKeysWithValues: whole)))
    #expect {
      _ = try LabLayout(mesh)
    } throws: { error in
      if case LabError.unsupported(node, _)? = error as? LabError { true } else { false }
    }
  }

  @Test(arguments: ["hub", "a-very-long-name-of-a-node", "eth0", "lan0", "lo"])
  func portsAreNamesThatLinuxTakes(machine: String) {
    let port = Underlay.port(machine)
    #expect(InterfaceName(port) != nil)
    #expect(!["eth0", "lan0", "lo"].contains(port))
  }

  @Test(arguments: ["", "A", "a b", "../x", "-a", String(repeating: "a", count: 33)])
  func labNamesThatAreNone(name: String) {
    #expect(throws: LabError.invalidName(name)) { try Lab(name: name) }
  }
}
