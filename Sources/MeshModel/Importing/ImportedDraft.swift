import Diagnostics
import WireGuard

/// The repository that says what was found.
struct ImportedDraft {
  private(set) var draft: RepositoryDraft
  private(set) var remarks: [Diagnostic] = []
  let shapes: [ImportedShape]

  init(_ mesh: ImportedMesh, name: String, origin: String, groupsSpokes: Bool) {
    let endpoints = ImportedEndpoints(mesh)
    let networks = ImportedNetworks(mesh, endpoints: endpoints.prefixes)
    let settings = ImportedSettings(mesh, endpoints: endpoints.endpoints)
    let topology = ImportedTopology(mesh, endpoints: endpoints.endpoints, groupsSpokes: groupsSpokes)
    shapes = topology.shapes
    var groups = TopologyNames(mesh)
    let rules = topology.rules.map { groups.rule($0) }
    let others = networks.networks.values.joined() + endpoints.prefixes
    draft = RepositoryDraft(
      name: name, origin: origin, interface: settings.interface, listenPort: settings.listenPort, mtu: settings.mtu,
      ranges: AddressRanges(mesh.addresses, avoiding: Array(others)).ranges, keepalive: settings.keepalive,
      presharedKeys: settings.presharedKeys, rules: rules, nodes: [])
    let ways = WaysIn(mesh, endpoints.endpoints, topology)
    for (index, node) in mesh.nodes.enumerated() {
      var declared = RepositoryDraft.Node(
        name: node.name, publicKey: node.publicKey, addresses: node.addresses,
        endpoint: endpoints.endpoints[index]?.description, networks: networks.networks[index] ?? [],
        tags: groups.tags[index] ?? [], isManaged: node.host != nil, forwards: topology.forwarders.contains(index))
      if let host = node.host {
        declared.ssh = host.ssh ?? ways.guess(index)
        if host.ssh == nil { declared.remarks["ssh"] = "guessed: check it" }
      } else {
        declared.remarks["managed"] = "a peer of others, of which nothing was read"
      }
      draft.nodes.append(declared)
    }
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
          consequence: "Weft gives an interface its addresses as /32 and /128, and a route to every other node."))
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

/// Names of the groups that rules join.
private struct TopologyNames {
  private(set) var tags: [Int: [String]] = [:]
  private let names: [String]
  private var taken: Set<String>
  private var byMembers: [[Int]: String] = [:]

  init(_ mesh: ImportedMesh) {
    names = mesh.nodes.map(\.name)
    taken = Set(names)
  }

  mutating func rule(_ rule: ImportedTopology.Rule) -> RepositoryDraft.Rule {
    switch rule.shape {
    case .fullMesh: .fullMesh(group(rule.members, "core"))
    case .hubs(let hubs): .hubs(hubs.map { names[$0] }, spokes: group(rule.members, "spoke"))
    case .link: .link(names[rule.members[0]], names[rule.members[1]])
    }
  }

  /// One or two by name, more by a tag that they get.
  private mutating func group(_ members: [Int], _ name: String) -> [String] {
    guard members.count > 2 else { return members.map { names[$0] } }
    if let tag = byMembers[members] { return [tag] }
    let tag = NodeName.free(name, among: taken)
    taken.insert(tag)
    byMembers[members] = tag
    for member in members { tags[member, default: []].append(tag) }
    return [tag]
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
