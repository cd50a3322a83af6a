import Diagnostics
import WireGuard

/// The repository that says what was found.
struct ImportedDraft {
  private(set) var draft: RepositoryDraft
  private(set) var remarks: [Diagnostic] = []
  let shapes: [ImportedShape]

  /// How the tunnels are read.
  struct Reading: Hashable {
    /// Whether only several nodes with the same peers are spokes (``ImportedTopology``).
    var groupsSpokes = true
    /// Whether a node that some peer only waits for has no endpoint of its own (``ImportedEndpoints``).
    var isStrict = false
  }

  init(_ mesh: ImportedMesh, name: String, origin: String, _ reading: Reading) {
    var endpoints = ImportedEndpoints(mesh, isStrict: reading.isStrict)
    let networks = ImportedNetworks(mesh, endpoints: endpoints.prefixes)
    let outside = Array(networks.networks.values.joined())
    let ranges = AddressRanges(mesh.addresses, avoiding: outside + endpoints.prefixes).ranges
    endpoints.leaveOut(outside + ranges)
    let settings = ImportedSettings(mesh)
    let forwarding = ImportedForwarding(mesh, networks: networks.networks)
    let topology = ImportedTopology(
      mesh, endpoints: endpoints, forwarding: forwarding, groupsSpokes: reading.groupsSpokes)
    let keepalives = ImportedKeepalives(mesh, endpoints)
    let mtus = ImportedMTUs(mesh, topology.neighbours)
    shapes = topology.shapes
    let rules = ImportedRules(mesh, topology, endpoints, keepalives.tunnels, mtus.tunnels)
    draft = RepositoryDraft(
      name: name, origin: origin, interface: settings.interface, listenPort: settings.listenPort, mtu: mtus.mesh,
      ranges: ranges, keepalive: keepalives.mesh, presharedKeys: settings.presharedKeys, rules: rules.rules, nodes: [])
    let ways = WaysIn(mesh, endpoints.seen, topology)
    for (index, node) in mesh.nodes.enumerated() {
      var declared = RepositoryDraft.Node(
        name: node.name, publicKey: node.publicKey, addresses: node.addresses,
        endpoint: endpoints.endpoints[index]?.description, networks: networks.networks[index] ?? [],
        tags: rules.tags[index] ?? [], isManaged: node.host != nil, forwards: topology.forwarders.contains(index))
      declared.own = RepositoryDraft.Own(
        interface: node.host.flatMap(settings.interface), listenPort: node.host.flatMap(settings.listenPort),
        mtu: mtus.nodes[index], keepalive: keepalives.nodes[index])
      if let host = node.host {
        declared.ssh = host.ssh ?? ways.guess(index)
        if host.ssh == nil { declared.remarks["ssh"] = "guessed: check it" }
      } else {
        declared.remarks["managed"] = "a peer of others, of which nothing was read"
      }
      draft.nodes.append(declared)
    }
    draft.shareOwn()
    remark(mesh)
  }

  private mutating func remark(_ mesh: ImportedMesh) {
    let unread = mesh.nodes.filter { $0.host == nil }.map(\.name)
    if !unread.isEmpty {
      remarks.append(
        Diagnostic(
          code: .importUnread, "nothing was read of \(Self.some(unread))",
          consequence: "They are `managed: false`: peers that Weft never touches.",
          remedy: "Where a host is yours, take `managed` out and add `ssh`."))
    }
    let wide = mesh.nodes.compactMap(\.host).filter { host in
      host.addresses.contains { $0.length < $0.address.family.width }
    }.map(\.name)
    if !wide.isEmpty {
      remarks.append(
        Diagnostic(
          code: .importAddressLength, "addresses of \(Self.some(wide)) have the length of a whole network",
          consequence: "They stay until the interface is started anew: Weft writes them as /32 and /128, and a route "
            + "to every other node."))
    }
    var settings: [String: [String]] = [:]
    for host in mesh.nodes.compactMap(\.host) {
      for key in Set(host.settings.compactMap { $0.split(separator: " ").first.map(String.init) }) {
        settings[key, default: []].append(host.name)
      }
    }
    for (key, names) in settings.sorted(by: { $0.key < $1.key }) where !ImportComparison.isWefts(key) {
      remarks.append(
        Diagnostic(
          code: .importSetting, "\(key) of \(Self.some(names)) is no part of a mesh",
          consequence: "It stays in the host's own file: Weft keeps lines that are not its own."))
    }
  }
}

extension ImportedDraft {
  /// A few names, and how many more there are.
  private static func some(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
  }
}

/// How nodes may be reached, where nothing says it.
private struct WaysIn {
  private let mesh: ImportedMesh
  private let endpoints: [Int: Endpoint]
  private let jumps: [Int: [Int]]

  init(_ mesh: ImportedMesh, _ endpoints: [Int: Endpoint], _ topology: ImportedTopology) {
    self.mesh = mesh
    self.endpoints = endpoints
    var jumps: [Int: [Int]] = [:]
    for rule in topology.rules {
      let ways = if case .hubs(let hubs) = rule.shape { hubs } else { rule.members }
      let reached = ways.filter { endpoints[$0] != nil && mesh.nodes[$0].host != nil }
      for member in rule.members where endpoints[member] == nil {
        jumps[member, default: []] += reached.filter { jumps[member]?.contains($0) != true }
      }
    }
    self.jumps = jumps
  }

  /// By the address that others have; where there is none, by that of the mesh, through a peer that has one.
  func guess(_ node: Int) -> SSHTarget? {
    if let endpoint = endpoints[node] {
      let host = endpoint.address?.description ?? endpoint.host.description
      return SSHTarget(host: host)
    }
    let jump = (jumps[node] ?? []).prefix(2).map { mesh.nodes[$0].name }
    return mesh.nodes[node].addresses.first.map { SSHTarget(host: $0.description, jump: Array(jump)) }
  }
}
