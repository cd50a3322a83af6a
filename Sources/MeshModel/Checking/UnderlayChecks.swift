import Diagnostics
import WireGuard

/// Settings with which the network below does not carry the tunnels as it should.
///
/// What counts is what a tunnel gets: what a rule says of it goes before what a node says, and that before the mesh.
enum UnderlayChecks {
  static func run(
    _ declaration: MeshDeclaration, _ membership: Membership, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    let mesh = declaration.mesh
    let policies = mesh.topology.compactMap(\.tunnels.keepalive?.value) + nodes.compactMap(\.settings.keepalive?.value)
    let mtus = nodes.compactMap(\.settings.mtu?.value) + [mesh.mtu]
    let mayFail = (
      keepalives: (policies + [mesh.keepalive]).contains(where: isWeak),
      mtus: mtus.contains { $0 + overhead(.ipv6) > ethernet }
    )
    // Most meshes need no look at their tunnels.
    guard mayFail.keepalives || mayFail.mtus else { return }
    let tunnels = DeclaredTunnels(mesh.topology, membership, nodes)
    if mayFail.keepalives { keepalives(declaration, tunnels, &findings) }
    if mayFail.mtus { self.mtus(declaration, tunnels, &findings) }
  }

  /// Seconds: a NAT may forget an idle UDP mapping after two minutes (RFC 4787, REQ-5), and many do.
  private static let mappingLifetime: UInt16 = 120

  private static func isWeak(_ policy: KeepalivePolicy) -> Bool {
    if case .seconds(let seconds) = policy { seconds == 0 || seconds > mappingLifetime } else { false }
  }

  private static func keepalives(
    _ declaration: MeshDeclaration, _ tunnels: DeclaredTunnels, _ findings: inout Findings
  ) {
    let mesh = declaration.mesh
    var hidden: [SourceRange: (policy: KeepalivePolicy, nodes: [NodeDeclaration])] = [:]
    for (index, node) in tunnels.nodes.enumerated() where node.isManaged && !node.written.endpoint {
      var told: Set<SourceRange> = []
      for peer in tunnels.peers(of: index) {
        let settings = tunnels.settings(index, peer)
        let own = settings.keepalive ?? node.settings.keepalive
        guard settings.endpoints[node.name] == nil, isWeak(own?.value ?? mesh.keepalive),
          let place = own?.place ?? declaration.keepalivePlace, told.insert(place).inserted
        else { continue }
        hidden[place, default: (own?.value ?? mesh.keepalive, [])].nodes.append(node)
      }
    }
    for (place, found) in hidden { keepalive(found.policy, place, found.nodes, &findings) }
  }

  private static func keepalive(
    _ policy: KeepalivePolicy, _ place: SourceRange, _ hidden: [NodeDeclaration], _ findings: inout Findings
  ) {
    guard case .seconds(let seconds) = policy, let first = hidden.first else { return }
    let names = Listing.text(hidden.map(\.name)) + (hidden.count == 1 ? " is" : " are")
    findings.report(
      Diagnostic(
        code: .keepaliveMissing,
        seconds == 0
          ? "keepalives are off, and \(names) behind NAT"
          : "\(seconds) s between keepalives are more than a NAT has to remember, and \(names) behind one",
        at: .source(place), notes: [.init("\(first.name) has no `endpoint`", at: first.place)],
        consequence: "The mapping of an idle tunnel expires, and nothing comes in until the node sends by itself.",
        remedy: "Use `auto`: every 25 s, from an end behind NAT alone."))
  }

  /// What WireGuard adds to a packet: an outer header (20 bytes of IPv4, 40 of IPv6), 8 of UDP, 32 of its own.
  private static func overhead(_ family: IPAddress.Family) -> Int { family == .ipv4 ? 60 : 80 }

  private static let ethernet = 1_500
  /// The largest frames that are common. What lies between is meant for an underlay with jumbo frames.
  private static let jumbo = 9_000

  private static func mtus(
    _ declaration: MeshDeclaration, _ tunnels: DeclaredTunnels, _ findings: inout Findings
  ) {
    var large: [SourceRange: (mtu: Int, ipv6: DeclaredTunnels.End?)] = [:]
    for index in tunnels.nodes.indices {
      // An interface has the smallest MTU of its tunnels.
      let peers = tunnels.peers(of: index)
      let mtus = peers.flatMap { peer -> [(value: Int, place: SourceRange?)] in
        [own(index, declaration, tunnels), own(peer, declaration, tunnels)]
          + (tunnels.settings(index, peer).mtu.map { [($0.value, $0.place)] } ?? [])
      }
      guard let (mtu, source) = mtus.min(by: { $0.value < $1.value }), let place = source else { continue }
      for peer in peers where large[place]?.ipv6 == nil {
        let end = tunnels.end(between: index, peer)
        let ipv6 = end.flatMap { $0.endpoint.value.address?.family == .ipv6 ? $0 : nil }
        let packet = mtu + overhead(ipv6 == nil ? .ipv4 : .ipv6)
        if packet > underlay(mtu), ipv6 != nil || large[place] == nil { large[place] = (mtu, ipv6) }
      }
    }
    for (place, found) in large { report(found.mtu, place, found.ipv6, &findings) }
  }

  /// What an MTU is meant for.
  private static func underlay(_ mtu: Int) -> Int { mtu > ethernet ? jumbo : ethernet }

  private static func own(
    _ index: Int, _ declaration: MeshDeclaration, _ tunnels: DeclaredTunnels
  ) -> (value: Int, place: SourceRange?) {
    let mtu = tunnels.nodes[index].settings.mtu
    return (mtu?.value ?? declaration.mesh.mtu, mtu?.place ?? declaration.mtuPlace)
  }

  private static func report(
    _ mtu: Int, _ place: SourceRange, _ ipv6: DeclaredTunnels.End?, _ findings: inout Findings
  ) {
    let family: IPAddress.Family = ipv6 == nil ? .ipv4 : .ipv6
    let underlay = underlay(mtu)
    findings.report(
      Diagnostic(
        code: .mtuTooLarge,
        "packets of \(mtu) bytes become \(mtu + overhead(family)) over \(family.name): more than the \(underlay) of "
          + (underlay == jumbo ? "jumbo frames" : "Ethernet"),
        at: .source(place),
        notes: ipv6.map { [.init("the endpoint of \($0.node) is IPv6", at: .source($0.endpoint.place))] } ?? [],
        consequence:
          "They would be sent in fragments, which many networks drop: small packets pass and large ones hang.",
        remedy: "Use \(underlay - overhead(family)) or less."))
  }
}
