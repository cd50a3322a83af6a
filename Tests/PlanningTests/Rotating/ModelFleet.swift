import FRR
import MeshModel
import Planning
import TestSupport
import WireGuard

/// Hosts in memory, on which plans are carried out by the model: wholly, or only as far as a crash lets them.
struct ModelFleet {
  private(set) var hosts: [String: HostObservation]
  /// What the hosts are to be brought to.
  var scene: Scene
  private let applied: Scene
  /// What a reboot brings up.
  private var bootFiles: [String: [InterfaceName: BootFile]] = [:]
  var waysIn: [String: [String]] = [:]
  var rotation = RotationInput()
  var policy = RotationPolicy.standard
  var revocation = RevocationInput()
  var unreached: Set<String> = []
  /// Hosts with FRR.
  private(set) var routers: [String: RoutingObservation] = [:]
  private static let daemons: Set<String> = ["zebra", "ospfd", "ospf6d", "bgpd", "bfdd"]

  /// Hosts that are in step with one scene, hold the private keys of another, and are to be brought to it.
  init(from applied: Scene, to scene: Scene) throws {
    self.scene = scene
    self.applied = applied
    hosts = try scene.fresh().merging(applied.inStep(holding: scene)) { $1 }
    for name in hosts.keys {
      let lines = (applied.desired[name]?.router?.lines ?? []).filter { !$0.isDefault }
      routers[name] = RoutingObservation(daemons: Self.daemons, running: lines, recorded: lines)
    }
    for (name, node) in applied.desired {
      hosts[name]?.marker?.commit = "0ddba11"
      for wanted in node.interfaces {
        bootFiles[name, default: [:]][wanted.configuration.name] = BootFile(
          mesh: "test", node: name, interface: wanted.configuration, peerNames: wanted.peerNames,
          networks: node.networks(with: wanted.configuration))
      }
    }
  }

  func input() throws -> PlanningInput {
    var input = try scene.input(
      observed: hosts.filter { !unreached.contains($0.key) }.mapValues(mentioning), applied: applied, waysIn: waysIn,
      rotation: rotation,
      policy: policy, revocation: revocation)
    for index in input.nodes.indices {
      let node = input.nodes[index]
      if case .observed(let host, _) = node.reading {
        input.nodes[index].reading = .observed(host, routers[node.name])
      }
      let isNewer = hosts[node.name]?.marker?.commit == input.commit
      input.nodes[index].recorded = isNewer ? node.desired : node.applied
    }
    return input
  }

  /// The host with what its boot files say of revoked keys.
  private func mentioning(_ host: HostObservation) -> HostObservation {
    var host = host
    for index in host.bootFiles.indices {
      guard let node = host.marker?.node, let file = bootFiles[node]?[host.bootFiles[index].interface] else { continue }
      let keys = file.interface.peers.map(\.publicKey)
      host.bootFiles[index].mentions = keys.filter { revocation.nodes[$0] != nil }
    }
    return host
  }

  /// The peers that a reboot brings up.
  func bootPeers(of name: String) -> [PublicKey] {
    bootFiles[name]?.values.flatMap { $0.interface.peers.map(\.publicKey) } ?? []
  }

  /// Makes a private key on a host.
  mutating func makeKey(_ key: PublicKey, on name: String) {
    let held = hosts[name]?.keys ?? []
    hosts[name]?.keys = Set(held + [key]).sorted()
  }

  /// Carries out all of a plan.
  mutating func run(_ plan: Plan) {
    for wave in plan.waves {
      for work in wave.work { run(work) }
    }
  }

  /// Carries out the first waves of a plan; some nodes have no room for what survives a reboot.
  mutating func run(_ plan: Plan, onlySteps full: Set<String>, waves count: Int) {
    for wave in plan.waves[..<count] {
      for work in wave.work {
        if full.contains(work.node) { for step in work.steps { make(step, of: work) } } else { run(work) }
      }
    }
  }

  /// Carries out the waves before one, and of that one as much on each node as chance has it.
  mutating func crash(_ plan: Plan, using generator: inout SeededGenerator) {
    guard let last = plan.waves.indices.randomElement(using: &generator) else { return }
    for wave in plan.waves[..<last] {
      for work in wave.work { run(work) }
    }
    for work in plan.waves[last].work {
      // One more than there are steps: then what survives a reboot is written too.
      switch Int.random(in: 0...work.steps.count + 1, using: &generator) {
      case work.steps.count + 1: run(work)
      case let count:
        for step in work.steps.prefix(count) {
          // What is destroyed is so after all that survives a reboot is written.
          if case .destroyKey = step { continue }
          make(step, of: work)
        }
        if count > 0, case .land(let landing) = work.steps[0], Bool.random(using: &generator) {
          drop(landing, at: work.node)
        }
      }
    }
  }

  /// What the hosts do by themselves: some are rebooted, and those that follow a pair find the live key.
  mutating func settle(using generator: inout SeededGenerator) {
    for name in hosts.keys.sorted() where Int.random(in: 0..<6, using: &generator) == 0 { reboot(name) }
    for name in hosts.keys.sorted() { follow(name) }
  }

  /// A job that was armed and never landed.
  private mutating func drop(_ landing: Landing, at name: String) {
    change(landing.interface, at: name) { interface in
      guard interface.peers.contains(where: { $0.publicKey == landing.peer.publicKey && $0.allowedIPs.isEmpty })
      else { return }
      interface.drop(landing)
    }
  }

