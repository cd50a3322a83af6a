import MeshModel
import WireGuard

/// The machines that stand for a mesh, and what their names resolve to: computed, nothing is made here.
struct LabLayout: Sendable {
  /// Every machine comes after the one that it is plugged into.
  private(set) var machines: [Machine] = []
  /// What every machine's `/etc/hosts` says beside its own name.
  private(set) var names: [String: [IPAddress]] = [:]

  private let mesh: Mesh
  private let runsFRR: Bool
  private let previous: [String: Machine]
  private var pool4: AddressPool
  private var pool6: AddressPool
  private var inside: AddressPool

  /// - Parameters:
  ///   - previous: machines that are there already: they keep the addresses that the lab gave them.
  ///   - runsFRR: whether the managed nodes run FRR.
  init(_ mesh: Mesh, keeping previous: [Machine] = [], runsFRR: Bool = false) throws(LabError) {
    self.mesh = mesh
    self.runsFRR = runsFRR
    self.previous = Dictionary(uniqueKeysWithValues: previous.map { ($0.name, $0) })
    let given = previous.compactMap(\.uplink).flatMap(\.addresses).map { Prefix(host: $0.address) }
    let declared = mesh.nodes.flatMap { Declared($0, in: mesh).addresses }.map { Prefix(host: $0) }
    let avoided = mesh.addresses + mesh.nodes.flatMap(\.networks) + given + declared
    pool4 = AddressPool(Underlay.pool4, first: 16, avoiding: avoided)
    pool6 = AddressPool(Underlay.pool6, first: 16, avoiding: avoided)
    inside = AddressPool(Underlay.inside, first: 16, avoiding: avoided)
    try refuseClashes()
    try place()
  }

  /// The machines with nothing to wait for first, then those plugged into them, and so on.
  var levels: [[Machine]] {
    var depth: [String: Int] = [:]
    for machine in machines { depth[machine.name] = machine.uplink.map { (depth[$0.machine] ?? 0) + 1 } ?? 0 }
    return Dictionary(grouping: machines) { depth[$0.name] ?? 0 }.sorted { $0.key < $1.key }.map(\.value)
  }

  private mutating func place() throws(LabError) {
    machines.append(Machine(name: Underlay.internet, role: .internet))
    for (name, role) in [(Underlay.git, Machine.Role.git), (Underlay.controller, .controller)] {
      machines.append(try atInternet(name, role: role, declared: []))
    }
    names[Underlay.gitHost] = machines.first { $0.name == Underlay.git }?.uplink?.addresses.map(\.address)
    for node in mesh.nodes { try place(node) }
  }

  private mutating func place(_ node: Node) throws(LabError) {
    let role = node.isManaged ? Machine.Role.node : .peer
    let port = node.ssh?.port ?? mesh.ssh.port ?? 22
    var machine: Machine
    if node.endpoint == nil {
      machine = try behindNAT(node, role: role, port: port)
    } else {
      let declared = Declared(node, in: mesh)
      machine = try atInternet(node.name, role: role, declared: declared.own)
      let own = declared.own.isEmpty ? machine.uplink?.addresses.map(\.address) ?? [] : declared.own
      for name in declared.names { names[name, default: []] += own }
      // After its own, which is where it sends from.
      machine.uplink?.addresses += declared.ruled.map { InterfaceAddress($0) }
    }
    machine.sshPort = port
    machine.inner = node.addresses.map { InterfaceAddress($0) }
    machine.runsFRR = runsFRR && node.isManaged
    let client = try client(of: node)
    machine.lan = client?.uplink?.gateways ?? []
    machine.loopback = node.networks.filter { $0.length > $0.family.width - 2 }.map { InterfaceAddress($0.address) }
    machines += [machine, client].compactMap(\.self)
  }

  /// A machine right at the internet: the addresses declared for it, the lab's own where a family has none.
  private mutating func atInternet(
    _ name: String, role: Machine.Role, declared: [IPAddress]
  ) throws(LabError) -> Machine {
    var addresses = declared
    for family in IPAddress.Family.allCases where !declared.contains(where: { $0.family == family }) {
      addresses.append(try give(family, to: name))
    }
    let uplink = Uplink(
      machine: Underlay.internet, port: Underlay.port(name), addresses: addresses.map { InterfaceAddress($0) },
      gateways: Underlay.gateways)
    return Machine(name: name, role: role, uplink: uplink)
  }

