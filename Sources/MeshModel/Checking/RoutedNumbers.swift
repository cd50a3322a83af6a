import Diagnostics
import WireGuard

/// The place of a node's address in its range gives the ports of the tunnels towards it, and its autonomous system.
enum RoutedNumbers {
  static func run(
    _ routed: [NodeDeclaration], _ mesh: Mesh, at place: SourceRange?, _ findings: inout Findings
  ) {
    for node in routed { number(node, mesh, routed, &findings) }
    numbersTwice(routed, mesh, &findings)
    sharedPorts(routed, mesh, &findings)
    endpoints(routed, mesh, &findings)
    if mesh.routing.protocol == .bgp, let place { systems(routed, mesh, at: place, &findings) }
  }

  /// The port before that of a node's first tunnel.
  private static func base(_ node: NodeDeclaration, _ mesh: Mesh) -> UInt16 {
    mesh.routing.basePort ?? node.node.listenPort ?? mesh.listenPort
  }

  /// Every other node's tunnel to it listens on a port as far from the base as its address is from the range's first.
  private static func number(
    _ node: NodeDeclaration, _ mesh: Mesh, _ routed: [NodeDeclaration], _ findings: inout Findings
  ) {
    guard let number = mesh.number(of: node.node), let address = node.addresses.min(by: { $0.value < $1.value }),
      let base = routed.map({ base($0, mesh) }).max(),
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

  /// A node's one interface, which it has before the protocol and beside it, listens on a port of its own.
  private static func sharedPorts(_ routed: [NodeDeclaration], _ mesh: Mesh, _ findings: inout Findings) {
    let numbers = Dictionary(
      routed.compactMap { node in mesh.number(of: node.node).map { ($0, node) } },
      uniquingKeysWith: { first, _ in first })
    for node in routed {
      let own = node.node.listenPort ?? mesh.listenPort
      guard own >= base(node, mesh), let other = numbers[UInt128(own - base(node, mesh))], other.name != node.name,
        let address = other.addresses.min(by: { $0.value < $1.value })
      else { continue }
      findings.report(
        Diagnostic(
          code: .tunnelPort,
          "the tunnel of \(node.name) to \(other.name) would listen on \(own), as \(node.name) itself does",
          at: .source(address.place),
          consequence: "A tunnel listens as far above the base port as the other end's address is into its range.",
          remedy: mesh.routing.basePort == nil
            ? "Give \(other.name) another address than the first of the range."
            : "Choose a `basePort` from \(Int(own) + 1) on."))
      return
    }
  }

  /// An endpoint is shifted as far as the port is.
  private static func endpoints(_ routed: [NodeDeclaration], _ mesh: Mesh, _ findings: inout Findings) {
    for node in routed {
      let room = UInt128(65_535 - base(node, mesh))
      let numbers = routed.compactMap { mesh.number(of: $0.node) }.filter { $0 <= room }
      guard let highest = numbers.max() else { continue }
      guard let endpoint = node.endpoint else { continue }
      let shift = Int(base(node, mesh)) - Int(node.node.listenPort ?? mesh.listenPort)
      let first = Int(endpoint.value.port) + shift
      guard first < 1 || UInt128(max(0, first)) + highest > 65_535 else { continue }
      findings.report(
        Diagnostic(
          code: .tunnelPort, "ports of tunnels would begin at \(first) here, and end \(highest) above that",
          at: .source(endpoint.place), consequence: "Some peers could not reach it.",
          remedy:
            "Declare an endpoint's port from \(1 - min(0, shift)) to \(max(1, 65_535 - Int(clamping: highest) - shift))."
        ))
    }
  }

  /// Numbers for private use (RFC 6996), or those that somebody was given.
  private static func systems(
    _ routed: [NodeDeclaration], _ mesh: Mesh, at place: SourceRange, _ findings: inout Findings
  ) {
    let first = UInt128(mesh.routing.autonomousSystem)
    let ranges: [ClosedRange<UInt128>] = [64_512...65_534, 4_200_000_000...4_294_967_294]
    let end =
      ranges.first { $0.contains(first) }?.upperBound ?? ranges.first { first < $0.lowerBound }.map {
        $0.lowerBound - 1
      } ?? first
    guard let highest = routed.compactMap({ mesh.number(of: $0.node) }).max(), first + highest > end else { return }
    findings.report(
      Diagnostic(
        code: .autonomousSystem,
        "autonomous systems would run from \(first) to \(first + highest), and end at \(end) there",
        at: .source(place),
        consequence: "A node's number is as far above `autonomousSystem` as its address is into its range.",
        remedy: "Leave `autonomousSystem` out: from 4200000000 on there is room for all."))
  }
}
