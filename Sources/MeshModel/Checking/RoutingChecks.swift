import Diagnostics
import WireGuard

/// A mesh with a routing protocol has a name and a port for every tunnel, and rules that a protocol can keep.
enum RoutingChecks {
  static func run(
    _ declaration: MeshDeclaration, _ membership: Membership, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    let mesh = declaration.mesh
    guard !mesh.routing.isStatic else { return }
    let routed = nodes.filter { mesh.isRouted($0.node) }
    RoutedNumbers.run(routed, mesh, at: declaration.routingPlace, &findings)
    names(routed, mesh, &findings)
    families(routed, &findings)
    if let place = declaration.routingPlace { passiveInterfaces(routed, mesh, at: place, &findings) }
    for rule in mesh.topology {
      guard let cost = rule.tunnels.cost, cost.value > mesh.routing.maximumCost else { continue }
      findings.report(
        Diagnostic(
          code: .costRouted, "a cost of \(cost.value) is more than \(mesh.routing.protocol.rawValue) can carry here",
          at: .source(cost.place), remedy: "Use costs up to \(mesh.routing.maximumCost)."))
    }
    for rule in mesh.topology where !rule.joinsSpokes {
      findings.report(
        Diagnostic(
          code: .spokesApartRouted,
          "`spokeToSpoke: false` cannot be kept by `routing: \(mesh.routing.protocol.rawValue)`",
          at: .source(rule.place), consequence: "The hubs would pass on what one spoke sends to another."))
    }
    if mesh.routing.authentication != nil, !mesh.presharedKeys, let place = declaration.routingPlace {
      findings.report(
        Diagnostic(
          code: .authenticationKeys, "neighbours are to authenticate each other, and tunnels have no keys for it",
          at: .source(place),
          consequence: "Both ends derive the secret from a pre-shared key of their tunnel: nobody else has one.",
          remedy: "Add `presharedKeys: true`, or leave `authentication` out: WireGuard authenticates both ends already."
        ))
    }
    let (hello, dead) = (Int(mesh.routing.hello), Int(mesh.routing.dead))
    if dead < 2 * hello, let place = declaration.routingPlace {
      let usual = mesh.routing.helloInterval == nil ? ", if nothing else is said" : ""
      findings.report(
        Diagnostic(
          code: .deadInterval, "a neighbour is given up after \(dead) s, and says hello every \(hello) s\(usual)",
          at: .source(place), remedy: "Give it three or four hellos: `deadInterval: \(4 * hello)`."))
    }
  }

  /// A protocol carries a family where both ends of a tunnel have it, and announces networks of the families that their
  /// node has.
  private static func families(_ routed: [NodeDeclaration], _ findings: inout Findings) {
    let all = Set(routed.flatMap { $0.addresses.map(\.value.family) })
    for node in routed {
      let own = Set(node.addresses.map(\.value.family))
      guard let first = node.addresses.first else { continue }
      for missing in all.subtracting(own).sorted(by: { $0.rawValue < $1.rawValue }) {
        let other = routed.first { $0.addresses.contains { $0.value.family == missing } }
        findings.report(
          Diagnostic(
            code: .routedFamilies,
            "\(node.name) has no \(missing.name) address, and others that run the protocol have one",
            at: .source(first.place),
            notes: other?.addresses.first.map { [.init("one of them", at: .source($0.place))] } ?? [],
            consequence: "Nothing of that family would be passed on there.",
            remedy: "Give it one; or let it do without the protocol: `routing: static` in its file."))
      }
      for network in node.networks where !all.contains(network.value.family) {
        findings.report(
          Diagnostic(
            code: .routedFamilies,
            "the network \(network.value) is \(network.value.family.name), and no node has an address of that",
            at: .source(network.place), consequence: "The protocol would not carry it.",
            remedy: "Add an \(network.value.family.name) range to `addresses`, and give each node an address of it."))
      }
    }
  }

  /// On an interface that OSPF is passive on it has no neighbour.
  private static func passiveInterfaces(
    _ routed: [NodeDeclaration], _ mesh: Mesh, at place: SourceRange, _ findings: inout Findings
  ) {
    let interfaces = Set(routed.map { $0.node.interface ?? mesh.interface })
    let tunnels = interfaces.flatMap { interface in
      routed.compactMap { InterfaceName(tunnelTo: $0.name, beside: interface) }
    }
    let own = interfaces.union(tunnels)
    for name in Set(mesh.routing.passiveInterfaces).sorted() where own.contains(name) || name.text == "lo" {
      findings.report(
        Diagnostic(
          code: .passiveInterface, "\(name) is no interface towards networks behind nodes", at: .source(place),
          consequence: "OSPF would find no neighbour there.",
          remedy: "Name the interfaces that the networks are on, or leave `passiveInterfaces` out."))
    }
  }

  private static func names(_ routed: [NodeDeclaration], _ mesh: Mesh, _ findings: inout Findings) {
    for interface in Set(routed.map { $0.node.interface ?? mesh.interface }).sorted() {
      var seen: [InterfaceName: NodeDeclaration] = [:]
      for node in routed {
        guard let name = InterfaceName(tunnelTo: node.name, beside: interface) else {
          findings.report(
            Diagnostic(
              code: .tunnelName, "there is no room for \(node.name) in the names of tunnels beside \(interface)",
              at: node.place, consequence: "A name has 15 bytes: `\(interface)-`, and the other end's name.",
              remedy: "Give the interface a name of at most 8 bytes."))
          return
        }
        guard let other = seen.updateValue(node, forKey: name) else { continue }
        findings.report(
          Diagnostic(
            code: .tunnelName, "tunnels to \(node.name) and to \(other.name) would both be called \(name)",
            at: node.place, notes: [.init("the other", at: other.place)], remedy: "Give one of them a shorter name."))
      }
    }
  }
}
