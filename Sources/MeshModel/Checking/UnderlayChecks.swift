import Diagnostics
import WireGuard

/// Settings with which the network below does not carry the tunnels as it should.
enum UnderlayChecks {
  static func run(_ declaration: MeshDeclaration, _ nodes: [NodeDeclaration], _ findings: inout Findings) {
    if let place = declaration.keepalivePlace {
      let others = nodes.filter { $0.settings.keepalive == nil }
      keepalive(declaration.mesh.keepalive, place, others, &findings)
    }
    if let place = declaration.mtuPlace { mtu(declaration.mesh.mtu, place, nodes, &findings) }
    // What a tag says stands at one place for all its nodes, and is told once.
    for (place, group) in Dictionary(grouping: nodes, by: { $0.settings.keepalive?.place }) {
      guard let place, let policy = group.first?.settings.keepalive?.value else { continue }
      keepalive(policy, place, group, &findings)
    }
    for (place, group) in Dictionary(grouping: nodes, by: { $0.settings.mtu?.place }) {
      guard let place, let value = group.first?.settings.mtu?.value else { continue }
      mtu(value, place, nodes, &findings)
    }
  }

  /// Seconds: a NAT may forget an idle UDP mapping after two minutes (RFC 4787, REQ-5), and many do.
  private static let mappingLifetime: UInt16 = 120

  private static func keepalive(
    _ policy: KeepalivePolicy, _ place: SourceRange, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    guard case .seconds(let seconds) = policy, seconds == 0 || seconds > mappingLifetime else { return }
    let hidden = nodes.filter { $0.isManaged && !$0.written.endpoint }
    guard let first = hidden.first else { return }
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

  private static func mtu(
    _ mtu: Int, _ place: SourceRange, _ nodes: [NodeDeclaration], _ findings: inout Findings
  ) {
    let underlay = mtu > ethernet ? jumbo : ethernet
    let ipv6 = nodes.first { $0.endpoint?.value.address?.family == .ipv6 }
    let family: IPAddress.Family = ipv6 == nil ? .ipv4 : .ipv6
    guard mtu + overhead(family) > underlay else { return }
    findings.report(
      Diagnostic(
        code: .mtuTooLarge,
        "packets of \(mtu) bytes become \(mtu + overhead(family)) over \(family.name): more than the \(underlay) of "
          + (underlay == jumbo ? "jumbo frames" : "Ethernet"),
        at: .source(place),
        notes: ipv6.flatMap { node in
          node.endpoint.map { [.init("the endpoint of \(node.name) is IPv6", at: .source($0.place))] }
        } ?? [],
        consequence:
          "They would be sent in fragments, which many networks drop: small packets pass and large ones hang.",
        remedy: "Use \(underlay - overhead(family)) or less."))
  }
}
