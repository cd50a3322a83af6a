package import Diagnostics
package import WireGuard

/// A mesh repository of an inventory's hosts: none is enrolled yet.
package struct InventoryRepository: Sendable {
  /// Texts by path.
  package let files: [String: String]
  package let mesh: Mesh

  /// Gives every node an address of each range, in the order of names, and lets all be peers of each other.
  /// - Throws: ``Failure`` where two hosts have one name, or a range is too small.
  package init(_ hosts: [InventoryHost], name: String, ranges: [Prefix], origin: String) throws(Failure) {
    let hosts = hosts.sorted { ($0.name, $0.place) < ($1.name, $1.place) }
    try Self.check(hosts, ranges)
    let names = Set(hosts.map(\.name))
    var nodes: [RepositoryDraft.Node] = []
    var endpoints: Set<String> = []
    for (index, host) in hosts.enumerated() {
      let address = host.host.contains(":") ? "[\(host.host)]" : host.host.lowercased()
      // Behind one address there is room for one; and behind another host it is none that peers could use.
      let isOpen = host.jump == nil && endpoints.insert(address).inserted
      nodes.append(
        RepositoryDraft.Node(
          name: host.name,
          addresses: ranges.map { IPAddress(family: $0.family, bits: $0.address.bits + UInt128(index + 1)) },
          endpoint: isOpen ? "\(address):51820" : nil,
          tags: host.groups.map { NodeName.free($0, among: names) },
          ssh: SSHTarget(host: host.host, port: host.port, user: host.user, jump: host.jump.map { [$0] } ?? []),
          remarks: ["endpoint": "guessed from where SSH finds it; take it out behind NAT"]))
    }
    let draft = RepositoryDraft(name: name, origin: origin, ranges: ranges, rules: Self.rules(nodes), nodes: nodes)
    files = draft.files
    let (mesh, diagnostics) = MeshLoader.load(files: files.mapValues { Array($0.utf8) }, folder: "")
    guard let mesh else { throw Failure(diagnostics) }
    self.mesh = mesh
  }

  private static func check(_ hosts: [InventoryHost], _ ranges: [Prefix]) throws(Failure) {
    var problems: [Diagnostic] = []
    if hosts.isEmpty { problems.append(Diagnostic(code: .inventory, "there is no host in the inventory")) }
    for (one, other) in zip(hosts, hosts.dropFirst()) where one.name == other.name {
      problems.append(
        .inventory(
          "is called \(other.name), as another one is", other.place,
          notes: [.init("the other one", at: .source(one.place))], remedy: "Nodes are told apart by their names."))
    }
    for range in ranges {
      let bits = range.family.width - range.length
      // The first address is the network's; of IPv4 the last is for all.
      let room = bits > 32 ? Int.max : max(0, (1 << bits) - (range.family == .ipv4 ? 2 : 1))
      if room < hosts.count {
        problems.append(
          Diagnostic(
            code: .inventoryRange, "\(range) has \(room) addresses for \(hosts.count) hosts",
            remedy: "Give a wider `--range`."))
      }
    }
    if !problems.isEmpty { throw Failure(problems) }
  }

  /// All in one full mesh, by the tags that hold most of them; nodes without an endpoint of their own meet at the one that
  /// ssh goes through, else at the first.
  private static func rules(_ nodes: [RepositoryDraft.Node]) -> [RepositoryDraft.Rule] {
    let hidden = nodes.filter { $0.endpoint == nil }
    guard hidden.isEmpty, let first = nodes.first else {
      let open = nodes.filter { $0.endpoint != nil }.map(\.name)
      let groups = Dictionary(grouping: hidden) { node in
        node.ssh?.jump.first.flatMap { open.contains($0) ? $0 : nil } ?? open.first ?? node.name
      }
      let stars = groups.sorted { $0.key < $1.key }.map { hub, spokes in
        RepositoryDraft.Rule(shape: .hubs([hub], spokes: spokes.map(\.name)))
      }
      return [RepositoryDraft.Rule(shape: .fullMesh(open))] + stars
    }
    guard nodes.count > 1 else { return [RepositoryDraft.Rule(shape: .fullMesh([first.name]))] }
    var left = Set(nodes.map(\.name))
    var members: [String] = []
    let tagged = Dictionary(grouping: nodes.flatMap { node in node.tags.map { ($0, node.name) } }) { $0.0 }
    for (tag, pairs) in tagged.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
      let gain = left.intersection(pairs.map(\.1))
      if gain.count > 1 {
        members.append(tag)
        left.subtract(gain)
      }
    }
    return [RepositoryDraft.Rule(shape: .fullMesh(members + left.sorted()))]
  }
}
