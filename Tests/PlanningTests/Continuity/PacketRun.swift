import MeshModel
import Planning
import TestSupport
import WireGuard

/// Hosts that carry out a plan in an order that chance picks, while packets flow: sessions, queues and tables packet by
/// packet, with none of the walk's ideas of a state. What it loses, the walk must have named.
struct PacketRun {
  struct Packet: Hashable {
    let flow: [String]
    let source: IPAddress
    let destination: IPAddress
  }

  /// One direction's half of a session: what was agreed on, and whether this end may still send under it.
  private struct Keypair {
    let session: Int
    var sends = true
  }

  private struct Host {
    var interface: Interface
    var keypairs: [PublicKey: [Keypair]] = [:]
    var queues: [PublicKey: [Packet]] = [:]

    func owner(of address: IPAddress) -> PublicKey? { CryptoKeyRouting(peers: interface.peers).owner(of: address) }
  }

  private enum Event {
    case step(Step)
    case drop(Landing)
  }

  private var hosts: [String: Host] = [:]
  private var sessions = 0
  private var generator: SeededGenerator
  /// The nodes of tunnels that are there before and after.
  private let flows: [[String]]
  private var addresses: [String: IPAddress] = [:]
  /// The two ends of every flow that lost a packet.
  private(set) var lost: Set<[String]> = []

  init(_ input: PlanningInput, seed: Int) {
    generator = SeededGenerator(seed: seed)
    var names: [String: Set<String>] = [:]
    for node in input.nodes {
      guard let live = node.observation?.interfaces.first, let desired = node.desired?.interfaces.first else {
        continue
      }
      hosts[node.name] = Host(interface: live.configuration)
      addresses[node.name] = live.configuration.addresses.first?.address
      names[node.name] = Set(desired.peerNames.values)
    }
    let hosts = hosts
    flows = hosts.keys.sorted().flatMap { one in
      hosts.keys.sorted().filter { other in
        one != other && names[one]?.contains(other) == true
          && hosts[one]?.interface.peers.contains { $0.publicKey == hosts[other]?.interface.publicKey } == true
      }.map { [one, $0] }
    }
    for flow in flows { shake(flow[0], flow[1]) }
  }

  mutating func run(_ plan: Plan) {
    for wave in plan.waves {
      var lanes = wave.work.map { work in (node: work.node, events: events(work)) }
      while let next = pick(lanes) {
        carryOut(lanes[next].events.removeFirst(), at: lanes[next].node)
        for _ in 0..<2 { traffic() }
        if let flow = flows.randomElement(using: &generator), Bool.random(using: &generator) { shake(flow[0], flow[1]) }
      }
      // Then there is time for every handshake that is possible.
      for flow in flows {
        send(flow)
        shake(flow[0], flow[1])
      }
    }
    for host in hosts.values { lost.formUnion(host.queues.values.joined().map(\.flow)) }
  }

  private func events(_ work: NodeWork) -> [Event] {
    let drops = work.steps.compactMap { step in if case .land(let landing) = step { Event.drop(landing) } else { nil } }
    return drops + work.steps.map { .step($0) }
  }

  /// A node whose next event may come: timers and arming hold some back.
  private mutating func pick(_ lanes: [(node: String, events: [Event])]) -> Int? {
    let isDropping = lanes.contains { $0.events.contains { if case .drop = $0 { true } else { false } } }
    func isSwitching(_ node: String) -> Bool {
      lanes.contains { lane in
        lane.node == node && lane.events.contains { if case .step(.switchKey) = $0 { true } else { false } }
      }
    }
    return lanes.indices.filter { index in
      switch lanes[index].events.first {
      case nil: false
      case .step(.switchKey): !isDropping
      case .step(.land(let landing)): landing.gapTicks <= 0 || !isSwitching(landing.node)
      case .step, .drop: true
      }
    }.randomElement(using: &generator)
  }

  private mutating func carryOut(_ event: Event, at name: String) {
    guard var host = hosts[name] else { return }
    let key = host.interface.publicKey
    switch event {
    case .drop(let landing): host.interface.drop(landing)
    case .step(.change(_, let command)): host.interface.apply(command)
    case .step(.land(let landing)): host.interface.land(landing)
    case .step(.switchKey(let change)): host.interface.publicKey = change.new
    case .step(.delete): host.interface.peers = []
    case .step: return
    }
    let peers = Set(host.interface.peers.map(\.publicKey))
    for (entry, packets) in host.queues where !peers.contains(entry) {
      lost.formUnion(packets.map(\.flow))
      host.queues[entry] = nil
    }
    host.keypairs = host.keypairs.filter { peers.contains($0.key) }
    if host.interface.publicKey != key {
      host.keypairs = host.keypairs.mapValues { $0.map { Keypair(session: $0.session, sends: false) } }
    }
    hosts[name] = host
  }

  private mutating func traffic() {
    if let flow = flows.randomElement(using: &generator) { send(flow) }
  }

  private mutating func send(_ flow: [String]) {
    guard let source = addresses[flow[0]], let destination = addresses[flow[1]], let host = hosts[flow[0]] else {
      return
    }
    let packet = Packet(flow: flow.sorted(), source: source, destination: destination)
    guard let entry = host.owner(of: destination) else {
      lost.insert(packet.flow)
      return
    }
    transmit(packet, by: entry, at: flow[0])
  }

  private mutating func transmit(_ packet: Packet, by entry: PublicKey, at name: String) {
    guard let keypair = hosts[name]?.keypairs[entry]?.last(where: \.sends) else {
      hosts[name]?.queues[entry, default: []].append(packet)
      return
    }
    let arrival = hosts.lazy.filter { $0.key != name }.compactMap { _, host -> (host: Host, entry: PublicKey)? in
      host.keypairs.first { $0.value.contains { $0.session == keypair.session } }.map { (host, $0.key) }
    }.first
    guard let arrival, arrival.host.owner(of: packet.source) == arrival.entry,
      arrival.host.interface.addresses.contains(Prefix(host: packet.destination))
    else {
      lost.insert(packet.flow)
      return
    }
  }

  /// Two hosts shake hands, where both have an entry of the other's live key; what waited for it goes out.
  private mutating func shake(_ one: String, _ other: String) {
    guard let first = hosts[one]?.interface.publicKey, let second = hosts[other]?.interface.publicKey,
      hosts[one]?.interface.peers.contains(where: { $0.publicKey == second }) == true,
      hosts[other]?.interface.peers.contains(where: { $0.publicKey == first }) == true
    else { return }
    sessions += 1
    hosts[one]?.keypairs[second, default: []].append(Keypair(session: sessions))
    hosts[other]?.keypairs[first, default: []].append(Keypair(session: sessions))
    for (name, entry) in [(one, second), (other, first)] {
      let waiting = hosts[name]?.queues.removeValue(forKey: entry) ?? []
      for packet in waiting { transmit(packet, by: entry, at: name) }
    }
  }
}
