import MeshModel
import TestSupport
import Testing
import WireGuard

/// Trace, simulation and the compiler agree, on meshes of all sorts.
struct AnalysisPropertyTests {
  /// Every way between two nodes, by following packets.
  private struct Ways {
    var nodes: [Tunnel: [String]] = [:]

    init(_ compiler: MeshCompiler) throws {
      var tracer = PacketTracer(compiler)
      for source in compiler.nodes {
        let known = Set(compiler.desired(source.name)?.interfaces.flatMap(\.configuration.routes) ?? [])
        for other in compiler.nodes where other.name != source.name {
          for address in other.addresses + other.networks.map(\.address) {
            let trace = try tracer.trace(from: source.name, to: address)
            let isKnown = known.contains { $0.contains(address) }
            #expect(trace.isAnswered == isKnown, "\(source.name) → \(address)")
            #expect(!trace.arrives || trace.isSymmetric)
            if trace.arrives { nodes[Tunnel(source.name, other.name)] = trace.way.map(\.node) }
          }
        }
      }
    }

    /// Pairs that an outage takes apart, both ends of which are up.
    func lost(_ outage: Outage) -> Set<Tunnel> {
      Set(
        nodes.filter { pair, way in
          guard !outage.nodes.contains(pair.first), !outage.nodes.contains(pair.second) else { return false }
          return way.contains { outage.nodes.contains($0) }
            || zip(way, way.dropFirst()).contains { outage.tunnels.contains(Tunnel($0, $1)) }
        }.keys)
    }
  }

  private func pairs(_ groups: [LossGroup]) -> [Tunnel] {
    groups.flatMap { group -> [Tunnel] in
      let inner = group.nodes.enumerated().flatMap { index, one in
        group.nodes.dropFirst(index + 1).map { Tunnel(one, $0) }
      }
      return group.nodes.flatMap { one in group.others.map { Tunnel(one, $0) } } + (group.loseEachOther ? inner : [])
    }
  }

  @Test(arguments: 0..<40)
  func simulationsLoseWhatPacketsLose(_ seed: Int) throws {
    let compiler = MeshCompiler(try RandomTopology(seed: seed).mesh)
    let ways = try Ways(compiler)
    var random = SeededGenerator(seed: seed)
    let names = compiler.nodes.map(\.name)
    for _ in 0..<6 {
      let outage = Outage(
        nodes: Set(names.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))),
        tunnels: Set(compiler.tunnels.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))))
      let simulation = try Simulation(outage, in: compiler)
      let lost = ways.lost(outage)
      let told = pairs(simulation.groups)
      #expect(Set(told) == lost && told.count == lost.count, "\(outage)")
      #expect(simulation.lost == lost.count)
      #expect(simulation.groups.map(\.pairs).reduce(0, +) == lost.count)
      for loss in simulation.networks where !loss.isDown {
        let losers = lost.filter { $0.first == loss.node || $0.second == loss.node }
        #expect(loss.before - loss.after == losers.count, "\(loss.node)")
      }
    }
  }

  @Test(arguments: 0..<20)
  func everySinglePointIsWhatItsOwnSimulationSays(_ seed: Int) throws {
    let compiler = MeshCompiler(try RandomTopology(seed: seed).mesh)
    let each = SinglePoints(compiler)
    var points: [SinglePoints.Part: Int] = [:]
    var (own, spare) = (0, 0)
    for node in compiler.nodes {
      let lost = try Simulation(Outage(nodes: [node.name]), in: compiler).lost
      if lost > 0 { points[.node(node.name)] = lost }
    }
    for tunnel in compiler.tunnels {
      let simulation = try Simulation(Outage(tunnels: [tunnel]), in: compiler)
      if simulation.lost == 0 {
        spare += 1
      } else if pairs(simulation.groups) == [tunnel] {
        own += 1
      } else {
        points[.tunnel(tunnel)] = simulation.lost
      }
    }
    #expect(Dictionary(uniqueKeysWithValues: each.points.map { ($0.part, $0.pairs) }) == points)
    #expect(each.points.map(\.pairs) == each.points.map(\.pairs).sorted(by: >))
    #expect(each.privateTunnels == own && each.spareTunnels == spare)
    #expect(each.pairs == (try Ways(compiler).nodes.count))
  }
}
