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
    for node in routed { number(node, mesh, routed, &findings) }
    numbersTwice(routed, mesh, &findings)
    names(routed, mesh, &findings)
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
    if let hello = mesh.routing.helloInterval, let dead = mesh.routing.deadInterval, dead < 2 * hello,
      let place = declaration.routingPlace
    {
      findings.report(
        Diagnostic(
          code: .deadInterval, "a neighbour is given up after \(dead) s, and says hello every \(hello) s",
          at: .source(place), remedy: "Give it three or four hellos: `deadInterval: \(4 * hello)`."))
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

  /// Every other node's tunnel to it listens on a port as far from the base as its address is from the range's first.
  private static func number(
    _ node: NodeDeclaration, _ mesh: Mesh, _ routed: [NodeDeclaration], _ findings: inout Findings
  ) {
    guard let number = mesh.number(of: node.node), let address = node.addresses.min(by: { $0.value < $1.value }),
      let base = routed.map({ mesh.routing.basePort ?? $0.node.listenPort ?? mesh.listenPort }).max(),
      UInt128(base) + number > 65_535
    else { return }
    let room = 65_535 - Int(base)
    findings.report(
      Diagnostic(
        code: .tunnelPort,
        "\(address.value) is \(number) addresses into its range, and ports end \(room) above \(base)",
        at: .source(address.place),
        consequence: "A tunnel to \(node.name) listens on the base port and as many more.",
        remedy: number <= 64_000
          ? "Lower the base: `routing: {protocol: \(mesh.routing.protocol.rawValue), basePort: \(65_535 - Int(number))}`."
          : "Give it an address within the first 64,000 of its range, or declare a narrower range."))
  }

  private static func numbersTwice(_ routed: [NodeDeclaration], _ mesh: Mesh, _ findings: inout Findings) {
    var seen: [UInt128: NodeDeclaration] = [:]
    for node in routed {
      guard let number = mesh.number(of: node.node), let address = node.addresses.min(by: { $0.value < $1.value })
      else { continue }
      guard let other = seen[number] else {
        seen[number] = node
        continue
      }
      // That two have one address is told already.
      guard let theirs = other.addresses.min(by: { $0.value < $1.value }), theirs.value != address.value
      else { continue }
      findings.report(
        Diagnostic(
          code: .tunnelPort, "\(node.name) and \(other.name) lie \(number) addresses into their ranges",
          at: .source(address.place), notes: [.init("the other", at: .source(theirs.place))],
          consequence: "Tunnels to both would listen on one port.",
          remedy: "Give each node an address of the first range, or take another one."))
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