  private mutating func run(_ work: NodeWork) {
    for step in work.steps { make(step, of: work) }
    let settlement = work.settlement
    for name in settlement.removedBootFiles {
      bootFiles[work.node]?[name] = nil
      hosts[work.node]?.bootFiles.removeAll { $0.interface == name }
    }
    for file in settlement.bootFiles {
      bootFiles[work.node, default: [:]][file.interface.name] = file
      hosts[work.node]?.bootFiles.removeAll { $0.interface == file.interface.name }
      hosts[work.node]?.bootFiles.append(
        BootFileState(
          interface: file.interface.name, digest: file.digest, publicKey: file.interface.publicKey, operatorLines: [],
          startsAtBoot: true))
    }
    hosts[work.node]?.marker = settlement.marker
    if let change = settlement.router?.change { routers[work.node] = routers[work.node]?.recording(change) }
  }

  private mutating func make(_ step: Step, of work: NodeWork) {
    let name = work.node
    switch step {
    case .create(let interface), .raise(let interface):
      // It is said first whose the interface will be.
      if var marker = work.settlement.marker {
        marker.digest = ""
        hosts[name]?.marker = marker
      }
      hosts[name]?.interfaces.append(Self.observed(interface))
    case .divert(let routes, let from, let to):
      change(from, at: name) { $0.routes.removeAll(where: routes.contains) }
      change(to, at: name) { $0.routes = Set($0.routes + routes).sorted() }
    case .delete(let interface), .lower(let interface):
      hosts[name]?.interfaces.removeAll { $0.configuration.name == interface.name }
    case .change(let interface, let command): change(interface, at: name) { $0.apply(command) }
    case .forward(let family):
      let now = hosts[name]?.forwarding
      hosts[name]?.forwarding = Forwarding(
        ipv4: family == .ipv4 || now?.ipv4 == true, ipv6: family == .ipv6 || now?.ipv6 == true)
    case .switchKey(let change):
      for interface in change.interfaces { self.change(interface, at: name) { $0.publicKey = change.new } }
    case .land(let landing): change(landing.interface, at: name) { $0.land(landing) }
    case .follow(let pair):
      let followed = hosts[name]?.followed ?? []
      hosts[name]?.followed = Set(followed + [pair]).sorted()
    case .unfollow(let pair): hosts[name]?.followed.removeAll { $0 == pair }
    case .destroyKey(let key):
      // A host refuses where something is made of it.
      let used = hosts[name]?.interfaces.compactMap(\.configuration.publicKey) ?? []
      let booted = hosts[name]?.bootFiles.compactMap(\.publicKey) ?? []
      if !used.contains(key), !booted.contains(key) { hosts[name]?.keys.removeAll { $0 == key } }
    case .forgetPresharedKeys(let names): for key in names { hosts[name]?.presharedKeys[key] = nil }
    case .route(let change, _): routers[name] = routers[name]?.applying(change)
    }
  }

  private mutating func change(_ name: InterfaceName, at node: String, _ body: (inout Interface) -> Void) {
    guard let index = hosts[node]?.interfaces.firstIndex(where: { $0.configuration.name == name }),
      var interface = hosts[node]?.interfaces[index].configuration
    else { return }
    body(&interface)
    hosts[node]?.interfaces[index] = Self.observed(interface)
  }

  private static func observed(_ interface: Interface) -> ObservedInterface {
    // Where nobody knows an endpoint, nobody has shaken hands.
    let status = interface.peers.map { peer in
      (peer.publicKey, PeerStatus(latestHandshake: peer.endpoint.map { _ in Scene.now - 10 }))
    }
    return ObservedInterface(
      configuration: interface, status: Dictionary(uniqueKeysWithValues: status), isUp: true)
  }

  /// Destinations that a node has no route to, neither one of Weft's nor one that a protocol may know.
  func unrouted(_ name: String) -> Set<Prefix> {
    let routes = Set(hosts[name]?.interfaces.flatMap(\.configuration.routes) ?? [])
    let known = routers[name]?.running.compactMap { line -> Prefix? in
      guard line.text.contains("-known-") else { return nil }
      return line.text.split(separator: " ").last.flatMap { Prefix($0) }
    }
    return Set(scene.desired[name]?.interfaces.flatMap(\.configuration.routes) ?? [])
      .union(applied.desired[name]?.interfaces.flatMap(\.configuration.routes) ?? [])
      .subtracting(routes).subtracting(known ?? [])
  }

  mutating func reboot(_ name: String) {
    guard hosts[name] != nil else { return }
    let files = bootFiles[name] ?? [:]
    hosts[name]?.interfaces = files.values.map { Self.observed($0.interface) }
  }

  /// The ``Follower``: the AllowedIPs go to whichever of two entries the node at the other end uses.
  private mutating func follow(_ name: String) {
    let live = Set(hosts.values.flatMap { $0.interfaces.compactMap(\.configuration.publicKey) })
    for pair in hosts[name]?.followed ?? [] {
      change(pair.interface, at: name) { interface in
        let entries = [pair.old, pair.new].compactMap { key in interface.peers.first { $0.publicKey == key } }
        guard entries.count == 2, let winner = entries.first(where: { live.contains($0.publicKey) }) else { return }
        let union = Set(entries.flatMap(\.allowedIPs)).sorted()
        interface.apply(
          .setPeer(
            PeerChange(
              publicKey: winner.publicKey, isNew: false,
              // What shakes hands has an endpoint.
              endpoint: winner.endpoint ?? entries.compactMap(\.endpoint).first,
              allowedIPs: AllowedIPsChange(before: winner.allowedIPs, after: union))))
      }
    }
  }
}
