package import FRR
import MeshModel
package import WireGuard

/// What routers have to have come to before the next wave: the protocol is asked, and not the clock.
package struct Convergence: Hashable, Sendable {
  /// Before traffic moves to a router, or anything goes: it has its neighbours, and knows what they announce.
  package var joined: [RouterCheck] = []
  /// Before tunnels go: nothing takes its way over them any more.
  package var drained: [RouterCheck] = []
  /// Whether traffic moves between a protocol's routes and Weft's: then tunnels must be up before it does.
  package var movesTraffic = false

  package init() {}
}

/// What one host's FRR is asked for.
package struct RouterCheck: Hashable, Sendable {
  package var node: String
  /// Neighbours that have to be there.
  package var adjacencies: [InterfaceName: Set<AdjacencyKind>] = [:]
  /// What the protocol has to know a way to; sorted.
  package var known: [Prefix] = []
  /// Tunnels that go.
  package var drained: Set<InterfaceName> = []
  /// What may not go over them any more, since the mesh has another way to it.
  package var elsewhere: Set<Prefix> = []

  package init(node: String) { self.node = node }
}

/// What a node's part in a plan does to routing.
///
/// What has to be waited for follows from what goes in the end, not from what is done before: an apply that was cut off did
/// that already, and the next one waits all the same.
struct RoutingChange {
  /// Whether it becomes a router, or another one, or gives up an interface.
  let expects: Bool
  /// Whether traffic moves between a protocol's routes and Weft's.
  let movesTraffic: Bool
  /// Tunnels with a protocol that it gives up, and stays a router.
  let drained: Set<InterfaceName>

  init(preparing: [Step], moving: [Step], leaving: [StrayInterface], isRouter: Bool) {
    let changes = moving.compactMap { step in
      if case .change(_, .setRank(let rank)) = step { rank } else { nil }
    }
    let leaving = isRouter ? leaving.filter { !$0.isKept } : []
    expects =
      !leaving.isEmpty || changes.contains(.yielding)
      || preparing.contains { if case .route = $0 { true } else { false } }
    movesTraffic = !changes.isEmpty
    drained = Set(leaving.filter { $0.live?.isRouted == true }.map(\.name))
  }

  /// Of a node that leaves the mesh: nobody waits for what it knows.
  init() { (expects, movesTraffic, drained) = (false, false, []) }
}

extension Convergence {
  init(_ results: [String: NodePlanner.Result], _ input: PlanningInput) {
    movesTraffic = results.values.contains { $0.routing.movesTraffic }
    let changing = Set(results.filter { $0.value.routing.expects }.keys)
    let draining = results.filter { !$0.value.routing.drained.isEmpty }
    guard !changing.isEmpty || !draining.isEmpty else { return }
    let nodes = Dictionary(input.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let neighborhood = Neighborhood(input.nodes.filter { $0.observation != nil })
    joined = changing.sorted().compactMap { name in
      nodes[name].flatMap { neighborhood.check($0) }
    }
    // Who is not reached may be up: its ways have to move too.
    let whole = draining.isEmpty ? neighborhood : Neighborhood(input.nodes)
    // Who gives the protocol up is announced by others from then on, and as long as it speaks itself that is preferred: OSPF
    // takes a way within the area before any other, whatever that costs (RFC 2328, section 11).
    let givingUp = input.nodes.filter { $0.desired != nil && $0.desired?.router == nil }.flatMap { node in
      (node.applied ?? node.recorded)?.router?.announced ?? []
    }
    drained = draining.sorted { $0.key < $1.key }.map { name, result in
      var check = RouterCheck(node: name)
      check.drained = result.routing.drained
      check.elsewhere = Set(nodes[name].flatMap { whole.check($0) }?.known ?? []).subtracting(givingUp)
      return check
    }
  }
}

/// Some routers, and who of them hears of whom.
private struct Neighborhood {
  private let routers: [String: RouterConfiguration]
  private let neighbors: [String: [(interface: InterfaceName, name: String)]]
  /// What is heard of behind each group of routers that pass on what they hear.
  private var groups: [String: Int] = [:]
  private var announced: [Set<Prefix>] = []

  init(_ nodes: [NodeInput]) {
    let routers = Dictionary(
      nodes.compactMap { node in node.desired?.router.map { (node.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    self.routers = routers
    neighbors = Dictionary(
      nodes.map { node in
        let ends = (node.desired?.interfaces ?? []).filter(\.configuration.isRouted).compactMap { interface in
          interface.peerNames.values.first.map { (interface.configuration.name, $0) }
        }
        return (node.name, ends.filter { routers[$0.1] != nil })
      }, uniquingKeysWith: { first, _ in first })
    for (name, router) in routers where router.isTransit && groups[name] == nil { collect(from: name) }
  }

  private mutating func collect(from start: String) {
    var found: Set<Prefix> = []
    var open = [start]
    groups[start] = announced.count
    while let name = open.popLast() {
      found.formUnion(routers[name]?.announced ?? [])
      for (_, next) in neighbors[name] ?? [] where groups[next] == nil {
        if routers[next]?.isTransit == true {
          groups[next] = announced.count
          open.append(next)
        } else {
          found.formUnion(routers[next]?.announced ?? [])
        }
      }
    }
    announced.append(found)
  }

  func check(_ node: NodeInput) -> RouterCheck? {
    guard let router = routers[node.name] else { return nil }
    let ends = neighbors[node.name] ?? []
    let names = Set(ends.map(\.interface))
    var check = RouterCheck(node: node.name)
    for interface in router.interfaces where names.contains(interface.name) {
      check.adjacencies[interface.name] = Set(router.kinds(of: interface))
    }
    var known: Set<Prefix> = []
    for name in ends.map(\.name) + [node.name] {
      known.formUnion(routers[name]?.announced ?? [])
      if let group = groups[name] { known.formUnion(announced[group]) }
    }
    check.known = known.subtracting(router.announced).sorted()
    return check
  }
}
