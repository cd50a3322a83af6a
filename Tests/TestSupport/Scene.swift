package import MeshModel
package import Planning
import Testing
package import WireGuard

/// A full mesh of `n1`, `n2`, …, or any nodes, and what its hosts look like, for tests of plans and of what is said of them.
package struct Scene {
  package static let now: Int64 = 1_700_000_000

  package let desired: [String: DesiredNode]

  /// - Parameters:
  ///   - keys: Numbers of keys that are not the nodes' own numbers.
  ///   - networks: Prefixes behind nodes.
  ///   - generation: That of the tunnels' pre-shared keys; `nil` where they have none.
  ///   - isLinked: Whether two nodes are peers, the smaller number first.
  package init(
    nodes count: Int, keys: [Int: Int] = [:], networks: [Int: [String]] = [:], generation: Int? = nil,
    isLinked: (Int, Int) -> Bool = { _, _ in true }
  ) throws {
    let name = try #require(InterfaceName("wg0"))
    let key = { (number: Int) in PublicKey.numbered(keys[number] ?? number) }
    let address = { (number: Int) in try #require(Prefix("10.10.0.\(number)/32")) }
    let owned = { (number: Int) in
      try [address(number)] + networks[number, default: []].map { try #require(Prefix($0)) }
    }
    var desired: [String: DesiredNode] = [:]
    for number in 1...count {
      let others = (1...count).filter { $0 != number && isLinked(min($0, number), max($0, number)) }
      let peers = try others.map { other in
        Peer(
          publicKey: key(other), endpoint: Endpoint("203.0.113.\(other):51820"), allowedIPs: try owned(other),
          presharedKey: generation.map { .file(PresharedKeyName(peer: "n\(other)", generation: $0)) } ?? .off)
      }
      let interface = Interface(
        name: name, publicKey: key(number), listenPort: 51820, mtu: 1420, addresses: [try address(number)],
        peers: peers, routes: try others.flatMap(owned))
      let names = Dictionary(uniqueKeysWithValues: others.map { (key($0), "n\($0)") })
      desired["n\(number)"] = DesiredNode(
        name: "n\(number)", interfaces: [DesiredInterface(configuration: interface, peerNames: names)],
        forwarding: Forwarding(ipv4: false, ipv6: false),
        networks: try networks[number, default: []].map { try #require(Prefix($0)) })
    }
    self.desired = desired
  }

  /// Any nodes.
  package init(_ nodes: some Sequence<DesiredNode>) {
    desired = Dictionary(nodes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Hosts that hold their keys and nothing else.
  package func fresh() throws -> [String: HostObservation] {
    desired.mapValues { node in
      HostObservation(
        clock: HostClock(unixSeconds: Self.now, uptimeTicks: 100, bootID: "boot"),
        interfaces: [],
        forwarding: Forwarding(ipv4: false, ipv6: false),
        bootFiles: [],
        marker: nil,
        keys: node.interfaces.compactMap(\.configuration.publicKey),
        abilities: HostAbilities(
          hasKernelWireGuard: true, hasUserspaceWireGuard: false, hasWGQuick: true, hasIncrementalAllowedIPs: true,
          hasSystemd: true))
    }
  }

  /// Hosts that are what the scene desires.
  /// - Parameter later: A scene whose private keys the hosts hold too.
  package func inStep(holding later: Scene? = nil) throws -> [String: HostObservation] {
    var hosts = try fresh()
    for (name, node) in later?.desired ?? [:] {
      let keys = (hosts[name]?.keys ?? []) + node.interfaces.compactMap(\.configuration.publicKey)
      hosts[name]?.keys = Set(keys).sorted()
    }
    for (name, node) in desired {
      hosts[name]?.interfaces = node.interfaces.map { wanted in
        let status = wanted.configuration.peers.map { ($0.publicKey, PeerStatus(latestHandshake: Self.now - 10)) }
        return ObservedInterface(
          configuration: wanted.configuration, status: Dictionary(uniqueKeysWithValues: status), isUp: true)
      }
      hosts[name]?.bootFiles = node.interfaces.map { wanted in
        let file = BootFile(
          mesh: "test", node: name, interface: wanted.configuration, peerNames: wanted.peerNames,
          forwarding: node.forwarding)
        return BootFileState(
          interface: wanted.configuration.name, digest: file.digest, publicKey: wanted.configuration.publicKey,
          presharedKeys: Dictionary(
            uniqueKeysWithValues: wanted.configuration.peers.filter { $0.presharedKey != .off }.map {
              ($0.publicKey, $0.presharedKey)
            }),
          operatorLines: [], startsAtBoot: true)
      }
      for case .file(let key) in node.interfaces.flatMap(\.configuration.peers).map(\.presharedKey) {
        hosts[name]?.presharedKeys[key] = String(repeating: "a", count: 64)
      }
      hosts[name]?.marker = Marker(
        mesh: "test", node: name, commit: "c0ffee", digest: node.digest,
        interfaces: node.interfaces.map(\.configuration.name.text))
    }
    return hosts
  }

  /// What to plan: hosts that are not given are unreached, unless none is given: then all are fresh.
  package func input(
    observed: [String: HostObservation]? = nil, applied: Scene? = nil, overMesh: Set<String> = [],
    waysIn: [String: [String]] = [:], rotation: RotationInput = RotationInput(), policy: RotationPolicy = .standard,
    revocation: RevocationInput = RevocationInput()
  ) throws -> PlanningInput {
    let hosts = try observed ?? fresh()
    let nodes = Set(desired.keys).union(applied?.desired.keys ?? [:].keys).sorted()
    let all = [applied, self].compactMap { $0 }.flatMap(\.desired.values)
    let names = all.flatMap { node in node.interfaces.compactMap(\.configuration.publicKey).map { ($0, node.name) } }
    return PlanningInput(
      mesh: "test",
      commit: "c0ffee",
      applied: applied == nil ? nil : "0ddba11",
      policy: Policy(
        undeclaredPeers: .fail, removals: RemovalLimit(percent: 50, minimumNodes: 5), rotation: policy),
      usesPresharedKeys: desired.values.contains { node in
        node.interfaces.contains { $0.configuration.peers.contains { $0.presharedKey != .off } }
      },
      nodes: nodes.map { name in
        NodeInput(
          name: name, desired: desired[name], applied: applied?.desired[name], recorded: applied?.desired[name],
          reading: hosts[name].map { .observed($0) } ?? .unreached(reason: "connection refused"),
          isManagedOverMesh: overMesh.contains(name) || waysIn[name] != nil, waysIn: waysIn[name] ?? [])
      },
      names: Dictionary(names, uniquingKeysWith: { _, last in last }),
      rotation: rotation,
      revocation: revocation)
  }
}
