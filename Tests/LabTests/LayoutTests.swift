import MeshModel
import Testing
import WireGuard

@testable import Lab

@Suite struct LayoutTests {
  private func declared(_ nodes: [String: String]) -> Mesh? {
    var files = Dictionary(uniqueKeysWithValues: nodes.map { ("nodes/\($0).yaml", Array($1.utf8)) })
    let text = "version: 1\nname: m\naddresses: [10.9.0.0/24]\ntopology:\n  - {hubs: [z], spokes: [all]}\n"
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
