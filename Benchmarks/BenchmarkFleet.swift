import Diagnostics
import MeshModel
import Planning
import WireGuard

/// A full mesh of any size, and hosts that are what it desires.
struct BenchmarkFleet {
  private let files: [String: [UInt8]]

  init(nodes count: Int) throws {
    var files = [
      "mesh.yaml": Array("version: 1\nname: big\naddresses: [10.0.0.0/8]\ntopology:\n  - fullMesh: [core]\n".utf8)
    ]
    for number in 0..<count {
      let place = "\(number / 250).\(number % 250 + 1)"
      let text = """
        publicKey: \(Self.key(number))
        addresses: [10.0.\(place)]
        endpoint: 198.18.\(place):51820
        tags: [core]
        ssh: {host: 198.18.\(place)}

        """
      files["nodes/n\(number).yaml"] = Array(text.utf8)
    }
    self.files = files
  }

  /// A key that nobody has the private half of, told apart by its number.
  private static func key(_ number: Int) -> String {
    let bytes = (0..<32).map { UInt8(truncatingIfNeeded: $0 < 8 ? (number + 1) >> ($0 * 8) : $0) }
    return PublicKey(bytes: bytes)?.description ?? ""
  }

  func compiler(_ count: Int) throws -> MeshCompiler {
    let (mesh, diagnostics) = MeshLoader.load(files: files, folder: "")
    guard let mesh else { throw Unreadable(diagnostics: diagnostics.map(\.message)) }
    return MeshCompiler(mesh)
  }

  struct Unreadable: Error {
    let diagnostics: [String]
  }

  /// - Parameter missing: the index of a node that no host knows yet; 0 makes all hosts fresh.
  func input(_ desired: [DesiredNode], missing: Int?) -> PlanningInput {
    let keys = desired.map { $0.interfaces[0].configuration.publicKey }
    let absent = missing.flatMap { keys[$0] }
    let nodes = desired.enumerated().map { index, node in
      let isFresh = missing == 0 || missing == index
      let host = isFresh ? observation(node, live: nil) : observation(node, live: live(node, without: absent))
      return NodeInput(
        name: node.name, desired: node, applied: isFresh ? nil : node, recorded: isFresh ? nil : node,
        reading: .observed(host), isManagedOverMesh: false)
    }
    let names = zip(keys, desired).compactMap { key, node in key.map { ($0, node.name) } }
    return PlanningInput(
      mesh: "big", commit: "c0ffee", applied: nil,
      policy: Policy(undeclaredPeers: .fail, removals: RemovalLimit(percent: 20, minimumNodes: 5)),
      usesPresharedKeys: false, nodes: nodes, names: Dictionary(names, uniquingKeysWith: { first, _ in first }))
  }

  /// Hosts that are what the nodes desire, but for the key of one node: its next one is on the host, and declared.
  func input(_ desired: [DesiredNode], rotating rotated: Int) -> PlanningInput {
    var input = input(desired, missing: nil)
    guard let old = desired[rotated].interfaces[0].configuration.publicKey, let new = PublicKey(Self.key(desired.count))
    else { return input }
    for index in input.nodes.indices {
      input.nodes[index].desired = input.nodes[index].desired.map { declaring(new, for: old, $0) }
    }
    if case .observed(var host) = input.nodes[rotated].reading {
      host.keys = [old, new].sorted()
      input.nodes[rotated].reading = .observed(host)
    }
    input.names[new] = desired[rotated].name
    return input
  }

  private func declaring(_ new: PublicKey, for old: PublicKey, _ node: DesiredNode) -> DesiredNode {
    var node = node
    var (interface, names) = (node.interfaces[0].configuration, node.interfaces[0].peerNames)
    if interface.publicKey == old { interface.publicKey = new }
    interface.peers = interface.peers.map { peer in
      var peer = peer
      if peer.publicKey == old { peer.publicKey = new }
      return peer
    }.sorted { $0.publicKey < $1.publicKey }
    if let name = names.removeValue(forKey: old) { names[new] = name }
    node.interfaces[0] = DesiredInterface(configuration: interface, peerNames: names)
    return node
  }

  private func live(_ node: DesiredNode, without absent: PublicKey?) -> Interface {
    var interface = node.interfaces[0].configuration
    let gone = interface.peers.first { $0.publicKey == absent }?.allowedIPs ?? []
    interface.peers.removeAll { $0.publicKey == absent }
    interface.routes.removeAll { gone.contains($0) }
    return interface
  }

  private func observation(_ node: DesiredNode, live: Interface?) -> HostObservation {
    let now: Int64 = 1_700_000_000
    let declared = node.interfaces[0]
    let file = BootFile(
      mesh: "big", node: node.name, interface: declared.configuration, peerNames: declared.peerNames,
      forwarding: node.forwarding)
    let state = BootFileState(
      interface: declared.configuration.name, digest: file.digest, publicKey: declared.configuration.publicKey,
      operatorLines: [], startsAtBoot: true)
    let marker = Marker(
      mesh: "big", node: node.name, commit: "c0ffee", digest: node.digest,
      interfaces: [declared.configuration.name.text])
    let status = live?.peers.map { ($0.publicKey, PeerStatus(latestHandshake: now - 10)) } ?? []
    return HostObservation(
      clock: HostClock(unixSeconds: now, uptimeTicks: 100, bootID: "boot"),
      interfaces: live.map {
        [
          ObservedInterface(
            configuration: $0, status: Dictionary(status, uniquingKeysWith: { first, _ in first }), isUp: true)
        ]
      } ?? [],
      forwarding: Forwarding(ipv4: false, ipv6: false),
      bootFiles: live == nil ? [] : [state],
      marker: live == nil ? nil : marker,
      keys: [declared.configuration.publicKey].compactMap { $0 },
      abilities: HostAbilities(
        hasKernelWireGuard: true, hasUserspaceWireGuard: false, hasWGQuick: true, hasIncrementalAllowedIPs: true,
        hasSystemd: true))
  }
}