  /// A machine behind a NAT; nodes that are reached at one address share one.
  private mutating func behindNAT(_ node: Node, role: Machine.Role, port: UInt16) throws(LabError) -> Machine {
    let declared = Declared(node, in: mesh)
    let known = Set(declared.addresses + declared.names.flatMap { names[$0] ?? [] })
    let existing = machines.firstIndex { machine in
      machine.role == .nat && machine.uplink?.addresses.contains { known.contains($0.address) } == true
    }
    let index = existing ?? machines.count
    if existing == nil { machines.append(try atInternet(node.name + "-nat", role: .nat, declared: declared.own)) }
    let outside = machines[index].uplink?.addresses.map(\.address) ?? []
    let more = declared.addresses.filter { !outside.contains($0) }
    machines[index].uplink?.addresses += more.map { InterfaceAddress($0) }
    for name in declared.names where names[name] == nil { names[name] = outside }
    let own4 = InterfaceAddress(try give(.ipv4, to: node.name, inside: true))
    let own6 = InterfaceAddress(try give(.ipv6, to: node.name))
    // IPv4 is translated; IPv6 is routed, and the NAT lets in what was asked for.
    machines[index].uplink?.routed.append(own6)
    var forwards: [PortForward] = []
    if declared.hasSSH, node.isManaged {
      forwards += [own4, own6].map { PortForward(transport: .tcp, port: port, target: $0, targetPort: port) }
    }
    for port in declared.forwardedPorts {
      let listenPort = node.listenPort ?? mesh.listenPort
      forwards += [own4, own6].map { PortForward(transport: .udp, port: port, target: $0, targetPort: listenPort) }
    }
    for forward in forwards where machines[index].forwards.contains(where: { $0.isSameOutside(as: forward) }) {
      throw .unsupported(node: node.name, reason: forward.clash)
    }
    machines[index].forwards += forwards
    let uplink = Uplink(
      machine: machines[index].name, port: Underlay.port(node.name), addresses: [own4, own6],
      gateways: Underlay.insideGateways)
    return Machine(name: node.name, role: role, uplink: uplink)
  }

  /// One computer that has an address in each network behind the node with room for both; `nil` where there is none.
  private func client(of node: Node) throws(LabError) -> Machine? {
    let networks = node.networks.filter { $0.length <= $0.family.width - 2 }
    guard !networks.isEmpty else { return nil }
    if let whole = networks.first(where: { $0.length == 0 }) {
      throw .unsupported(node: node.name, reason: "the lab has no network \(whole) to put behind it")
    }
    let management = node.ssh.flatMap { IPAddress($0.host) }
    var uplink = Uplink(machine: node.name, port: "lan0", addresses: [], gateways: [])
    for network in networks {
      var hosts = AddressPool(network, first: 1, avoiding: [])
      guard let first = hosts.take(), let second = hosts.take() else { continue }
      let gateway = management.flatMap { network.contains($0) ? $0 : nil } ?? first
      uplink.gateways.append(InterfaceAddress(gateway, length: network.length))
      uplink.addresses.append(InterfaceAddress(gateway == second ? first : second, length: network.length))
    }
    return Machine(name: node.name + "-lan", role: .client, uplink: uplink, inner: uplink.addresses)
  }

  /// The address that the lab gave this machine before, else a new one.
  private mutating func give(
    _ family: IPAddress.Family, to name: String, inside isInside: Bool = false
  ) throws(LabError) -> IPAddress {
    let range = isInside ? Underlay.inside : family == .ipv4 ? Underlay.pool4 : Underlay.pool6
    let kept = previous[name]?.uplink?.addresses.map(\.address).first { range.contains($0) }
    let address =
      kept ?? (isInside ? inside.take() : family == .ipv4 ? pool4.take() : pool6.take())
    guard let address else { throw .unsupported(node: name, reason: "the lab has no address left in \(range)") }
    return address
  }
}

extension LabLayout {
  /// Whether a node's `ssh.host` is reached over the tunnels.
  static func isInside(_ host: String, of node: Node, in mesh: Mesh) -> Bool {
    guard let address = IPAddress(host) else { return false }
    return node.addresses.contains(address) || (mesh.addresses + node.networks).contains { $0.contains(address) }
  }

  /// Refuses what would give one name or address to two machines.
  private func refuseClashes() throws(LabError) {
    var owners: [IPAddress: Node] = [:]
    let all = Set(mesh.nodes.map(\.name))
    for node in mesh.nodes {
      if Underlay.reserved.contains(node.name) {
        throw .unsupported(node: node.name, reason: "the lab has a machine of its own with this name")
      }
      if let clash = ["-lan", "-nat"].map({ node.name + $0 }).first(where: { all.contains($0) }) {
        throw .unsupported(node: clash, reason: "the lab uses this name for a machine beside \(node.name)")
      }
      if let user = node.ssh?.user ?? mesh.ssh.user, user != "root" {
        throw .unsupported(node: node.name, reason: "the lab's hosts know root alone, and it logs in as \(user)")
      }
      let addresses = Declared(node, in: mesh).addresses
      if let clash = addresses.first(where: { Underlay.gateways.map(\.address).contains($0) }) {
        throw .unsupported(node: node.name, reason: "the lab's router has the address \(clash)")
      }
      // What is behind a NAT may share its address.
      for address in addresses {
        if let other = owners.updateValue(node, forKey: address), other.endpoint != nil || node.endpoint != nil {
          throw .unsupported(node: node.name, reason: "\(other.name) has the public address \(address) too")
        }
      }
    }
  }
}
