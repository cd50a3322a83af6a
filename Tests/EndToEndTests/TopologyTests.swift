import Foundation
import MeshModel
import TestSupport
import Testing
import WireGuard

extension EndToEnd {
  /// What the compiler says of who reaches whom, held against hosts.
  @Suite(.serialized) struct Topologies {
    /// A source that reached a destination.
    private struct Reach: Hashable, CustomStringConvertible {
      var source: String
      var destination: String

      var description: String { source + " → " + destination }
    }

    /// Between them every rule, nodes that are not enrolled, and spokes that are kept from each other.
    static let seeds = [0, 1, 34, 38, 57]

    /// A machine with addresses in the mesh: a node, or the computer behind it.
    private struct Machine {
      var name: String
      var node: String
      var addresses: [String]
    }

    private func machines(_ compiler: MeshCompiler, _ scene: LabScene) async throws -> [Machine] {
      var machines: [Machine] = []
      for node in compiler.nodes {
        machines.append(Machine(name: node.name, node: node.name, addresses: node.addresses.map(\.description)))
        guard !node.networks.isEmpty else { continue }
        let script = "ip -o address show scope global | awk '{ sub(\"/.*\", \"\", $4); print $4 }'"
        let addresses = try await scene.shell(script, on: node.name + "-lan").checked().lines
        #expect(addresses.count == node.networks.count)
        machines.append(Machine(name: node.name + "-lan", node: node.name, addresses: addresses))
      }
      return machines
    }

    /// Which machines reach which, from each of their addresses to each of the same family.
    /// - Parameters:
    ///   - seconds: how long each is tried at most.
    ///   - chosen: whether a node, or what is behind it, is to be tried from another.
    private func reached(
      _ machines: [Machine], within seconds: Int, _ scene: LabScene, where chosen: (String, String) -> Bool
    ) async throws -> (found: Set<Reach>, missing: Set<Reach>) {
      try await withThrowingTaskGroup(of: Set<Reach>.self) { group in
        var tried: Set<Reach> = []
        for machine in machines {
          let others = machines.filter { $0.node != machine.node && chosen(machine.node, $0.node) }.flatMap(\.addresses)
          let reaches = machine.addresses.flatMap { source in
            others.filter { $0.contains(":") == source.contains(":") }.map { Reach(source: source, destination: $0) }
          }
          let pings = reaches.map { reach in
            "ping -q -c 1 -W \(seconds) -I \(reach.source) \(reach.destination) >/dev/null 2>&1 && echo '\(reach)' &"
          }
          tried.formUnion(reaches)
          group.addTask {
            let script = (pings + ["wait"]).joined(separator: "\n")
            let lines = Set(try await scene.shell(script, on: machine.name).checked().lines)
            return Set(reaches.filter { lines.contains($0.description) })
          }
        }
        let found = try await group.reduce(into: Set<Reach>()) { $0.formUnion($1) }
        return (found, tried.subtracting(found))
      }
    }

    @Test(arguments: seeds) func hostsReachWhomTheCompilerSays(_ seed: Int) async throws {
      let topology = try RandomTopology(seed: seed, nodes: 8...12)
      let compiler = MeshCompiler(topology.mesh)
      try await withScene(example: topology.write) { scene in
        try await scene.applied()
        let machines = try await machines(compiler, scene)
        let near = try await reached(machines, within: 30, scene) { compiler.reached(from: $0).contains($1) }
        #expect(near.missing == [] && near.found.isEmpty == false)
        // The tunnels carry packets by now: an answer would be there in milliseconds.
        let far = try await reached(machines, within: 2, scene) { !compiler.reached(from: $0).contains($1) }
        #expect(far.found == [] && far.missing.isEmpty == false)
      }
    }
  }
}

extension RandomTopology {
  /// Puts the mesh where another one is.
  fileprivate func write(to scene: LabScene) throws {
    let repository = scene.repository
    try FileManager.default.removeItem(atPath: repository + "/nodes")
    try FileManager.default.createDirectory(atPath: repository + "/nodes", withIntermediateDirectories: true)
    for (path, bytes) in files { try Data(bytes).write(to: URL(fileURLWithPath: repository + "/" + path)) }
  }
}
