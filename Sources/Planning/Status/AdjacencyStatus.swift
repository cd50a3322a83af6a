package import FRR
import MeshModel
import WireGuard

/// Whether the routers at the two ends of a tunnel are neighbours, judged from both of them.
package struct AdjacencyStatus: Hashable, Sendable {
  /// Names of the nodes; the first sorts first.
  package var ends: [String]
  package var kind: AdjacencyKind
  /// The protocol's own word at each end; `nil` where it has no such neighbour, or was not reached.
  package var states: [String?]
  /// Ends that were reached.
  package var reached: [Bool]
  package var isUp: Bool

  /// Why routers are likely no neighbours.
  package enum Cause: Hashable, Sendable {
    /// They hear each other and cannot exchange what they know: two MTUs.
    case exchange
    /// Only this end hears the other.
    case oneWay(heardAt: String)
    /// Neither end hears the other: other timers, no multicast, or the tunnel is down.
    case unheard
    case unexplained
  }

  /// `nil` while nothing is wrong.
  package var cause: Cause? {
    if isUp { return nil }
    if states.contains(where: { $0 == "ExStart" || $0 == "Exchange" || $0 == "Loading" }) { return .exchange }
    let heard = zip(ends, states).filter { $1 != nil }.map(\.0)
    if kind == .bgp || kind == .bfd { return .unexplained }
    if heard.isEmpty { return .unheard }
    return heard.count == 1 && reached.allSatisfy(\.self) ? .oneWay(heardAt: heard[0]) : .unexplained
  }
}

extension AdjacencyStatus {
  /// Those that the routers of a mesh should have, sorted; of tunnels neither end of which was reached nothing is said.
  static func all(_ input: PlanningInput) -> [AdjacencyStatus] {
    let nodes = Dictionary(input.nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [Key: AdjacencyStatus] = [:]
    for node in input.nodes {
      guard let router = node.desired?.router, let seen = node.reading.routing else { continue }
      let states = Dictionary(
        seen.adjacencies.map { ([$0.interface.text, $0.kind.rawValue], $0) }, uniquingKeysWith: { first, _ in first })
      for interface in router.interfaces {
        guard let name = node.desired?.peerName(interface.name), nodes[name]?.desired?.router != nil else { continue }
        for kind in router.kinds(of: interface) {
          let key = Key(pair: Pair(node.name, name), kind: kind)
          let isFirst = key.pair.first == node.name
          let state = states[[interface.name.text, kind.rawValue]]
          var status =
            found[key]
            ?? AdjacencyStatus(
              ends: [key.pair.first, key.pair.second], kind: kind, states: [nil, nil], reached: [false, false],
              isUp: true)
          status.states[isFirst ? 0 : 1] = state?.state
          status.reached[isFirst ? 0 : 1] = true
          status.isUp = status.isUp && state?.isUp == true
          found[key] = status
        }
      }
    }
    return found.values.sorted {
      ($0.ends[0], $0.ends[1], $0.kind.rawValue) < ($1.ends[0], $1.ends[1], $1.kind.rawValue)
    }
  }

  private struct Key: Hashable {
    let pair: Pair
    let kind: AdjacencyKind
  }
}

extension DesiredNode {
  /// The node at the other end of an interface that one tunnel has.
  func peerName(_ interface: InterfaceName) -> String? {
    interfaces.first { $0.configuration.name == interface }?.peerNames.values.first
  }
}

extension RouterConfiguration {
  /// What the neighbour of a tunnel is to be: for OSPF a neighbour of each family that the mesh has.
  func kinds(of interface: RouterInterface) -> [AdjacencyKind] {
    let detection: [AdjacencyKind] = interface.hasBFD ? [.bfd] : []
    switch routing {
    case .bgp: return [.bgp] + detection
    case .ospf: return Set(addresses.map(\.family)).map { $0 == .ipv4 ? .ospf : .ospf6 } + detection
    }
  }
}
